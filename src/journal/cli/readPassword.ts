import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A password for a command: typed twice without an echo on a terminal, the first line of a pipe otherwise. */
export async function readPassword(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string | null> {
  if (!input.isTTY) return (await text(input)).split(/\r?\n/)[0] ?? '';
  const silent = new Writable({ write: (_bytes, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  const ask = async (question: string): Promise<string> => {
    output.write(question);
    const answer = await lines.question('');
    output.write('\n');
    return answer;
  };
  try {
    const first = await ask('Password: ');
    return first === (await ask('Once more: ')) ? first : null;
  } finally {
    lines.close();
  }
}

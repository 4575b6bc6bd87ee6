import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readHead, writeHead, type Head } from './auditHash.ts';

/** Heads of the chain, kept where who can write the database cannot: a line each, oldest first. */
export interface AuditHeads {
  /** On the disk when it resolves. */
  append(heads: readonly (Head & { sealedAt: string })[]): Promise<void>;
  /** The last whole line; null for none. */
  last(): Promise<Head | null>;
  /** Every whole line, in portions. */
  read(): AsyncGenerator<Head[]>;
}

const READ_AT_ONCE = 1_000;
const TAIL_BYTES = 4_096;

export function createAuditHeads(dataDir: string): AuditHeads {
  const file = join(dataDir, 'audit-heads.log');
  const atFile = async <T>(
    flags: string,
    work: (handle: Awaited<ReturnType<typeof open>>) => Promise<T>,
  ): Promise<T> => {
    const handle = await open(file, flags, 0o600);
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  };
  const tail = (): Promise<{ text: string; size: number }> =>
    atFile('r', async (handle) => {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      await handle.read(bytes, 0, bytes.length, size - bytes.length);
      return { text: bytes.toString('latin1'), size };
    }).catch(noneIfMissing({ text: '', size: 0 }));

  return {
    async append(heads) {
      if (heads.length === 0) return;
      const lines = heads.map((head) => `${writeHead(head)} ${head.sealedAt}\n`).join('');
      const { text, size } = await tail();
      if (size === 0) await mkdir(dataDir, { recursive: true, mode: 0o700 });
      // A line cut off by a crash was never promised to anybody; the next one must not be glued to it.
      const torn = text.length - (text.lastIndexOf('\n') + 1);
      await atFile('a', async (handle) => {
        if (torn > 0) await handle.truncate(size - torn);
        await handle.appendFile(lines);
        await handle.sync();
      });
      if (size === 0) await syncFolder(dataDir);
    },
    async last() {
      const lines = (await tail()).text.split('\n').slice(0, -1);
      return readHead(lines.at(-1)?.split(' ')[0] ?? '');
    },
    async *read() {
      let page: Head[] = [];
      try {
        const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
        for await (const line of lines) {
          const head = readHead(line.split(' ')[0] ?? '');
          if (head !== null) page.push(head);
          if (page.length < READ_AT_ONCE) continue;
          yield page;
          page = [];
        }
      } catch (error) {
        noneIfMissing(null)(error);
      }
      if (page.length > 0) yield page;
    },
  };
}

function noneIfMissing<T>(none: T): (thrown: unknown) => T {
  return (thrown) => {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return none;
    throw thrown;
  };
}

/** A new file is there after a power cut only when its folder is written too; Windows does that by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

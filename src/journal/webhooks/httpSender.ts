import { lookup as lookUpName, type LookupAddress, type LookupOptions } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isPublicAddress, mayBeSentTo } from './publicAddress.ts';

export interface Notice {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Sends a notice and gives the status it was answered with. @throws Error when there was no answer, or may be none */
export type SendNotice = (notice: Notice, signal: AbortSignal) => Promise<number>;

/**
 * Sends over connections that are not kept, follows no redirection and reads no answer. What a name resolves to is
 * judged where the connection is made, so that a name cannot mean one address when it is judged and another one then.
 */
export function createHttpSender({
  allowPrivate,
  timeoutMs,
}: {
  allowPrivate: boolean;
  timeoutMs: number;
}): SendNotice {
  return ({ url, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const address = new URL(url);
      if (!mayBeSentTo(address, allowPrivate)) throw new Error('not an address to send to');
      const { request } = address.protocol === 'https:' ? https : http;
      const asked = request(
        address,
        {
          method: 'POST',
          agent: false,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          ...(allowPrivate ? {} : { lookup: lookUpPublic }),
        },
        (answer) => {
          resolve(answer.statusCode ?? 0);
          answer.destroy();
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function lookUpPublic(name: string, options: LookupOptions, found: Found): void {
  lookUpName(name, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) found(error, '');
    else if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
      found(new Error('not a public address'), '');
    else if (options.all === true) found(null, addresses);
    else found(null, first.address, first.family);
  });
}

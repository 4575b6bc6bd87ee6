import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { LARGEST_ATTACHMENT } from '../../shared/domain/appeal/attachmentType.ts';
import { AppError } from '../../shared/errors.ts';

/** Where a file lies follows from what it is of: nothing of its place is kept in the database. */
export interface FilePlace {
  id: string;
  startedAt: string;
}

export interface ReceivedFiles {
  /** Bytes of an unfinished file that are here already. */
  received(of: FilePlace): Promise<number>;
  /** Adds bytes at the end. How many there are now, also when the sender broke off in the middle. */
  append(of: FilePlace, offset: number, bytes: Readable): Promise<number>;
  /** Hex SHA-256 of what was received. */
  sum(of: FilePlace): Promise<string>;
  /** The first bytes of what was received. */
  beginning(of: FilePlace, bytes: number): Promise<Buffer>;
  /** Makes the file final; when this returns, it survives a power cut. */
  seal(of: FilePlace): Promise<void>;
  /** Throws the received bytes away, so that they are sent again. */
  discard(of: FilePlace): Promise<void>;
  /** A part of a sealed file, both ends included. */
  read(of: FilePlace, range: { start: number; end: number }): ReadStream;
}

/** What is kept there, and under which code its failures are told. */
export interface KindOfFiles {
  what: 'recording' | 'attachment';
  suffix: string;
  maxBytes: number;
}

/** A call of ten hours; more is not a recording of a call. */
export const recordingKind: KindOfFiles = { what: 'recording', suffix: '.wav', maxBytes: 1_073_741_824 };
/** Without a suffix of its own: nothing on the journal's machine shall take one for a program. */
export const attachmentKind: KindOfFiles = { what: 'attachment', suffix: '', maxBytes: LARGEST_ATTACHMENT };

/** Files that come in pieces: `<yyyy>/<mm>/<id>`, `.part` until they are whole. */
export function createReceivedFiles(root: string, { what, suffix, maxBytes }: KindOfFiles): ReceivedFiles {
  const sealedPath = ({ id, startedAt }: FilePlace): string =>
    join(root, startedAt.slice(0, 4), startedAt.slice(5, 7), `${id}${suffix}`);
  const partPath = (of: FilePlace): string => `${sealedPath(of)}.part`;
  const sizeOf = (path: string): Promise<number> =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  /** Killed between renaming and telling the database, the journal finds the file under its final name. */
  const presentPath = async (of: FilePlace): Promise<string> => {
    const hasPart = await exists(partPath(of));
    return !hasPart && (await exists(sealedPath(of))) ? sealedPath(of) : partPath(of);
  };
  /** One writer at a time: a desk that lost its connection may come back before the journal has noticed. */
  const busy = new Set<string>();

  const appendNow = async (of: FilePlace, offset: number, bytes: Readable): Promise<number> => {
    const path = await presentPath(of);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a', 0o600);
    try {
      let size = (await file.stat()).size;
      if (size !== offset) throw new AppError(`${what}.offset`, { receivedBytes: size });
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        if (size + chunk.length > maxBytes) throw new AppError(`${what}.too_large`);
        await file.appendFile(chunk);
        size += chunk.length;
      }
      return size;
    } finally {
      await file.close();
    }
  };

  return {
    received: async (of) => sizeOf(await presentPath(of)),
    append: async (of, offset, bytes) => {
      if (busy.has(of.id)) throw new AppError(`${what}.busy`);
      busy.add(of.id);
      try {
        return await appendNow(of, offset, bytes);
      } finally {
        busy.delete(of.id);
      }
    },
    sum: async (of) => {
      const hash = createHash('sha256');
      const path = await presentPath(of);
      if ((await sizeOf(path)) > 0) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
      return hash.digest('hex');
    },
    beginning: async (of, bytes) => {
      const file = await open(await presentPath(of), 'r');
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    seal: async (of) => {
      const [part, sealed] = [partPath(of), sealedPath(of)];
      if (await exists(part)) {
        await syncToDisk(part, 'r+');
        await rename(part, sealed);
      }
      // The name is kept by the folder, and the folders by theirs.
      for (const folder of [dirname(sealed), dirname(dirname(sealed)), root]) await syncToDisk(folder, 'r');
    },
    discard: async (of) => {
      await rm(await presentPath(of), { force: true });
    },
    read: (of, { start, end }) => createReadStream(sealedPath(of), { start, end }),
  };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function syncToDisk(path: string, mode: 'r' | 'r+'): Promise<void> {
  // Windows can neither open a folder for this nor needs it.
  const file = await open(path, mode).catch((error: unknown) => {
    if (mode === 'r' && process.platform === 'win32') return null;
    throw error;
  });
  if (file === null) return;
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

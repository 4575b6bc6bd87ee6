import type { Server as HttpListener } from 'node:http';
import { Server as SocketIo, type Socket } from 'socket.io';
import { callerOf } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { reachOf } from '../../shared/domain/policy/policy.ts';
import { scopesOf } from '../policies/feedScopes.ts';
import { somebodyOf } from '../sync/accountOf.ts';
import { AppError } from '../../shared/errors.ts';

/** Who has lists of other people's appeals. */
const WATCHERS = 'watchers';
const LISTS_EVERY_MS = 2_000;

export interface Doorbell {
  ring(scopes: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * A bell and nothing more: `news` carries no data, whoever hears it pulls by cursor. So a lost ring costs seconds,
 * never a change, and nothing of anybody's ever travels here. `lists` is for who sees more appeals than their feed
 * brings: something has changed somewhere, told at most every two seconds, be it about them or not.
 */
export function createDoorbell(http: HttpListener, journal: Journal): Doorbell {
  const io = new SocketIo(http, { serveClient: false, transports: ['websocket', 'polling'], maxHttpBufferSize: 4_096 });
  const admit = async (socket: Socket, next: (refusal?: Error) => void): Promise<void> => {
    const { token } = socket.handshake.auth as { token?: unknown };
    try {
      const caller = await callerOf(journal, typeof token === 'string' ? token : '');
      const reach = reachOf(somebodyOf(caller), 'appeal.list');
      const isWatching = reach === 'region' || reach === 'organisation';
      await socket.join([...scopesOf(caller.user), ...(isWatching ? [WATCHERS] : [])]);
      next();
    } catch (error) {
      next(new Error(error instanceof AppError ? error.code : 'internal'));
    }
  };
  io.use((socket, next) => void admit(socket, next));
  let lists: NodeJS.Timeout | null = null;
  const ringWatchers = (): void => {
    lists ??= setTimeout(() => {
      lists = null;
      io.to(WATCHERS).emit('lists');
    }, LISTS_EVERY_MS);
  };
  return {
    ring: (scopes) => {
      if (scopes.length === 0) return;
      io.to([...scopes]).emit('news');
      ringWatchers();
    },
    close: () => {
      if (lists !== null) clearTimeout(lists);
      return io.close();
    },
  };
}

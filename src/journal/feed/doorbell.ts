import type { Server as HttpListener } from 'node:http';
import { Server as SocketIo, type Socket } from 'socket.io';
import { callerOf } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { scopesOf } from '../policies/feedScopes.ts';
import { AppError } from '../../shared/errors.ts';

export interface Doorbell {
  ring(scopes: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * A bell and nothing more: `news` carries no data, whoever hears it pulls by cursor. So a lost ring costs seconds,
 * never a change, and nothing of anybody's ever travels here.
 */
export function createDoorbell(http: HttpListener, journal: Journal): Doorbell {
  const io = new SocketIo(http, { serveClient: false, transports: ['websocket', 'polling'], maxHttpBufferSize: 4_096 });
  const admit = async (socket: Socket, next: (refusal?: Error) => void): Promise<void> => {
    const { token } = socket.handshake.auth as { token?: unknown };
    try {
      const caller = await callerOf(journal, typeof token === 'string' ? token : '');
      await socket.join(scopesOf(caller.user));
      next();
    } catch (error) {
      next(new Error(error instanceof AppError ? error.code : 'internal'));
    }
  };
  io.use((socket, next) => void admit(socket, next));
  return {
    ring: (scopes) => {
      if (scopes.length > 0) io.to([...scopes]).emit('news');
    },
    close: () => io.close(),
  };
}

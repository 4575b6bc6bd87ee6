import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';

/** What a simulated program must not touch: the machine's time, its timers and its randomness. */
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'] as const;
const RANDOM = ['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync', 'randomFill'] as const;

type Members = Record<string, unknown>;

/**
 * Puts throwing versions in place of the real world until the returned function is called. What was touched is told
 * to `onTouch` too, since the toucher may swallow what it is thrown.
 */
export function forbidRealWorld(onTouch: (name: string) => void): () => void {
  const undo: (() => void)[] = [];
  const forbid = (owner: Members, member: string, name: string): void => {
    if (!(member in owner)) return;
    const kept = Object.getOwnPropertyDescriptor(owner, member);
    const forbidden = (): never => {
      onTouch(name);
      throw new Error(`${name} is of the real world`);
    };
    Object.defineProperty(owner, member, { value: forbidden, configurable: true, writable: true });
    undo.push(() => {
      if (kept === undefined) delete owner[member];
      else Object.defineProperty(owner, member, kept);
    });
  };

  const global = globalThis as unknown as Members;
  for (const name of TIMERS) {
    forbid(global, name, name);
    forbid(timers, name, `timers.${name}`);
    forbid(timersPromises, name, `timers/promises.${name}`);
  }
  for (const name of RANDOM) forbid(crypto, name, `crypto.${name}`);
  forbid(globalThis.crypto as unknown as Members, 'getRandomValues', 'crypto.getRandomValues');
  forbid(globalThis.crypto as unknown as Members, 'randomUUID', 'crypto.randomUUID');
  forbid(performance as unknown as Members, 'now', 'performance.now');
  forbid(process as unknown as Members, 'hrtime', 'process.hrtime');
  forbid(Math as unknown as Members, 'random', 'Math.random');
  forbid(global, 'fetch', 'fetch');

  const RealDate = globalThis.Date;
  const touchDate = (): never => {
    onTouch('Date');
    throw new Error('the present Date is of the real world');
  };
  const BoundDate = new Proxy(RealDate, {
    construct: (target, args: unknown[]) => (args.length === 0 ? touchDate() : new target(...(args as [number]))),
    apply: touchDate,
    get: (target, member) => (member === 'now' ? touchDate : (Reflect.get(target, member) as unknown)),
  });
  globalThis.Date = BoundDate;
  undo.push(() => {
    globalThis.Date = RealDate;
  });
  syncBuiltinESMExports();
  return () => {
    for (const step of undo.reverse()) step();
    syncBuiltinESMExports();
  };
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { createWsTransport, type SocketLike } from './wsTransport.ts';

/** The core's end of one connection. */
class FakeSocket extends EventTarget implements SocketLike {
  sent: { t: string; n?: number; name?: string; token?: string }[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  say(frame: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }));
  }
  open(): void {
    this.dispatchEvent(new Event('open'));
    this.say({ t: 'welcome' });
  }
  fall(code = 1006): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

let sockets: FakeSocket[] = [];
const reports: unknown[] = [];
const last = (): FakeSocket => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no connection was made');
  return socket;
};
const connect = (): FakeSocket => {
  const socket = new FakeSocket();
  sockets.push(socket);
  return socket;
};
const make = (): ReturnType<typeof createWsTransport> =>
  createWsTransport({ url: 'ws://x/bridge', token: 'secret', connect, report: (error) => reports.push(error) });

beforeEach(() => {
  sockets = [];
  reports.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('says hello with the token first, and sends nothing before the welcome', async () => {
  const bridge = make();
  const asked = bridge.call('sync.get', {});
  last().dispatchEvent(new Event('open'));
  expect(last().sent).toEqual([{ t: 'hello', token: 'secret' }]);
  last().say({ t: 'welcome' });
  expect(last().sent[1]).toMatchObject({ t: 'call', name: 'sync.get' });
  last().say({ t: 'answer', n: last().sent[1]?.n, output: { waiting: 1 } });
  await expect(asked).resolves.toEqual({ waiting: 1 });
});

test('a refusal of the core comes with its code and its own text', async () => {
  const bridge = make();
  last().open();
  const asked = bridge.call('operator.ready', {});
  last().say({ t: 'error', n: last().sent.at(-1)?.n, error: { code: 'operator.card_unsaved', text: 'нельзя' } });
  await expect(asked).rejects.toMatchObject({ code: 'operator.card_unsaved', params: { text: 'нельзя' } });
});

test('a call in flight when the core falls fails as bridge.down, and so does one made meanwhile', async () => {
  const bridge = make();
  last().open();
  const inFlight = bridge.call('sync.get', {});
  last().fall();
  await expect(inFlight).rejects.toThrow(AppError);
  await expect(inFlight).rejects.toMatchObject({ code: 'bridge.down' });
  await expect(bridge.call('sync.get', {})).rejects.toMatchObject({ code: 'bridge.down' });
  expect(bridge.link.getState().link).toBe('down');
});

test('comes back by itself, keeps the subscriptions and tells that it was away', () => {
  const bridge = make();
  const heard: unknown[] = [];
  const back = vi.fn();
  bridge.subscribe('calls.changed', (event) => heard.push(event));
  bridge.onBack(back);
  last().open();
  expect(back).not.toHaveBeenCalled();
  last().fall();
  vi.advanceTimersByTime(200);
  expect(sockets).toHaveLength(2);
  last().open();
  expect(back).toHaveBeenCalledTimes(1);
  last().say({ t: 'event', name: 'calls.changed', event: {} });
  expect(heard).toEqual([{}]);
});

test('a core that was not there at the start is told of as soon as it is', () => {
  const bridge = make();
  const back = vi.fn();
  bridge.onBack(back);
  last().fall();
  vi.advanceTimersByTime(200);
  last().open();
  expect(back).toHaveBeenCalledTimes(1);
});

test('waits longer from try to try, up to five seconds', () => {
  make();
  for (const delay of [200, 500, 1000, 2000, 5000, 5000]) {
    last().fall();
    const before = sockets.length;
    vi.advanceTimersByTime(delay - 1);
    expect(sockets).toHaveLength(before);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(before + 1);
  }
});

test('a refused token is told apart from a core that is away', () => {
  const bridge = make();
  last().fall(4401);
  expect(bridge.link.getState().link).toBe('refused');
});

test('a frame that cannot be read is reported and harms nothing', () => {
  const bridge = make();
  last().open();
  last().say({ t: 'nonsense' });
  expect(reports).toHaveLength(1);
  expect(bridge.link.getState().link).toBe('up');
});

test('an unsubscribed listener hears no more', () => {
  const bridge = make();
  const heard = vi.fn();
  const stop = bridge.subscribe('line.check', heard);
  last().open();
  stop();
  last().say({ t: 'event', name: 'line.check', event: {} });
  expect(heard).not.toHaveBeenCalled();
});

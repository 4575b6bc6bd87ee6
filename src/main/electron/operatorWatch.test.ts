import { expect, test } from 'vitest';
import type { Core } from '../core/createCore.ts';
import { watchOperator } from './operatorWatch.ts';
import { createReloadLimit } from './reloadLimit.ts';

function watch(first: string | null) {
  let tell: (name: string, event: unknown) => void = () => undefined;
  let blocked = 0;
  let offers = 0;
  const state = (status: string | null) => ({ state: status === null ? null : { status } });
  const core = {
    handlers: { 'operator.get': () => state(first) },
    onEvent(listener: typeof tell) {
      tell = listener;
      return () => undefined;
    },
  } as unknown as Core;
  const watch = watchOperator({
    core,
    blocker: {
      start: () => {
        blocked += 1;
        return 7;
      },
      stop: (id) => {
        expect(id).toBe(7);
        blocked -= 1;
        return true;
      },
    },
    onOffer: () => {
      offers += 1;
    },
  });
  return {
    watch,
    become: (status: string | null) => tell('operator.changed', state(status)),
    blocked: () => blocked,
    offers: () => offers,
  };
}

test('the machine stays awake while calls may come, once, and sleeps again after', () => {
  const { watch: operator, become, blocked, offers } = watch(null);
  for (const status of ['ready', 'offered', 'offered', 'talking', 'wrapUp', 'ready']) {
    become(status);
    expect(blocked()).toBe(1);
    expect(operator.inCall()).toBe(status === 'offered' || status === 'talking');
  }
  expect(offers()).toBe(1);
  become('notReady');
  expect(blocked()).toBe(0);
  become('ready');
  operator.stop();
  expect(blocked()).toBe(0);
});

test('a session kept over a restart counts from the start', async () => {
  const { blocked } = watch('ready');
  await Promise.resolve();
  await Promise.resolve();
  expect(blocked()).toBe(1);
});

test('a window that dies again and again is not reloaded for ever', () => {
  let now = 0;
  const mayReload = createReloadLimit(() => now);
  expect([mayReload(), mayReload(), mayReload(), mayReload()]).toEqual([true, true, true, false]);
  now = 60_000;
  expect(mayReload()).toBe(true);
});

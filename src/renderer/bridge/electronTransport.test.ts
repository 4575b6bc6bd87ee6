import { expect, test } from 'vitest';
import { tokenOf } from './client.ts';
import { createElectronTransport, readFailure } from './electronTransport.ts';

test('a code survives the context bridge, which carries nothing but a message', async () => {
  const bridge = createElectronTransport({
    call: () =>
      Promise.reject(new Error(`Error invoking remote method 'bridge': AppError: auth.locked {"minutes":15}`)),
    subscribe: () => () => undefined,
  });
  await expect(bridge.call('session.get', {})).rejects.toMatchObject({ code: 'auth.locked', params: { minutes: 15 } });
});

test('an error value is read by its fields, anything else is internal', () => {
  expect(readFailure({ code: 'disk.full' }).code).toBe('disk.full');
  expect(readFailure(new TypeError('x is undefined')).code).toBe('internal');
  expect(readFailure('boom').code).toBe('internal');
});

test('the start token is read from the address fragment', () => {
  expect(tokenOf('#token=abc-123')).toBe('abc-123');
  expect(tokenOf('')).toBeNull();
});

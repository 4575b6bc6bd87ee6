import { describe, expect, test } from 'vitest';
import { settle } from '../../../tests/support/telephony/fakeTimers.ts';
import { callId, incoming, setUpSoftphone } from '../../../tests/support/telephony/setUpSoftphone.ts';
import { AppError } from '../../shared/errors.ts';

describe('a call', () => {
  test('pops while it rings, is answered, recorded and told to the core in order', async () => {
    const { port, offered, told, call, talk, recorded, microphone } = setUpSoftphone();
    await talk();
    expect(offered.map(({ call: { id } }) => id)).toEqual([callId]);
    expect(call()).toMatchObject({
      callId,
      phase: 'talking',
      recording: 'on',
      phone: '+79161234567',
      queue: 'hotline',
    });
    port.emit({ kind: 'ended', legId: 'in-1', end: { by: 'remote', statusCode: null } });
    await settle();
    expect(told().map(({ name }) => name)).toEqual(['calls.offer', 'calls.answered', 'calls.ended']);
    expect(told()[0]).toMatchObject({
      direction: 'incoming',
      sipCallId: 'in-1',
      linkedId: '17.1',
      queue: 'hotline',
      queueWaitSec: 4,
    });
    expect(told()[2]).toMatchObject({ callId, cause: 'caller' });
    expect(call()).toMatchObject({ phase: 'ended', endCause: 'caller' });
    expect(recorded.at(0)).toBe('start');
    expect(recorded.at(-1)).toBe('stop');
    expect(microphone.track.isStopped).toBe(true);
  });

  test('survives a core that is away while it rings and comes back in the middle', async () => {
    const { timers, port, bridge, told, call, talk, offered } = setUpSoftphone();
    bridge.setUp(false);
    await talk();
    expect(call()).toMatchObject({ callId: null, phase: 'talking' });
    bridge.setUp(true);
    await timers.pass(6_000);
    expect(call()?.callId).toBe(callId);
    expect(offered).toHaveLength(1);
    port.emit({ kind: 'ended', legId: 'in-1', end: { by: 'remote', statusCode: null } });
    await settle();
    expect(told().map(({ name }) => name)).toEqual(['calls.offer', 'calls.answered', 'calls.ended']);
  });

  test.each([
    ['answeredElsewhere' as const, 3_000, 'answeredElsewhere'],
    ['cancelled' as const, 5_000, 'cancelled'],
    ['cancelled' as const, 15_000, 'ringTimeout'],
  ])('taken back (%s) after %i ms ends as such and frees the microphone', async (reason, rangForMs, cause) => {
    const { timers, port, told, call, microphone, heard } = setUpSoftphone();
    port.emit({ kind: 'incoming', call: incoming });
    await timers.pass(rangForMs);
    port.emit({ kind: 'cancelled', legId: 'in-1', reason });
    await settle();
    expect(told().at(-1)).toMatchObject({ name: 'calls.ended', cause });
    expect(call()?.endCause).toBe(cause);
    expect(microphone.track.isStopped).toBe(true);
    expect(heard).toEqual(['ring', 'quiet']);
  });

  test('taken back in the instant it is answered is no error', async () => {
    const { port, softphone, call } = setUpSoftphone();
    port.emit({ kind: 'incoming', call: incoming });
    await settle();
    await softphone.answer();
    port.emit({ kind: 'cancelled', legId: 'in-1', reason: 'cancelled' });
    await settle();
    expect(call()).toMatchObject({ phase: 'ended', endCause: 'cancelled' });
    expect(softphone.store.getState().trouble).toBeNull();
  });

  test('rings out by itself when the exchange forgets to cancel', async () => {
    const { timers, port, told } = setUpSoftphone();
    port.emit({ kind: 'incoming', call: { ...incoming, ringSec: 15 } });
    await timers.pass(26_000);
    expect(port.acts).toContain('reject 480 in-1');
    expect(told().at(-1)).toMatchObject({ cause: 'ringTimeout' });
  });

  test('rejected by the operator is told as rejected', async () => {
    const { port, softphone, told } = setUpSoftphone();
    port.emit({ kind: 'incoming', call: incoming });
    await softphone.hangUp();
    await settle();
    expect(port.acts).toContain('reject 486 in-1');
    expect(told().at(-1)).toMatchObject({ cause: 'rejected' });
  });

  test('while another is in hand is turned away and listed among the missed', async () => {
    const { port, call, told, talk, offered } = setUpSoftphone();
    await talk();
    port.emit({ kind: 'incoming', call: { ...incoming, legId: 'in-2', from: '101' } });
    await settle();
    expect(port.acts).toContain('reject 486 in-2');
    expect(told().slice(-2)).toMatchObject([
      { name: 'calls.offer', sipCallId: 'in-2' },
      { name: 'calls.ended', cause: 'cancelled' },
    ]);
    expect(call()).toMatchObject({ phase: 'talking', phone: '+79161234567' });
    expect(offered).toHaveLength(1);
  });

  test('without a microphone keeps ringing, says so, and can be answered when it is there', async () => {
    const { port, softphone, call, mic } = setUpSoftphone();
    mic.error = new AppError('microphone.denied');
    port.emit({ kind: 'incoming', call: incoming });
    await settle();
    expect(softphone.store.getState().trouble).toBe('microphone.denied');
    await softphone.answer();
    expect(call()?.phase).toBe('ringing');
    expect(port.acts).toEqual([]);
    mic.error = null;
    await softphone.answer();
    await settle();
    await softphone.answer();
    expect(port.acts).toEqual(['accept in-1']);
  });
});

describe('hold', () => {
  test('is shown when confirmed, and nothing is sent from the first moment', async () => {
    const { port, softphone, call, talk, recorded, microphone } = setUpSoftphone();
    await talk();
    await softphone.toggleHold();
    expect(call()?.hold).toBe('holding');
    expect(microphone.track.enabled).toBe(false);
    port.emit({ kind: 'heldChanged', legId: 'in-1', isHeld: true });
    expect(call()?.hold).toBe('held');
    expect(recorded.at(-1)).toBe('held');
    await softphone.toggleHold();
    expect(microphone.track.enabled).toBe(false);
    port.emit({ kind: 'heldChanged', legId: 'in-1', isHeld: false });
    expect(call()).toMatchObject({ hold: 'off', microphone: 'on' });
    expect(microphone.track.enabled).toBe(true);
    expect(port.acts).toEqual(['accept in-1', 'hold in-1', 'unhold in-1']);
  });

  test('that fails silences the microphone and says so; switching it on is the way back', async () => {
    const { port, softphone, call, talk, microphone } = setUpSoftphone();
    await talk();
    await softphone.toggleHold();
    port.emit({ kind: 'holdFailed', legId: 'in-1' });
    expect(call()).toMatchObject({ hold: 'failed', microphone: 'off' });
    expect(softphone.store.getState().trouble).toBe('hold.failed');
    expect(microphone.track.enabled).toBe(false);
    softphone.toggleMicrophone();
    expect(call()).toMatchObject({ hold: 'off', microphone: 'on' });
    expect(microphone.track.enabled).toBe(true);
  });
});

test('an outgoing call is told to the core, a code of the exchange is not', async () => {
  const { port, softphone, told, heard } = setUpSoftphone({ isCodeHealthy: false });
  await softphone.dial('*43');
  await settle();
  expect(told()).toEqual([]);
  await softphone.hangUp();
  await softphone.dial('+79161112233');
  port.emit({ kind: 'progress', legId: 'out-2' });
  await settle();
  expect(heard.at(-1)).toBe('ringback');
  expect(told()[0]).toMatchObject({ direction: 'outgoing', sipCallId: 'out-2', from: '+79161112233' });
  port.emit({ kind: 'ended', legId: 'out-2', end: { by: 'failed', statusCode: 486 } });
  await settle();
  expect(told().at(-1)).toMatchObject({ cause: 'rejected' });
});

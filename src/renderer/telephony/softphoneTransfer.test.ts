import { describe, expect, test } from 'vitest';
import { settle } from '../../../tests/support/telephony/fakeTimers.ts';
import { fakeStream, incoming, setUpSoftphone } from '../../../tests/support/telephony/setUpSoftphone.ts';

function setUp() {
  const all = setUpSoftphone();
  const { port, softphone } = all;
  const state = () => softphone.store.getState();
  const held = async (legId: string, isHeld = true): Promise<void> => {
    port.emit({ kind: 'heldChanged', legId, isHeld });
    await settle();
  };
  const answer = async (legId: string): Promise<void> => {
    port.emit({ kind: 'established', legId, dialog: null });
    port.emit({ kind: 'remoteTrack', legId, stream: fakeStream().stream });
    port.emit({ kind: 'mediaChanged', legId, isFlowing: true });
    await settle();
  };
  const consulting = async (): Promise<void> => {
    await all.talk();
    await softphone.consult('op2');
    await held('in-1');
  };
  return { ...all, state, held, answer, consulting };
}

describe('a blind transfer', () => {
  test('keeps the caller until the exchange has taken them, then ends our leg; the exchange tells the outcome', async () => {
    const { port, softphone, talk, state, call } = setUp();
    await talk();
    await softphone.transfer('op2');
    expect(port.acts.at(-1)).toBe('refer op2 in-1');
    expect(call()?.phase).toBe('talking');
    port.emit({ kind: 'transferChanged', legId: 'in-1', stage: 'accepted', statusCode: 202 });
    expect(port.acts.at(-1)).toBe('bye in-1');
    expect(state().transfer).toMatchObject({ step: 'letGo', linkedId: '17.1' });
    port.emit({ kind: 'transferTold', linkedId: '17.1', outcome: 'answered' });
    expect(state().transfer).toEqual({ step: 'done', target: 'op2' });
  });

  test('that failed rings again with the same caller, and says why', async () => {
    const { port, softphone, talk, state } = setUp();
    await talk();
    await softphone.transfer('op2');
    port.emit({ kind: 'transferChanged', legId: 'in-1', stage: 'accepted', statusCode: 202 });
    port.emit({ kind: 'incoming', call: { ...incoming, legId: 'in-2', cameBack: 'BUSY' } });
    await settle();
    expect(state().transfer).toEqual({ step: 'failed', target: 'op2', why: 'busy', isBack: true });
    expect(state().call).toMatchObject({ phase: 'ringing', phone: incoming.from });
  });

  test('that the exchange refuses changes nothing of the call', async () => {
    const { port, softphone, talk, state, call } = setUp();
    await talk();
    await softphone.transfer('op2');
    port.emit({ kind: 'transferChanged', legId: 'in-1', stage: 'refused', statusCode: 603 });
    expect(state().transfer).toMatchObject({ step: 'failed', why: 'refused', isBack: false });
    expect(call()?.phase).toBe('talking');
  });
});

describe('a consultation', () => {
  test('calls nobody before the caller is held for certain', async () => {
    const { port, softphone, talk, held } = setUp();
    await talk();
    await softphone.consult('op2');
    expect(port.acts.at(-1)).toBe('hold in-1');
    await held('in-1');
    expect(port.acts.at(-1)).toBe('invite op2');
  });

  test('is given up when the hold fails: the caller could hear it', async () => {
    const { port, softphone, talk, state } = setUp();
    await talk();
    await softphone.consult('op2');
    port.emit({ kind: 'holdFailed', legId: 'in-1' });
    await settle();
    expect(port.acts).not.toContain('invite op2');
    expect(state().transfer.step).toBe('none');
    expect(state().trouble).toBe('hold.failed');
  });

  test('is toggled: the one who is spoken with is let in only when the other one is held', async () => {
    const { port, softphone, consulting, answer, held, state } = setUp();
    await consulting();
    await answer('out-1');
    expect(state().consult?.phase).toBe('talking');
    await softphone.toggleHold();
    expect(port.acts.at(-1)).toBe('hold out-1');
    await held('out-1');
    expect(port.acts.at(-1)).toBe('unhold in-1');
    await held('in-1', false);
    await softphone.toggleHold();
    expect(port.acts.at(-1)).toBe('hold in-1');
  });

  test('is completed by naming the second line, and both are out of our hands', async () => {
    const { port, softphone, consulting, answer, state } = setUp();
    await consulting();
    await answer('out-1');
    await softphone.completeTransfer();
    expect(port.acts.at(-1)).toBe('refer out-1 in-1');
    port.emit({ kind: 'transferChanged', legId: 'in-1', stage: 'accepted', statusCode: 202 });
    await settle();
    expect(state()).toMatchObject({ transfer: { step: 'done' }, consult: null, call: { phase: 'ended' } });
  });

  test('completed while it rings becomes a blind transfer', async () => {
    const { port, softphone, consulting } = setUp();
    await consulting();
    await softphone.completeTransfer();
    expect(port.acts.slice(-2)).toEqual(['cancel out-1', 'refer op2 in-1']);
  });

  test('that is refused leaves the caller held, one key away', async () => {
    const { port, softphone, consulting, state } = setUp();
    await consulting();
    port.emit({ kind: 'ended', legId: 'out-1', end: { by: 'failed', statusCode: 486 } });
    await settle();
    expect(state()).toMatchObject({ transfer: { step: 'failed', why: 'busy' }, consult: null, call: { hold: 'held' } });
    await softphone.toggleHold();
    expect(port.acts.at(-1)).toBe('unhold in-1');
  });

  test('is ended by the hang-up key, which leads back to the caller and ends nothing else', async () => {
    const { port, softphone, consulting, answer, state } = setUp();
    await consulting();
    await answer('out-1');
    await softphone.hangUp();
    expect(port.acts.slice(-2)).toEqual(['bye out-1', 'unhold in-1']);
    expect(state().call?.phase).toBe('talking');
  });

  test('goes on when the caller leaves, and can be hung up', async () => {
    const { port, softphone, consulting, answer, state } = setUp();
    await consulting();
    await answer('out-1');
    port.emit({ kind: 'ended', legId: 'in-1', end: { by: 'remote', statusCode: null } });
    await settle();
    expect(state()).toMatchObject({ call: { phase: 'ended', endCause: 'caller' }, transfer: { step: 'none' } });
    await softphone.hangUp();
    expect(port.acts.at(-1)).toBe('bye out-1');
  });

  test('turns a third call away', async () => {
    const { port, consulting } = setUp();
    await consulting();
    port.emit({ kind: 'incoming', call: { ...incoming, legId: 'in-9' } });
    expect(port.acts.at(-1)).toBe('reject 486 in-9');
  });
});

test('the last number is dialled again', async () => {
  const { port, softphone, call } = setUp();
  await softphone.dial('+79161112233');
  await softphone.hangUp();
  await softphone.redial();
  expect(port.acts.filter((act) => act === 'invite +79161112233')).toHaveLength(2);
  expect(call()?.phone).toBe('+79161112233');
});

describe('a window that was reloaded in a call', () => {
  test('takes it back by its dialog as soon as the line is up, and the core knows it by its old name', async () => {
    const first = setUp();
    await first.talk();
    const kept = first.memory.recall();
    expect(kept).toMatchObject({ sipCallId: 'in-1', linkedId: '17.1', dialog: { remoteTag: 'theirs' } });

    const again = setUp();
    if (kept) again.memory.keep(kept);
    await again.softphone.refresh();
    again.port.up();
    await settle();
    await settle();
    expect(again.port.acts).toContain('invite replacing in-1');
    expect(again.told()[0]).toMatchObject({ name: 'calls.offer', sipCallId: 'in-1', direction: 'incoming' });
    const legId = `out-${again.port.acts.filter((act) => act.startsWith('invite')).indexOf('invite replacing in-1') + 1}`;
    await again.answer(legId);
    expect(again.call()).toMatchObject({ phase: 'talking', phone: incoming.from, recording: 'on' });
  });

  test('is not confused by a line that comes back in the middle of a call', async () => {
    const { port, memory, talk } = setUp();
    await talk();
    port.up();
    await settle();
    expect(port.acts.some((act) => act.startsWith('invite replacing'))).toBe(false);
    expect(memory.recall()?.sipCallId).toBe('in-1');
  });

  test('leaves a call alone that is older than the exchange would keep it', async () => {
    const { memory, wall, talk } = setUp();
    await talk();
    wall.nowMs += 36_000;
    expect(memory.recall()).toBeNull();
  });

  test('writes the call down as cut off when the exchange has it no more', async () => {
    const { port, memory, softphone, told } = setUp();
    memory.keep({
      dialog: { callId: 'gone', localTag: 'a', remoteTag: 'b' },
      sipCallId: 'gone',
      direction: 'incoming',
      linkedId: null,
      queue: 'hotline',
      phone: '+79161234567',
      displayName: null,
      answeredAtMs: 990_000,
      aliveAtMs: 999_000,
    });
    await softphone.refresh();
    port.up();
    await settle();
    await settle();
    const legId = `out-${port.acts.filter((act) => act.startsWith('invite')).indexOf('invite replacing gone') + 1}`;
    port.emit({ kind: 'ended', legId, end: { by: 'failed', statusCode: 481 } });
    await settle();
    expect(told().at(-1)).toMatchObject({ name: 'calls.ended', cause: 'lost' });
    expect(memory.recall()).toBeNull();
  });
});

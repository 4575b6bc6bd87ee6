import { describe, expect, test } from 'vitest';
import { settle } from '../../../tests/support/telephony/fakeTimers.ts';
import { callId, ready, setUpSoftphone } from '../../../tests/support/telephony/setUpSoftphone.ts';

describe('the queue', () => {
  test('follows the operator, and the truth is shown', async () => {
    const { port, bridge, softphone } = setUpSoftphone();
    await softphone.refresh();
    port.up();
    await settle();
    expect(softphone.store.getState()).toMatchObject({ line: 'registered', queue: 'paused' });
    bridge.emit('operator.changed', { state: ready });
    await settle();
    expect(softphone.store.getState().queue).toBe('unpaused');
    bridge.emit('operator.changed', { state: { ...ready, status: 'talking', callId } });
    await settle();
    expect(softphone.store.getState().queue).toBe('paused');
    expect(port.acts).toEqual(['register', 'invite *45', 'invite *48', 'invite *47']);
  });

  test('is asserted again after the line came back', async () => {
    const { port, bridge, softphone } = setUpSoftphone();
    await softphone.refresh();
    port.up();
    bridge.emit('operator.changed', { state: ready });
    await settle();
    port.emit({ kind: 'lineChanged', status: 'unreachable' });
    expect(softphone.store.getState().queue).toBe('unknown');
    port.up();
    await settle();
    expect(port.acts.slice(-2)).toEqual(['invite *45', 'invite *48']);
    expect(softphone.store.getState().queue).toBe('unpaused');
  });

  test('stays unknown when the exchange does not answer a code', async () => {
    const { timers, port, softphone } = setUpSoftphone({ isCodeHealthy: false });
    await softphone.refresh();
    port.up();
    await timers.pass(7_000);
    expect(softphone.store.getState().queue).toBe('unknown');
    await timers.pass(2_000);
    expect(port.acts).toContain('cancel out-1');
  });

  test('is left at sign-out, before the line is given up', async () => {
    const { port, bridge, softphone, signOut } = setUpSoftphone();
    await softphone.refresh();
    port.up();
    await settle();
    signOut();
    bridge.emit('session.changed', {} as never);
    await settle();
    await settle();
    expect(port.acts).toEqual(['register', 'invite *45', 'invite *46', 'unregister']);
  });
});

describe('the line', () => {
  test('is reported to the core, the latest status and only once', async () => {
    const { timers, port, bridge, softphone } = setUpSoftphone();
    await softphone.refresh();
    bridge.setUp(false);
    port.emit({ kind: 'lineChanged', status: 'connecting' });
    port.emit({ kind: 'lineChanged', status: 'unreachable' });
    port.up();
    bridge.setUp(true);
    await timers.pass(10_000);
    const reports = bridge.asked.filter(({ name }) => name === 'line.report').map(({ input }) => input);
    expect(reports).toEqual([{ status: 'off' }, { status: 'registered' }]);
  });

  test('is proved at once when the machine woke up', async () => {
    const { port, bridge } = setUpSoftphone();
    bridge.emit('line.check', {});
    await settle();
    expect(port.acts).toEqual(['probe']);
  });

  test('is told to the core every five beats, so that a silent window is found out', async () => {
    const { port, bridge, softphone } = setUpSoftphone();
    await softphone.refresh();
    port.up();
    await settle();
    const reports = () => bridge.asked.filter(({ name }) => name === 'line.report').length;
    const before = reports();
    for (let beat = 0; beat < 10; beat++) {
      bridge.emit('line.beat', {});
      await settle();
    }
    expect(reports()).toBe(before + 2);
  });

  test('of this workstation is in one window; another looks on until its turn comes', async () => {
    const { port, softphone, turn } = setUpSoftphone({ isOurTurn: false });
    await softphone.refresh();
    expect(softphone.store.getState().isView).toBe(true);
    expect(port.acts).toEqual([]);
    turn.come();
    await settle();
    await settle();
    expect(softphone.store.getState().isView).toBe(false);
    expect(port.acts).toEqual(['register']);
  });
});

import { noTransfer } from '../../shared/domain/call/transferState.ts';
import { createStore } from 'zustand/vanilla';
import type { Softphone, SoftphoneState, LineCall, Offered } from '../telephony/softphone.ts';

export const RINGING: LineCall = {
  callId: null,
  direction: 'incoming',
  phase: 'ringing',
  hold: 'off',
  microphone: 'on',
  phone: '+79000000102',
  displayName: 'Семья Озеровых',
  queue: 'Горячая линия',
  offeredAtMs: 0,
  answeredAtMs: null,
  endCause: null,
  recording: 'off',
};

/** A telephone without a line: its buttons move its state, and nothing rings by itself. */
export function createStubSoftphone(): Softphone & { offer(offered: Offered): void } {
  const store = createStore<SoftphoneState>(() => ({
    line: 'registered',
    isView: false,
    call: null,
    consult: null,
    transfer: noTransfer,
    lastDialled: null,
    queue: 'unpaused',
    trouble: null,
  }));
  const listeners = new Set<(offered: Offered) => void>();
  const patch = (part: Partial<LineCall>): Promise<void> => {
    store.setState(({ call }) => ({ call: call ? { ...call, ...part } : null }));
    return Promise.resolve();
  };
  return {
    store,
    onOffered(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    offer(offered) {
      store.setState({
        call: { ...RINGING, callId: offered.call.id, phone: offered.call.phone, offeredAtMs: performance.now() },
      });
      for (const listener of listeners) listener(offered);
    },
    answer: () => patch({ phase: 'talking', answeredAtMs: performance.now(), recording: 'on' }),
    hangUp: () => patch({ phase: 'ended', endCause: 'operator', recording: 'off' }),
    toggleHold: () => patch({ hold: store.getState().call?.hold === 'held' ? 'off' : 'held' }),
    toggleMicrophone: () => void patch({ microphone: store.getState().call?.microphone === 'off' ? 'on' : 'off' }),
    sendDtmf: () => Promise.resolve(),
    dial: (number) => Promise.resolve(store.setState({ lastDialled: number })),
    redial: () => Promise.resolve(),
    transfer(target) {
      store.setState({ transfer: { step: 'letGo', target, linkedId: null } });
      return patch({ phase: 'ended', endCause: 'operator', recording: 'off' });
    },
    consult(target) {
      const { call } = store.getState();
      const consult: LineCall = {
        ...RINGING,
        direction: 'outgoing',
        phase: 'talking',
        phone: target,
        displayName: null,
      };
      store.setState({
        consult: { ...consult, answeredAtMs: performance.now() },
        transfer: { step: 'consulting', target, isTalking: true },
        call: call ? { ...call, hold: 'held' } : null,
      });
      return Promise.resolve();
    },
    completeTransfer() {
      const { transfer } = store.getState();
      if (transfer.step === 'consulting')
        store.setState({ consult: null, transfer: { step: 'done', target: transfer.target } });
      return patch({ phase: 'ended', endCause: 'operator', recording: 'off' });
    },
    returnToCaller() {
      store.setState({ consult: null, transfer: noTransfer });
      return patch({ hold: 'off' });
    },
    takeLine: () => store.setState({ line: 'registered' }),
    refresh: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

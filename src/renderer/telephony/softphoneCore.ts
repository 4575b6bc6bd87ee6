import { createStore } from 'zustand/vanilla';
import type { Bridge, LineSettings, LineStatus } from '../../shared/contracts/bridge.ts';
import { wantedMembership, type OperatorState } from '../../shared/domain/operator/operatorState.ts';
import { toErrorValue } from '../../shared/errors.ts';
import { noTransfer } from '../../shared/domain/call/transferState.ts';
import { createCallFlow } from './callFlow.ts';
import type { CallMemory } from './callMemory.ts';
import { createDialCode } from './dialCode.ts';
import type { Microphone } from './microphone.ts';
import { createQueueKeeper } from './queueKeeper.ts';
import type { CallRecorder } from './recorderPort.ts';
import type { RemoteAudio } from './remoteAudio.ts';
import type { SipPort } from './sipPort.ts';
import type { Offered, Softphone, SoftphoneState } from './softphone.ts';
import type { Sounds } from './sounds.ts';
import { tellCore } from './tellCore.ts';
import type { DrivenTimers } from './timers.ts';
import type { WindowTurn } from './windowTurn.ts';

/** Everything the telephone is made of; a test hands in its own. */
export interface SoftphoneParts {
  bridge: Bridge;
  port: SipPort;
  timers: DrivenTimers;
  turn: WindowTurn;
  microphone: Microphone;
  sounds: Sounds;
  remoteAudio: RemoteAudio;
  recorder: CallRecorder;
  memory: CallMemory;
  /** Wall clock, ms. */
  wallMs: () => number;
}

/** The core takes a window that is silent for 15 s for gone. */
const reportEveryBeats = 5;
/** At sign-out the queue is left first, but a dead exchange keeps nobody at work. */
const leaveWithinMs = 3_000;

/** Wires line, queue and call to the core, and answers the call bar. */
export function createSoftphoneCore(parts: SoftphoneParts): Softphone {
  const { bridge, port, timers, sounds, turn } = parts;
  const store = createStore<SoftphoneState>(() => ({
    line: 'off',
    isView: false,
    call: null,
    consult: null,
    transfer: noTransfer,
    lastDialled: null,
    queue: 'unknown',
    trouble: null,
  }));
  const listeners = new Set<(offered: Offered) => void>();
  let settings: LineSettings | null = null;
  let reported: LineStatus | null = null;
  let isReporting = false;
  let isStopped = false;
  let beats = 0;

  const onTrouble = (trouble: string | null): void => store.setState({ trouble });
  const say = (error: unknown): void => onTrouble(toErrorValue(error).code);

  const keeper = createQueueKeeper({
    timers,
    dial: createDialCode({ port, sounds, timers, codes: () => settings?.codes ?? null }),
    onConfirmed: (queue) => store.setState({ queue }),
  });
  const flow = createCallFlow({
    ...parts,
    onCall: (call) => store.setState({ call }),
    onConsult: (consult) => store.setState({ consult }),
    onTransfer: (transfer) => store.setState({ transfer }),
    onTrouble,
    onOffered(offered) {
      for (const listener of [...listeners]) listener(offered);
    },
  });

  /** The core hears the latest status, however long it was away; states in between are of no interest to it. */
  const report = async (): Promise<void> => {
    if (isReporting) return;
    isReporting = true;
    const isTold = (): boolean => isStopped || reported === store.getState().line;
    while (!isTold()) {
      const status = store.getState().line;
      const isLatest = (): boolean => status === store.getState().line && !isStopped;
      try {
        await tellCore(() => bridge.call('line.report', { status }), timers, isLatest);
        reported = status;
      } catch {
        // Overtaken by a newer status, which is told next; or refused, since nobody is signed in.
        if (isLatest()) break;
      }
    }
    isReporting = false;
  };

  const follow = (state: OperatorState | null): void => keeper.want(wantedMembership(state));

  const readSettings = async (): Promise<void> => {
    if (isStopped) return;
    const [{ settings: found }, { state }] = await Promise.all([
      bridge.call('line.settings', {}),
      bridge.call('operator.get', {}),
    ]);
    if (found === null) return signOff();
    store.setState({ isView: !turn.isOurs() });
    if (!turn.isOurs()) return;
    settings = found;
    follow(state);
    port.register({ wsUrl: found.wsUrl, ...found.line, displayName: found.displayName, station: found.station });
    // A core that restarted has forgotten what the line is.
    reported = null;
    await report();
  };
  /** One after another: a sign-out under way must not close the line of who signs in next. */
  let refreshing = Promise.resolve();
  const refresh = (): Promise<void> => {
    refreshing = refreshing.then(readSettings).catch(say);
    return refreshing;
  };

  const signOff = async (): Promise<void> => {
    flow.hangUp();
    keeper.want('left');
    await Promise.race([keeper.settled(), new Promise<void>((resolve) => void timers.after(leaveWithinMs, resolve))]);
    await port.unregister();
    settings = null;
  };

  const act = async (what: () => Promise<void> | void): Promise<void> => {
    try {
      await what();
    } catch (error) {
      say(error);
    }
  };

  const dial = (number: string): Promise<void> => {
    if (!number.startsWith('*')) store.setState({ lastDialled: number });
    return act(() => flow.dial(number));
  };

  const undo = [
    port.subscribe((event) => {
      if (event.kind === 'lineChanged') {
        store.setState({ line: event.status });
        if (event.status === 'registered') {
          keeper.lineUp();
          void act(flow.takeBack);
        } else keeper.lineDown();
        void report();
      } else {
        flow.handle(event);
      }
    }),
    bridge.subscribe('operator.changed', ({ state }) => follow(state)),
    bridge.subscribe('session.changed', () => void refresh()),
    bridge.subscribe('line.check', () => port.probe()),
    bridge.subscribe('line.beat', () => {
      timers.wake();
      flow.stillAlive();
      beats += 1;
      if (beats % reportEveryBeats !== 0 || settings === null) return;
      reported = null;
      void report();
    }),
  ];

  turn.wait(() => {
    if (store.getState().isView) void refresh();
  });

  return {
    store,
    onOffered(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    answer: () => act(flow.answer),
    hangUp: () => act(flow.hangUp),
    toggleHold: () => act(flow.toggleHold),
    toggleMicrophone: () => flow.toggleMicrophone(),
    sendDtmf: (tone) => act(() => flow.sendDtmf(tone)),
    dial,
    redial: () => {
      const { lastDialled } = store.getState();
      return lastDialled === null ? Promise.resolve() : dial(lastDialled);
    },
    transfer: (target) => act(() => flow.transfer(target)),
    consult: (target) => act(() => flow.consult(target)),
    completeTransfer: () => act(flow.complete),
    returnToCaller: () => act(flow.comeBack),
    takeLine: () => port.takeOver(),
    refresh,
    async stop() {
      if (isStopped) return;
      for (const unsubscribe of undo.slice(1)) unsubscribe();
      await signOff();
      isStopped = true;
      undo[0]?.();
      await port.stop();
      turn.release();
      await sounds.close();
    },
  };
}

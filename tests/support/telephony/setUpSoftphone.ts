import { createFakePort } from './fakePort.ts';
import { createFakeTimers, settle } from './fakeTimers.ts';
import type { BridgeOutput } from '../../../src/shared/contracts/bridge.ts';
import { emptyCall } from '../../../src/shared/domain/call/mergeCall.ts';
import { initialOperatorState, type OperatorState } from '../../../src/shared/domain/operator/operatorState.ts';
import { createCallMemory } from '../../../src/renderer/telephony/callMemory.ts';
import { createDrivenTimers } from '../../../src/renderer/telephony/timers.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { createFakeTransport } from '../../../src/renderer/bridge/fakeTransport.ts';
import type { Offered } from '../../../src/renderer/telephony/softphone.ts';
import { createSoftphoneCore } from '../../../src/renderer/telephony/softphoneCore.ts';
import type { IncomingCall } from '../../../src/renderer/telephony/sipPort.ts';

export const callId = '0192f0c4-0000-7000-8000-000000000001';
const codes = { join: '*45', leave: '*46', pause: '*47', unpause: '*48', echo: '*43' };
const settings = {
  wsUrl: 'ws://127.0.0.1:1/ws',
  line: { user: 'op1', password: 'secret', domain: 'pbx' },
  displayName: 'Оператор',
  station: 'd0123',
  codes,
};
const start = initialOperatorState('2026-11-22T06:00:00.000Z');
export const ready: OperatorState = { ...start, status: 'ready', reason: null, resume: 'ready' };
export const incoming: IncomingCall = {
  legId: 'in-1',
  from: '+79161234567',
  displayName: null,
  linkedId: '17.1',
  queue: 'hotline',
  queueWaitSec: 4,
  ringSec: null,
  cameBack: null,
};

export function fakeStream() {
  const track = { enabled: true, isStopped: false, stop: () => (track.isStopped = true) };
  return { track, stream: { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream };
}

/** The telephone over fakes alone, and what a test plays it with. */
export function setUpSoftphone({ signedIn = true, isCodeHealthy = true, isOurTurn = true } = {}) {
  const timers = createFakeTimers();
  const turn = { isOurs: isOurTurn, come: () => {} };
  let isSignedIn = signedIn;
  const port = createFakePort((number, legId) => {
    if (isCodeHealthy && number.startsWith('*')) port.completeCode(legId);
  });
  const bridge = createFakeTransport({
    'line.settings': () => ({ settings: isSignedIn ? settings : null }),
    'operator.get': () => ({ state: isSignedIn ? start : null }),
    'line.report': () => ({ ok: true }),
    'calls.offer': (input) =>
      ({
        call: { ...emptyCall(callId), sipCallId: input.sipCallId },
        caller: {},
        draft: {},
      }) as BridgeOutput<'calls.offer'>,
    'calls.answered': () => ({ ok: true }),
    'calls.ended': () => ({ ok: true }),
  });
  const heard: string[] = [];
  const recorded: string[] = [];
  const microphone = fakeStream();
  const mic = { error: null as AppError | null };
  const wall = { nowMs: 1_000_000 };
  const storage = new Map<string, string>();
  const memory = createCallMemory(
    {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, text: string) => void storage.set(name, text),
      removeItem: (name: string) => void storage.delete(name),
    } as Storage,
    () => wall.nowMs,
  );
  const softphone = createSoftphoneCore({
    memory,
    wallMs: () => wall.nowMs,
    bridge,
    port,
    timers: createDrivenTimers(timers),
    turn: {
      isOurs: () => turn.isOurs,
      wait: (onOurs) => void (turn.come = () => ((turn.isOurs = true), onOurs())),
      release: () => {},
    },
    microphone: { open: () => (mic.error ? Promise.reject(mic.error) : Promise.resolve(microphone.stream)) },
    sounds: {
      start: (kind) => heard.push(kind),
      stop: () => heard.push('quiet'),
      isAudible: () => true,
      openSilence: () => fakeStream().stream,
      close: () => Promise.resolve(),
    },
    remoteAudio: { play: () => heard.push('caller'), stop: () => {} },
    recorder: {
      prepare: () => {},
      start: ({ callId: of }, onState) => {
        recorded.push('start');
        of.then(() => onState('on')).catch(() => onState('failed'));
      },
      setSending: (isSending) => recorded.push(isSending ? 'sending' : 'not sending'),
      setHeld: (isHeld) => recorded.push(isHeld ? 'held' : 'not held'),
      stop: () => recorded.push('stop'),
    },
  });
  const offered: Offered[] = [];
  softphone.onOffered((one) => offered.push(one));
  const told = () =>
    bridge.asked
      .filter(({ name }) => name.startsWith('calls.'))
      .map(({ name, input }) => ({ name, ...(input as object) }));
  const call = () => softphone.store.getState().call;
  const talk = async (): Promise<void> => {
    port.emit({ kind: 'incoming', call: incoming });
    await settle();
    await softphone.answer();
    port.emit({
      kind: 'established',
      legId: 'in-1',
      dialog: { callId: 'in-1', localTag: 'ours', remoteTag: 'theirs' },
    });
    port.emit({ kind: 'remoteTrack', legId: 'in-1', stream: fakeStream().stream });
    port.emit({ kind: 'mediaChanged', legId: 'in-1', isFlowing: true });
    await settle();
  };
  return {
    timers,
    port,
    bridge,
    softphone,
    offered,
    told,
    call,
    talk,
    heard,
    recorded,
    microphone,
    mic,
    turn,
    wall,
    memory,
    signOut: () => (isSignedIn = false),
  };
}

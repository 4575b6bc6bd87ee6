import { createFakeTransport } from '../../../../src/renderer/bridge/fakeTransport.ts';
import { createSoftphone } from '../../../../src/renderer/telephony/createSoftphone.ts';
import type { BridgeOutput, LineSettings } from '../../../../src/shared/contracts/bridge.ts';
import { emptyCall } from '../../../../src/shared/domain/call/mergeCall.ts';
import { initialOperatorState, type OperatorState } from '../../../../src/shared/domain/operator/operatorState.ts';

/** The real telephone over a core of a few functions, for a test to play with from outside. */
const state = { settings: null as LineSettings | null, operator: null as OperatorState | null, calls: 0 };
const files: number[][] = [];
const sockets: WebSocket[] = [];
const idOf = (n: number): string => `0192f0c4-0000-7000-8000-${String(n).padStart(12, '0')}`;

window.WebSocket = class extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    sockets.push(this);
  }
};

const bridge = createFakeTransport({
  'line.settings': () => ({ settings: state.settings }),
  'operator.get': () => ({ state: state.operator }),
  'line.report': () => ({ ok: true }),
  'calls.offer': ({ sipCallId }) =>
    ({ call: { ...emptyCall(idOf(++state.calls)), sipCallId }, caller: {}, draft: {} }) as BridgeOutput<'calls.offer'>,
  'calls.answered': () => ({ ok: true }),
  'calls.ended': () => ({ ok: true }),
  'recordings.begin': () => ({ recordingId: idOf(files.push([]) - 1) }),
  'recordings.append': ({ recordingId, offset, bytes }) => {
    const file = files[Number(recordingId.slice(-12))];
    file?.push(...Array.from(atob(bytes), (char) => char.charCodeAt(0)).slice(file.length - offset));
    return { ok: true };
  },
  'recordings.finish': () => ({ ok: true }),
});
const softphone = createSoftphone(bridge);
const seen: { atMs: number; line: string; queue: string; phase: string | null; hold: string | null }[] = [];
softphone.store.subscribe(({ line, queue, call }) =>
  seen.push({ atMs: performance.now(), line, queue, phase: call?.phase ?? null, hold: call?.hold ?? null }),
);

const start = initialOperatorState('2026-11-22T06:00:00.000Z');

/** What a test may do in the page. */
const lab = {
  seen,
  softphone,
  get state() {
    return softphone.store.getState();
  },
  asked: (name: string) => bridge.asked.filter((one) => one.name === name).map(({ input }) => input),
  async signIn(settings: LineSettings) {
    state.settings = settings;
    state.operator = start;
    await softphone.refresh();
  },
  async signOut() {
    state.settings = null;
    state.operator = null;
    await softphone.refresh();
  },
  operator(status: OperatorState['status']) {
    const next = { ...start, status, reason: null };
    state.operator = next;
    bridge.emit('operator.changed', { state: next });
  },
  cutSocket: () => sockets.at(-1)?.close(),
  files: () => files.map((file) => btoa(file.map((byte) => String.fromCharCode(byte)).join(''))),
};
export type Lab = typeof lab;
Object.assign(window, { lab });

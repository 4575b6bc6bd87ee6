import { beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Offered, Softphone, SoftphoneState, LineCall } from '../telephony/softphone.ts';
import { emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { emptyCall } from '../../shared/domain/call/mergeCall.ts';
import { createFakeTransport } from '../bridge/fakeTransport.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import type { CardDesk } from '../desk/cardDesk.ts';
import { createCardDesk } from '../desk/createCardDesk.ts';
import { bindCalls } from './bindCalls.ts';
import { noTransfer } from '../../shared/domain/call/transferState.ts';

const offered: Offered = {
  call: emptyCall('call-1'),
  caller: { callId: 'call-1', phone: null, source: 'journal', persons: [], appeals: [], calls: [] },
  draft: {
    id: 'draft-1',
    callId: 'call-1',
    card: emptyCard('hotline'),
    updatedAt: '2026-11-22T08:00:00.000Z',
    position: { field: null, guideStep: null, caret: null, open: false },
    outcome: null,
    personFrom: null,
    amends: null,
  },
};
const ringing: LineCall = {
  callId: 'call-1',
  direction: 'incoming',
  phase: 'ringing',
  hold: 'off',
  microphone: 'on',
  phone: null,
  displayName: null,
  queue: null,
  offeredAtMs: 0,
  answeredAtMs: null,
  endCause: null,
  recording: 'off',
};

let desk: CardDesk;
let offer: (value: Offered) => void;
let typing: boolean;
const line = createStore<SoftphoneState>(() => ({
  line: 'registered',
  isView: false,
  call: null,
  consult: null,
  transfer: noTransfer,
  lastDialled: null,
  queue: 'unpaused',
  trouble: null,
}));
const showWork = vi.fn();

beforeEach(() => {
  typing = false;
  showWork.mockClear();
  line.setState({ call: null });
  const bridge = createFakeTransport({ 'drafts.save': () => ({ ok: true }) });
  desk = createCardDesk({
    bridge,
    reference: () => appealReferenceOf(null),
    nowMs: () => 1,
    random: () => new Uint8Array(10),
  });
  const softphone = {
    store: line,
    onOffered(listener: (value: Offered) => void) {
      offer = listener;
      return () => undefined;
    },
  } as unknown as Softphone;
  bindCalls({ softphone, desk, isTyping: () => typing, showWork });
});

const focus = (): string | undefined => desk.store.getState().focus?.field;

test('a ring shows the card and moves no cursor; the answer moves it to the theme', () => {
  line.setState({ call: ringing });
  offer(offered);
  expect(showWork).toHaveBeenCalledTimes(1);
  expect(focus()).toBeUndefined();
  line.setState({ call: { ...ringing, phase: 'talking', answeredAtMs: 5 } });
  expect(focus()).toBe('theme');
});

test('while somebody types elsewhere, a ring changes no page; their answer brings the cursor along', () => {
  typing = true;
  offer(offered);
  expect(showWork).not.toHaveBeenCalled();
  expect(desk.store.getState().activeId).toBeNull();
  line.setState({ call: { ...ringing, phase: 'talking', answeredAtMs: 5 } });
  expect(desk.store.getState().activeId).toBe('draft-1');
  expect(focus()).toBe('theme');
});

test('who types in the ringing call’s own card keeps their place when they answer', () => {
  line.setState({ call: ringing });
  offer(offered);
  typing = true;
  line.setState({ call: { ...ringing, phase: 'talking', answeredAtMs: 5 } });
  expect(focus()).toBeUndefined();
});

test('an answer pressed before the core had the card ready still brings it forward, once', () => {
  line.setState({ call: { ...ringing, phase: 'talking', answeredAtMs: 5 } });
  typing = true;
  offer(offered);
  expect(desk.store.getState().activeId).toBe('draft-1');
  line.setState({ queue: 'paused' });
  expect(showWork).toHaveBeenCalledTimes(1);
});

test('a caller who gives up takes an untouched card along', () => {
  line.setState({ call: ringing });
  offer(offered);
  line.setState({ call: { ...ringing, phase: 'ended', endCause: 'cancelled' } });
  expect(desk.store.getState().tabs).toHaveLength(0);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSending, moveLeg, newLeg, type LegEvent, type LegState } from './legState.ts';

const play = (events: readonly LegEvent[], from: LegState = newLeg('incoming')): LegState =>
  events.reduce(moveLeg, from);
const talking: LegEvent[] = [
  { kind: 'answerPressed' },
  { kind: 'established' },
  { kind: 'mediaChanged', isFlowing: true },
];

const anyEvent: fc.Arbitrary<LegEvent> = fc.oneof(
  fc.constantFrom<LegEvent>(
    { kind: 'answerPressed' },
    { kind: 'answerFailed' },
    { kind: 'established' },
    { kind: 'holdPressed' },
    { kind: 'resumePressed' },
    { kind: 'holdFailed' },
    { kind: 'microphonePressed' },
    { kind: 'ended' },
  ),
  fc.boolean().map((isFlowing): LegEvent => ({ kind: 'mediaChanged', isFlowing })),
  fc.boolean().map((isHeld): LegEvent => ({ kind: 'heldChanged', isHeld })),
);

describe('a call', () => {
  test('talks when signalling and voices are both there, in either order', () => {
    expect(play(talking).phase).toBe('talking');
    expect(
      play([{ kind: 'answerPressed' }, { kind: 'mediaChanged', isFlowing: true }, { kind: 'established' }]).phase,
    ).toBe('talking');
    expect(play(talking.slice(0, 2)).phase).toBe('connecting');
  });

  test('goes on ringing when there is no microphone', () => {
    expect(play([{ kind: 'answerPressed' }, { kind: 'answerFailed' }]).phase).toBe('ringing');
  });

  test('stays a talk while its path is interrupted', () => {
    expect(play([...talking, { kind: 'mediaChanged', isFlowing: false }]).phase).toBe('talking');
  });
});

describe('hold', () => {
  test('is shown only when it is confirmed, and nothing is sent from the press on', () => {
    const pressed = play([...talking, { kind: 'holdPressed' }]);
    expect(pressed.hold).toBe('holding');
    expect(isSending(pressed)).toBe(false);
    expect(moveLeg(pressed, { kind: 'heldChanged', isHeld: true }).hold).toBe('held');
  });

  test('that failed mutes, and the microphone key is the way back', () => {
    const failed = play([...talking, { kind: 'holdPressed' }, { kind: 'holdFailed' }]);
    expect(failed).toMatchObject({ hold: 'failed', microphone: 'off' });
    expect(isSending(moveLeg(failed, { kind: 'microphonePressed' }))).toBe(true);
  });

  test('that cannot be ended stays held', () => {
    const held = play([...talking, { kind: 'holdPressed' }, { kind: 'heldChanged', isHeld: true }]);
    expect(play([{ kind: 'resumePressed' }, { kind: 'holdFailed' }], held).hold).toBe('held');
  });
});

test('whatever comes in whatever order: an ended call stays ended and silent, and a muted or held one sends nothing', () => {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 40 }),
      fc.constantFrom('incoming' as const, 'outgoing' as const),
      (events, direction) => {
        let leg = newLeg(direction);
        let hasEnded = false;
        for (const event of events) {
          leg = moveLeg(leg, event);
          hasEnded ||= event.kind === 'ended';
          expect(leg.phase === 'ended').toBe(hasEnded);
          if (hasEnded || leg.microphone === 'off' || leg.hold !== 'off') expect(isSending(leg)).toBe(false);
          if (leg.phase === 'talking') expect(leg.isEstablished).toBe(true);
        }
      },
    ),
  );
});

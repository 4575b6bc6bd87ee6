import { appealNumber, type Appeal } from '../../../src/shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import { soundCard } from '../appealCommands.ts';
import type { ActStep } from './steps.ts';

/** What the desks of a model have seen of their journals. */
export interface Known {
  territory: string;
  users: readonly string[];
  appeals: Map<string, Appeal>;
  /** Every state ever answered: a desk may go by an old one. */
  seen: Appeal[];
  blocks: { first: number; last: number; deviceId: string }[];
}

const AT = ['2026-03-01T08:00:01.000Z', '2026-03-01T08:00:02.000Z', '2026-03-01T08:00:03.000Z'] as const;

/** The command an abstract act stands for, by what is known so far. */
export function commandOf(
  step: ActStep,
  known: Known,
  deviceId: string,
  next: (letter: string) => string,
): Record<string, unknown> {
  const appealId = [...known.appeals.keys()].at(-1 - (step.which % 4)) ?? next('o');
  const pick = <T>(from: readonly T[]): T => from[step.choice % from.length] as T;
  switch (step.kind) {
    case 'register':
      return register(next('o'), numberOf(step, known, deviceId), step);
    case 'registerProvisional':
      return register(next('o'), `П-0001-${step.which}`, step);
    case 'registerOddly':
      return register(next('o'), pick(['', 'не номер', appealNumber(known.territory, 999_999), 'П-']), step);
    case 'amend':
    case 'settle':
      return amend(appealId, step, known);
    case 'close': {
      // Every other time one that may not be closed yet.
      const contested = [...known.appeals.values()].findLast(({ conflicts }) => conflicts.length > 0);
      const closed = step.which % 2 === 0 ? (contested?.id ?? appealId) : appealId;
      return { kind: 'appeal.close', v: 1, appealId: closed, outcome: pick(['consulted', 'reviewed']) };
    }
    case 'assign':
      return { kind: 'appeal.assign', v: 1, appealId, assigneeId: pick([...known.users, next('u')]) };
    case 'linkCall':
      return { kind: 'appeal.linkCall', v: 1, appealId, callId: callId(step.which) };
    case 'call':
      return { kind: 'call.record', v: 1, callId: callId(step.which), fact: factOf(step, known, appealId) };
    case 'move':
      return { kind: 'operator.moved', v: 1, status: pick(['ready', 'talking']), reason: null, callId: null };
    case 'handOver':
      return {
        kind: 'act.handOver',
        v: 1,
        handOverId: `00000000-0068-7000-8000-00000000000${step.choice}`,
        refusedActId: next('a'),
        refusal: { code: 'appeal.closed', text: 'Обращение закрыто' },
        appealId: step.which === 0 ? null : appealId,
        meant: { answer: `Ответ${step.which}\0` },
        note: 'Посмотрите',
      };
    case 'unreadable':
      return { kind: 'appeal.teleport', v: 7, appealId };
    case 'withheld':
      return { kind: 'act.withheld', v: 1 };
    case 'ofNobody':
    case 'ofStranger':
      return register(next('o'), 'П-0001-9', step);
  }
}

function callId(which: number): string {
  return `00000000-0063-7000-8000-00000000000${which % 3}`;
}

/** Mostly a number of the desk's own block, now and then somebody else's or one that was used before. */
function numberOf(step: ActStep, known: Known, deviceId: string): string {
  const own = known.blocks.filter((block) => block.deviceId === deviceId);
  const block = (step.choice === 0 ? known.blocks : own)[0] ?? known.blocks[0];
  const serial = block === undefined ? 1 : Math.min(block.last, block.first + step.which);
  return appealNumber(known.territory, serial);
}

function register(appealId: string, number: string, step: ActStep): Record<string, unknown> {
  return {
    kind: 'appeal.register',
    v: 1,
    appealId,
    number,
    classifierVersion: step.choice === 7 ? 'иной' : soundVersion,
    card: soundCard({ essence: `Вопрос ${step.choice}`, kind: step.which === 5 ? 'complaint' : 'consultation' }),
    callIds: [],
    closeWith: step.which === 4 ? 'consulted' : null,
  };
}

const soundVersion = 'zpz-2023';

function amend(appealId: string, step: ActStep, known: Known): Record<string, unknown> {
  const states = known.seen.filter((appeal) => appeal.id === appealId);
  // What the author had before their eyes: mostly the present state, often an older one.
  const before = step.choice % 2 === 0 ? states.at(-1) : states[0];
  const changes: Partial<AppealCard> = {};
  if (step.which !== 0) changes.answer = `Ответ ${step.choice}-${step.user}`;
  if (step.which % 2 === 0) changes.essence = `Суть ${step.choice}-${step.user}`;
  const open = known.appeals.get(appealId)?.conflicts[0];
  if (step.kind === 'settle' && open !== undefined) {
    const was = { [open.field]: open.theirs };
    const chosen = step.choice % 2 === 0 ? open.mine : open.theirs;
    return { kind: 'appeal.amend', v: 2, appealId, changes: { [open.field]: chosen }, was, settles: open.actId };
  }
  if (step.choice === 7) return { kind: 'appeal.amend', v: 1, appealId, changes };
  const was = before === undefined ? {} : { answer: before.card.answer, essence: before.card.essence };
  return { kind: 'appeal.amend', v: 2, appealId, changes, was, settles: null };
}

function factOf(step: ActStep, known: Known, appealId: string): Record<string, unknown> {
  const at = AT[step.choice % AT.length];
  const operatorId = known.users[step.user] ?? '';
  const facts = [
    {
      kind: 'call.offered',
      at,
      direction: 'incoming',
      operatorId,
      sipCallId: 'sip',
      linkedId: null,
      queue: 'hotline',
      queueWaitSec: step.which,
      phone: '+79000000001',
      displayName: null,
    },
    { kind: 'call.answered', at },
    { kind: 'call.ended', at, cause: 'caller' },
    { kind: 'call.appealLinked', at, appealId },
    { kind: 'call.callbackWanted', at },
    { kind: 'call.identified', at, personId: null },
  ];
  return facts[step.which % facts.length] ?? {};
}

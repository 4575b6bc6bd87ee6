import type { ActCommand } from '../../src/shared/contracts/journal.ts';
import { appealNumber } from '../../src/shared/domain/appeal/appeal.ts';
import { emptyCard, type AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import type { CallFact } from '../../src/shared/domain/call/call.ts';
import { currentClassifierId } from '../../src/shared/domain/theme/theme.ts';

type Register = Extract<ActCommand, { kind: 'appeal.register' }>;

/** A card of a consultation that nothing is wrong with. */
export function soundCard(changes: Partial<AppealCard> = {}): AppealCard {
  return { ...emptyCard('hotline'), themeCode: '4.2', essence: 'Как получить полис', answer: 'Разъяснено', ...changes };
}

export function registerCommand(appealId: string, number: string, changes: Partial<Register> = {}): Register {
  return {
    kind: 'appeal.register',
    v: 1,
    appealId,
    number,
    classifierVersion: currentClassifierId,
    card: soundCard(),
    callIds: [],
    closeWith: 'consulted',
    ...changes,
  };
}

export function numberOf(block: { territory: string; first: number }, place = 0): string {
  return appealNumber(block.territory, block.first + place);
}

export function callFact(callId: string, fact: CallFact): ActCommand {
  return { kind: 'call.record', v: 1, callId, fact };
}

export function offered(operatorId: string, at: string, phone: string | null): CallFact {
  return {
    kind: 'call.offered',
    at,
    direction: 'incoming',
    operatorId,
    sipCallId: 'sip-1',
    linkedId: null,
    queue: 'hotline',
    queueWaitSec: 5,
    phone,
    displayName: null,
  };
}

import { emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';

const idOf = (n: number): string => `018f0000-0000-7000-8000-0000000000c${n}`;

/** An appeal's state as desks of the first contract kept it: without an assignee and without conflicts. */
export function appealStateOfContract1(n: number) {
  return {
    id: idOf(n),
    number: `98-00000${n}`,
    status: 'registered' as const,
    classifierVersion: 'zpz-2023',
    card: { ...emptyCard('hotline'), themeCode: '4.2', essence: `Вопрос ${n}` },
    callIds: [],
    outcome: null,
    flags: [],
    registeredBy: '018f0000-0000-7000-8000-000000000001',
    organisationId: '018f0000-0000-7000-8000-0000000000aa',
    occurredAt: `2026-11-2${n}T06:00:00.000Z`,
    receivedAt: null,
    closedAt: null,
    version: 1,
  };
}

/** The command that made it, as it lies in an outbox. */
export function registerOfContract1(n: number): string {
  const { id, number, classifierVersion, card, callIds } = appealStateOfContract1(n);
  return JSON.stringify({
    kind: 'appeal.register',
    v: 1,
    appealId: id,
    number,
    classifierVersion,
    card,
    callIds,
    closeWith: null,
  });
}

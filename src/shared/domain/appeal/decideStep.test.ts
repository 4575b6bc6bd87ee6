import { expect, test } from 'vitest';
import { appeal as appealSchema, type Appeal, type Attachment } from './appeal.ts';
import { emptyCard } from './appealCard.ts';
import type { AppealCommand, AppealCommandOf } from './appealCommand.ts';
import { appealReferenceOf } from './appealReference.ts';
import { decide } from './decide.ts';
import type { AppealContext, ArrivedFile, Named } from './decision.ts';
import { evolve } from './evolve.ts';

const ID = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const author = ID(1);
const appealId = ID(50);
const known: Appeal = appealSchema.parse({
  id: appealId,
  number: '98-000001',
  status: 'inWork',
  classifierVersion: 'zpz-2023',
  card: { ...emptyCard('letter'), kind: 'complaint' },
  callIds: [],
  outcome: null,
  flags: [],
  registeredBy: author,
  organisationId: ID(10),
  occurredAt: '2026-11-22T06:00:00.000Z',
  receivedAt: null,
  closedAt: null,
  version: 1,
});
const context = (named?: Partial<Named>): AppealContext => ({
  actId: ID(90),
  actor: { userId: author, role: 'sp3', organisationId: ID(10) },
  occurredAt: '2026-11-22T07:00:00.000Z',
  receivedAt: null,
  reference: appealReferenceOf(null),
  ...(named ? { named: { earlier: null, file: null, ...named } } : {}),
});
const codeOf = (command: AppealCommand, given: AppealContext): string | null =>
  decide(command, known, given).refusal?.code ?? null;

const attachment: Attachment = {
  id: ID(70),
  name: 'заключение.pdf',
  bytes: 5,
  mime: 'application/pdf',
  sha256: '0'.repeat(64),
  to: 'answer',
};
const { id: _, to: __, ...asArrived } = attachment;
const arrived: ArrivedFile = { ...asArrived, appealId, userId: author };
const attach: AppealCommand = { kind: 'appeal.attach', v: 1, appealId, attachment };

test('a desk, which knows nothing of what the journal has received, leaves that to the journal', () => {
  expect(codeOf(attach, context())).toBeNull();
});

test('in the journal a file is put into the appeal it was sent for, as it arrived, by who sent it', () => {
  expect(codeOf(attach, context({ file: arrived }))).toBeNull();
  const others: (ArrivedFile | null)[] = [
    null,
    { ...arrived, appealId: ID(51) },
    { ...arrived, userId: ID(2) },
    { ...arrived, sha256: '1'.repeat(64) },
    { ...arrived, bytes: 6 },
    { ...arrived, name: 'другое.pdf' },
  ];
  for (const file of others) expect(codeOf(attach, context({ file }))).toBe('attachment.not_arrived');
});

test('a link leads to an appeal that is there and did not come later', () => {
  const link: AppealCommand = { kind: 'appeal.linkAppeal', v: 1, appealId, earlierId: ID(51) };
  const at = (occurredAt: string) => codeOf(link, context({ earlier: { occurredAt } }));
  expect(codeOf(link, context())).toBeNull();
  expect(codeOf(link, context({ earlier: null }))).toBe('appeal.earlier_unknown');
  expect(at('2026-11-22T05:59:59.000Z')).toBeNull();
  expect(at(known.occurredAt)).toBeNull();
  expect(at('2026-11-22T06:00:00.001Z')).toBe('appeal.earlier_is_later');
  expect(codeOf({ ...link, earlierId: appealId }, context({ earlier: known }))).toBe('appeal.link_to_itself');
});

test('a mark says who selected the case for which expertise, once of each kind, and can be taken off', () => {
  const selected = { expertise: 'quality', isSelected: true, note: '' } as const;
  const mark = (more: Partial<AppealCommandOf<'appeal.markExpertise'>>): AppealCommand => ({
    kind: 'appeal.markExpertise',
    v: 1,
    appealId,
    ...selected,
    ...more,
  });
  const after = (of: Appeal, command: AppealCommand): Appeal =>
    (decide(command, of, context()).events ?? []).reduce<Appeal>((state, event) => evolve(state, event), of);
  const marked = after(known, mark({ note: 'Осложнение после операции' }));
  expect(marked.expertise).toEqual([
    { kind: 'quality', note: 'Осложнение после операции', by: author, at: '2026-11-22T07:00:00.000Z' },
  ]);
  expect(after(marked, mark({ note: 'Осложнение после операции' })).version).toBe(marked.version);
  const both = after(marked, mark({ expertise: 'medicoEconomic' }));
  expect(both.expertise.map(({ kind }) => kind)).toEqual(['quality', 'medicoEconomic']);
  expect(after(both, mark({ isSelected: false })).expertise.map(({ kind }) => kind)).toEqual(['medicoEconomic']);
  expect(decide(mark({ isSelected: false }), known, context()).events).toEqual([]);
});

test('a mark may be set after the appeal was closed, too', () => {
  const closed: Appeal = { ...known, status: 'closed' };
  const command: AppealCommand = {
    ...{ kind: 'appeal.markExpertise', v: 1, appealId },
    ...{ expertise: 'medicoEconomic', isSelected: true, note: '' },
  };
  expect(decide(command, closed, context()).refusal).toBeNull();
});

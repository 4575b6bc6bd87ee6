import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassifierPreview } from '../../src/shared/contracts/admin.ts';
import { referenceData, type ReferenceData } from '../../src/shared/contracts/journal.ts';
import type { WorklistPage } from '../../src/shared/contracts/worklists.ts';
import { emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { classifiersOf } from '../../src/shared/domain/theme/classifier.ts';
import { addDays } from '../../src/shared/domain/term/workCalendar.ts';
import { registerCommand } from '../support/appealCommands.ts';
import {
  ask,
  newId,
  openWorkstation,
  startTestJournal,
  type TestJournal,
  type TestWorkstation,
} from '../support/journal.ts';

let journal: TestJournal;
let admin: TestWorkstation;
let operator: TestWorkstation;
beforeAll(async () => {
  journal = await startTestJournal();
  admin = await openWorkstation(journal, 'sysadmin1');
  operator = await openWorkstation(journal, 'operator1');
});
afterAll(() => journal.stop());

type Problem = { error: { code: string; params?: Record<string, unknown> } };
const post = <T = Problem>(path: string, body: unknown, at: TestWorkstation = admin) =>
  ask<T>(journal, 'POST', path, { authorization: at.bearer, body });
const reference = async (): Promise<ReferenceData> =>
  referenceData.parse((await ask(journal, 'GET', '/v1/reference', { authorization: operator.bearer })).body);
const entries = (what: string) =>
  journal.db.selectFrom('access_log').where('what', '=', what).selectAll().orderBy('id').execute();
const today = (): string => new Date(journal.clock.nowMs()).toISOString().slice(0, 10);

const CSV = 'код;название;вид\n9;обращения за разъяснениями;консультация\n9.1;о цифровом полисе;консультация\n';
const base64 = (text: string, encoding: 'utf8' | 'cp1251' = 'utf8'): string =>
  (encoding === 'utf8' ? Buffer.from(text, 'utf8') : cp1251(text)).toString('base64');
const head = {
  id: 'zpz-next',
  title: 'ЗПЗ следующая',
  validFrom: new Date().toISOString().slice(0, 10),
  validTo: null,
};
/** The letters of a table that Node reads and does not write. */
function cp1251(text: string): Buffer {
  const code = (sign: string): number => {
    const at = sign.charCodeAt(0);
    if (at < 0x80) return at;
    return at === 0x451 ? 0xb8 : at === 0x401 ? 0xa8 : at - 0x410 + 0xc0;
  };
  return Buffer.from(Array.from(text, code));
}

test('a file in either encoding is looked through; nothing of it is kept', async () => {
  for (const encoding of ['utf8', 'cp1251'] as const) {
    const { status, body } = await post<ClassifierPreview>('/v1/admin/classifiers/preview', {
      csvBase64: base64(CSV, encoding),
    });
    expect(status).toBe(200);
    expect(body.faults).toEqual([]);
    expect(body.encoding).toBe(encoding === 'utf8' ? 'utf-8' : 'windows-1251');
    expect(body.rows.map(({ code, name }) => `${code} ${name}`)).toEqual([
      '9 обращения за разъяснениями',
      '9.1 о цифровом полисе',
    ]);
  }
  const utf16 = await post<ClassifierPreview>('/v1/admin/classifiers/preview', {
    csvBase64: Buffer.from(CSV, 'utf16le').toString('base64'),
  });
  expect(utf16.body.faults.map(({ code }) => code)).toEqual(['csv.encoding']);
  expect((await reference()).classifiers).toEqual([]);
});

test('with a fault in any line nothing is taken in', async () => {
  const faulty = await post('/v1/admin/classifiers', { ...head, csvBase64: base64(`${CSV}9.1;снова;консультация\n`) });
  expect([faulty.status, faulty.body.error.code]).toEqual([400, 'classifier.faulty']);
  const ours = await post('/v1/admin/classifiers', { ...head, id: 'zpz-2023', csvBase64: base64(CSV) });
  expect([ours.status, ours.body.error.code]).toEqual([409, 'classifier.id_taken']);
  const swapped = await post('/v1/admin/classifiers', { ...head, validTo: '2020-01-01', csvBase64: base64(CSV) });
  expect(swapped.body.error.code).toBe('classifier.dates_swapped');
  expect((await reference()).classifiers).toEqual([]);
  expect(await entries('classifier.imported')).toEqual([]);
});

test('an imported version is on every desk at once; earlier cards keep theirs', async () => {
  const before = newId();
  await operator.push(registerCommand(before, 'П-1', { closeWith: null }));
  const first = await reference();
  const { status } = await post('/v1/admin/classifiers', { ...head, csvBase64: base64(CSV, 'cp1251') });
  expect(status).toBe(200);

  const after = await reference();
  expect(after.version).not.toBe(first.version);
  expect(after.classifierVersion).toBe('zpz-next');
  expect(classifiersOf(after.classifiers).on(today()).themes.get('9.1')).toMatchObject({
    title: 'О цифровом полисе',
    isSelectable: true,
  });
  const [noted] = await entries('classifier.imported');
  expect(noted).toMatchObject({ user_id: admin.session.user.id });

  const card = { ...emptyCard('hotline'), themeCode: '9.1', essence: 'Спрашивает про цифровой полис' };
  const fresh = newId();
  const [made] = await operator.push(
    registerCommand(fresh, 'П-2', { card, classifierVersion: 'zpz-next', closeWith: null }),
  );
  expect(made?.appeal).toMatchObject({ classifierVersion: 'zpz-next', flags: [] });
  // Of a desk that has not heard of it yet: a fact, flagged.
  const late = newId();
  const [flagged] = await operator.push(registerCommand(late, 'П-3', { classifierVersion: 'zpz-2023' }));
  expect(flagged?.appeal?.flags).toContain('control.classifier_of_other_version');

  // The earlier one is amended under its own version without being told that its theme is unknown.
  const [amended] = await operator.push({
    ...{ kind: 'appeal.amend', v: 2, appealId: before, changes: { answer: 'Разъяснено' }, was: null, settles: null },
  });
  expect(amended?.appeal).toMatchObject({ classifierVersion: 'zpz-2023' });
  expect(amended?.appeal?.flags).not.toContain('control.theme_unknown');

  const list = await ask<WorklistPage>(journal, 'GET', '/v1/worklists/registered', { authorization: operator.bearer });
  const versionOf = (id: string) => list.body.lines.find((line) => line.id === id)?.classifierVersion;
  expect([versionOf(before), versionOf(fresh)]).toEqual(['zpz-2023', 'zpz-next']);

  const twice = await post('/v1/admin/classifiers', { ...head, csvBase64: base64(CSV) });
  expect([twice.status, twice.body.error.code]).toEqual([409, 'classifier.id_taken']);
  const sameDay = await post('/v1/admin/classifiers', { ...head, id: 'zpz-other', csvBase64: base64(CSV) });
  expect([sameDay.status, sameDay.body.error.code]).toEqual([409, 'classifier.starts_taken']);
});

test('an entry of a code book is offered, changed and taken away', async () => {
  const draft = { book: 'redirectionBody', of: 'regionalBody', title: 'Министерство здравоохранения области' };
  const saved = await post<{ entry: { id: string } } & Problem>('/v1/admin/code-books', draft);
  expect(saved.status).toBe(200);
  const again = await post('/v1/admin/code-books', { ...draft, title: draft.title.toUpperCase() });
  expect([again.status, again.body.error.code]).toEqual([409, 'code_book.title_taken']);
  const wrong = await post('/v1/admin/code-books', { ...draft, of: 'луна' });
  expect([wrong.status, wrong.body.error.code]).toEqual([400, 'input.invalid']);
  const { id } = saved.body.entry;
  await post(`/v1/admin/code-books/${id}`, { ...draft, title: 'Минздрав области' });
  expect((await reference()).codeBooks).toEqual([{ ...draft, id, title: 'Минздрав области' }]);
  await post(`/v1/admin/code-books/${id}/withdraw`, {});
  expect((await reference()).codeBooks).toEqual([]);
  const gone = await post(`/v1/admin/code-books/${id}/withdraw`, {});
  expect([gone.status, gone.body.error.code]).toEqual([404, 'code_book.not_found']);
  for (const what of ['codeBook.added', 'codeBook.changed', 'codeBook.withdrawn']) {
    expect(await entries(what), what).toHaveLength(1);
  }
});

test('an absence reaches every desk with its instants, never with its reason', async () => {
  const colleague = await openWorkstation(journal, 'operator2');
  const absence = {
    ...{ userId: operator.session.user.id, substituteId: colleague.session.user.id },
    ...{ fromOn: today(), untilOn: addDays(today(), 1), reason: 'Больничный лист' },
  };
  const before = (await reference()).version;
  const set = await post<{ absence: { id: string } }>('/v1/absences', absence, operator);
  expect(set.status).toBe(200);
  const told = await reference();
  expect(told.version).not.toBe(before);
  expect(told.absences).toMatchObject([{ userId: absence.userId, substituteId: absence.substituteId }]);
  expect(JSON.stringify(told)).not.toContain('Больничный');
  await post(`/v1/absences/${set.body.absence.id}/cancel`, {}, operator);
  expect((await reference()).absences).toEqual([]);
});

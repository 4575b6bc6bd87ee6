import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SyncInfo } from '../../src/shared/contracts/bridge.ts';
import { emptyCard, type AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { fullName } from '../../src/shared/domain/person/person.ts';
import { openCache } from '../../src/main/core/cache/openCache.ts';
import { rotateKey } from '../../src/main/core/keys/rotateKey.ts';
import { keyFileStore, systemClock } from '../../src/main/host/nodePorts.ts';
import { connectBridge, type BridgeClient } from '../support/bridgeClient.ts';
import { makeCanaries, traitsOf, type CanaryPerson } from '../support/canaries/canaryPersons.ts';
import { createByteSearch, type Encoding, type Found } from '../support/canaries/searchBytes.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

const persons = makeCanaries(1_000);
const search = createByteSearch(persons.flatMap(traitsOf));
/** Whose calls, who was sought by name, whose drafts, whose appeals. */
const callers = persons.slice(0, 100);
const sought = persons.slice(100, 300);
const drafted = persons.slice(300, 650);
const registered = persons.slice(650);

let home: string;
let journal: JournalProcess;
let desk: DeskProcess;
let window: BridgeClient;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'otklik-canaries-'));
  for (const name of ['data', 'tmp', 'logs']) mkdirSync(join(home, name));
  journal = await startJournalProcess();
  await registerPersons();
  const temp = join(home, 'tmp');
  desk = await startDeskProcess({
    journalUrl: journal.url,
    pbxWsUrl: null,
    dataDir: join(home, 'data'),
    words: ['--log-file', join(home, 'logs', 'desk.log')],
    env: { TMPDIR: temp, TMP: temp, TEMP: temp, SQLITE_TMPDIR: temp },
  });
  window = await connectBridge(desk.url);
});
afterAll(async () => {
  window?.close();
  await desk?.stop();
  await journal?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** The canaries are in the region's register, so that the desk is told of them. */
async function registerPersons(): Promise<void> {
  const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');
  await journal.sql(
    `insert into person (territory, id, family_name, given_name, patronymic, birth_date, sex, enp,
       search_family, search_given, search_patronymic)
     select '98', id, family, given, patronymic, '1950-01-01', 'male', enp, lower_family, lower_given, lower_patronymic
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       as one (id, family, given, patronymic, enp, lower_family, lower_given, lower_patronymic)`,
    [
      persons.map(({ id }) => id),
      persons.map(({ familyName }) => familyName),
      persons.map(({ givenName }) => givenName),
      persons.map(({ patronymic }) => patronymic),
      persons.map(({ enp }) => enp),
      persons.map(({ familyName }) => fold(familyName)),
      persons.map(({ givenName }) => fold(givenName)),
      persons.map(({ patronymic }) => fold(patronymic)),
    ],
  );
  await journal.sql(
    `insert into person_phone (territory, phone, person_id)
     select '98', phone, id from unnest($1::text[], $2::uuid[]) as one (phone, id)`,
    [persons.map(({ phones }) => phones[0]), persons.map(({ id }) => id)],
  );
}

async function synced(holds: (info: SyncInfo) => boolean): Promise<void> {
  const shown = window.event('sync.changed', holds);
  if (!holds(await window.call('sync.get', {}))) await shown;
}

function cardOf(person: CanaryPerson): AppealCard {
  const card = emptyCard('letter');
  const phone = person.phones[0] ?? null;
  return {
    ...card,
    themeCode: '4.2',
    essence: `${fullName(person)}, полис ${person.enp}, просит разъяснить`,
    answer: `Разъяснено, перезвонить ${String(phone)}`,
    applicant: { ...card.applicant, name: fullName(person), phone },
  };
}

async function takeCall(person: CanaryPerson): Promise<string> {
  const told = window.event(
    'caller.changed',
    ({ phone, source }) => phone === person.phones[0] && source !== 'searching',
  );
  const { call, draft } = await window.call('calls.offer', {
    ...{ direction: 'incoming', sipCallId: randomUUID(), linkedId: null, queue: 'hotline', queueWaitSec: 1 },
    ...{ from: person.phones[0] ?? null, displayName: fullName(person) },
  });
  await window.call('calls.answered', { callId: call.id });
  const { persons: known } = await told;
  expect(known.map(({ enp }) => enp)).toEqual([person.enp]);
  await window.call('calls.identify', { callId: call.id, personId: person.id });
  await window.call('drafts.save', { draft: { ...draft, card: { ...cardOf(person), channel: 'hotline' } } });
  await window.call('calls.ended', { callId: call.id, cause: 'caller' });
  return call.id;
}

async function beginCard(person: CanaryPerson): Promise<void> {
  const { draft } = await window.call('drafts.create', { channel: 'letter' });
  await window.call('drafts.save', { draft: { ...draft, card: cardOf(person) } });
}

async function register(person: CanaryPerson): Promise<void> {
  const { draft } = await window.call('drafts.create', { channel: 'letter' });
  const given = { actId: randomUUID(), draftId: draft.id, card: cardOf(person), callId: null, closeWith: null };
  await window.call('appeals.register', given);
}

async function record(callId: string, of: readonly CanaryPerson[]): Promise<void> {
  const { recordingId } = await window.call('recordings.begin', { callId });
  let offset = 0;
  for (const person of of) {
    const bytes = Buffer.from(`RIFF ${traitsOf(person).join(' ')}`);
    await window.call('recordings.append', { recordingId, offset, bytes: bytes.toString('base64') });
    offset += bytes.length;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Everything found in a folder, also in the names of its files. */
async function foundIn(folder: string): Promise<(Found & { file: string })[]> {
  const all: (Found & { file: string })[] = [];
  for (const file of filesIn(folder)) {
    const found = [...(await search.in(readFileSync(file))), ...(await search.in(Buffer.from(file)))];
    all.push(...found.map((one) => ({ ...one, file })));
  }
  return all;
}

test('the search finds a person in every encoding, and in compressed streams', async () => {
  const folder = join(home, 'planted');
  mkdirSync(folder);
  const [person] = persons;
  const text = (of: CanaryPerson | undefined): string =>
    `{"name":"${of ? fullName(of) : ''}","phone":"${of?.phones[0] ?? ''}"}`;
  const noise = randomBytes(3_000);
  const base64 = (shift: number): Buffer =>
    Buffer.from(Buffer.concat([randomBytes(300 + shift), Buffer.from(text(person)), noise]).toString('base64'));
  const utf16 = Buffer.from(text(person), 'utf16le');
  const planted: [Encoding, number, Buffer][] = [
    ['utf8', 0, Buffer.concat([noise, Buffer.from(text(person)), noise])],
    ['utf16le', 0, Buffer.concat([noise, utf16, noise])],
    ['utf16be', 0, Buffer.concat([noise, Buffer.from(utf16).swap16(), noise])],
    ['base64', 0, base64(0)],
    ['base64', 0, base64(1)],
    ['base64', 0, base64(2)],
    ['utf8', 1, Buffer.concat([noise, gzipSync(text(person)), noise])],
    ['utf8', 1, Buffer.concat([noise, deflateSync(Buffer.concat([noise, Buffer.from(text(person))]))])],
    // Cut off by a kill, and packed twice.
    ['utf8', 1, gzipSync(Buffer.concat([Buffer.from(text(person)), randomBytes(30_000)])).subarray(0, 20_000)],
    ['base64', 2, gzipSync(gzipSync(base64(1)))],
  ];
  for (const [i, [encoding, depth, bytes]] of planted.entries()) {
    const file = join(folder, `planted ${i}`);
    writeFileSync(file, bytes);
    const found = (await foundIn(folder)).filter((one) => one.encoding === encoding && one.depth === depth);
    const traits = traitsOf(person as CanaryPerson);
    expect(new Set(found.map((one) => one.text)), `${encoding} ${depth} ${i}`).toContain(traits[0]);
    expect(found.map((one) => one.text)).toContain(traits.at(-1));
    rmSync(file);
  }
  writeFileSync(join(folder, 'noise'), randomBytes(4_000_000));
  expect(await foundIn(folder)).toEqual([]);
});

test(
  'after a shift and a crash none of a thousand persons is to be read in the data folder, the logs or the temporary files',
  { timeout: 600_000 },
  async () => {
    const password = journal.users.find(({ login }) => login === 'operator1')?.password ?? '';
    await window.call('session.signIn', { login: 'operator1', password });
    let lastCall = '';
    for (const person of callers) lastCall = await takeCall(person);
    for (const person of sought) {
      const { persons: found, source } = await window.call('persons.search', { query: person.familyName });
      expect([found.map(({ id }) => id), source]).toEqual([[person.id], 'journal']);
    }
    await Promise.all(drafted.map(beginCard));
    await Promise.all(registered.slice(0, 120).map(register));
    await synced(({ waiting }) => waiting === 0);
    await journal.unplug();
    await synced(({ journal: state }) => state === 'down');
    await Promise.all(registered.slice(120).map(register));
    await record(lastCall, persons.slice(0, 50));

    // Killed in the middle of work, with acts on their way to the disk.
    const lost = Promise.allSettled([...drafted, ...registered].map(beginCard));
    await window.event('drafts.changed', () => true);
    await desk.kill();
    await lost;

    const dataDir = join(home, 'data');
    expect(filesIn(dataDir).filter((file) => file.endsWith('.part'))).toHaveLength(1);
    expect(readFileSync(join(home, 'logs', 'desk.log'), 'utf8')).toContain('desk.ready');
    for (const name of ['data', 'logs', 'tmp']) expect(await foundIn(join(home, name)), name).toEqual([]);

    // A change of the key, cut short, leaves a copy of everything lying about.
    const key = await keyFileStore(dataDir).databaseKey();
    const cut = (step: string): void => {
      if (step === 'rekeyed') throw new Error('cut');
    };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const work = { dataDir, keeper: keyFileStore(dataDir), clock: systemClock, log, random: randomBytes, maxAgeMs: 0 };
    await expect(rotateKey({ ...work, reached: cut }, key)).rejects.toThrow('cut');
    expect(filesIn(dataDir).some((file) => file.endsWith('cache.db.next'))).toBe(true);
    expect(await foundIn(dataDir)).toEqual([]);

    // They are all there for who has the key: otherwise nothing was shown.
    const { cache } = openCache(dataDir, key, 'test');
    const tables = cache.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all() as string[];
    const rows = tables.flatMap((name) => cache.prepare(`SELECT * FROM ${name}`).all());
    cache.close();
    const seen = new Set((await search.in(Buffer.from(JSON.stringify(rows)))).map(({ text }) => text));
    expect(persons.filter(({ familyName }) => !seen.has(familyName))).toEqual([]);
    expect(persons.filter(({ enp }) => !seen.has(enp))).toEqual([]);
  },
);

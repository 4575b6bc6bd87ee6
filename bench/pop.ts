import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { buildWindow } from '../scripts/lib/buildWindow.ts';
import { ensureAsteriskRoot } from '../tests/support/asterisk/asteriskRoot.ts';
import { placeCall, type CallerLeg } from '../tests/support/asterisk/caller.ts';
import { makeSilence, makeTone, toneLevel, wavFromAlaw } from '../tests/support/asterisk/speech.ts';
import { startAsterisk } from '../tests/support/asterisk/startAsterisk.ts';
import { connectBridge, type BridgeClient } from '../tests/support/bridgeClient.ts';
import { launchOperatorBrowser, openWindow } from '../tests/support/operatorBrowser.ts';
import { startDeskProcess, startJournalProcess, type JournalProcess } from '../tests/support/workplace.ts';
import { watchInvites } from './lib/inviteWatch.ts';
import { quantile, seededRandom, shuffled } from './lib/random.ts';
import { installProbe, type WindowProbe } from './lib/windowProbe.ts';

const OPERATOR_HZ = 650;
const CALLER_HZ = 1000;
/** A card that is not there by then was not there for the greeting. */
const LATE_MS = 1000;

interface Caller {
  kind: 'known' | 'family' | 'unknown' | 'met';
  phone: string;
  names: string[];
}

/**
 * 100 calls through Asterisk, one after another, from 100 numbers: how long from the INVITE leaving the exchange to
 * the caller's name painted, and from F2 to each side hearing the other's coded tone.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: 'string', default: '1' } } });
  await buildWindow();
  const journal = await startJournalProcess();
  const asterisk = await startAsterisk({
    rootDir: await ensureAsteriskRoot({ log: console.error }),
    operators: Object.entries(journal.lines).map(([user, password]) => ({
      user,
      password,
      displayName: `Линия ${user}`,
    })),
  });
  const tap = await watchInvites(asterisk.wsUrl);
  const desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: tap.wsUrl });
  const voice = join(mkdtempSync(join(tmpdir(), 'otklik-bench-')), 'operator.wav');
  writeFileSync(voice, wavFromAlaw(keyedTone(OPERATOR_HZ)));
  const browser = await launchOperatorBrowser(voice);
  const { page } = await openWindow(browser, 'about:blank');
  const probe = await installProbe(page, CALLER_HZ);
  await page.goto(desk.url);
  const operator = journal.users.find((user) => user.login === 'operator1');
  await page.getByTestId('sign-in-login').fill(operator?.login ?? '');
  await page.getByTestId('sign-in-password').fill(operator?.password ?? '');
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('line-status').and(page.locator('[data-status=registered]')).waitFor();

  const callers = shuffled(await chooseCallers(journal), seededRandom(Number(values.seed)));
  const core = await connectBridge(desk.url);
  await meet(
    core,
    callers.filter((caller) => caller.kind === 'met'),
  );
  await page.getByTestId('operator-state').click();
  await page.getByTestId('operator-state-ready').click();

  const result = { pop: [] as number[], audio: [] as number[], missed: 0 };
  let before: string | null = null;
  for (const [index, caller] of callers.entries()) {
    await page.locator('[data-testid=queue-status][data-queue=unpaused]').waitFor({ timeout: 20_000 });
    const leg = await placeCall({ asterisk, from: caller.phone, speech: makeTone(CALLER_HZ, 2) });
    const painted = await probe.painted(before, 5_000);
    const sentAt = tap.leftAt(tap.newest() ?? '');
    const popMs = painted && sentAt !== null ? painted.at - sentAt : Number.POSITIVE_INFINITY;
    const isRight = await showsCaller(page, caller);
    if (popMs > LATE_MS || !isRight) {
      result.missed += 1;
      console.error(`missed: ${caller.kind} call ${index + 1}, ${popMs} ms, ${isRight ? 'late' : 'wrong or empty'}`);
    }
    if (Number.isFinite(popMs)) result.pop.push(popMs);
    before = painted?.callId ?? before;
    result.audio.push(await answer(page, probe, leg));
    await finish(page, leg);
    if ((index + 1) % 10 === 0) console.error(`${index + 1} calls`);
  }

  core.close();
  await browser.close();
  await desk.stop();
  tap.stop();
  await asterisk.stop();
  await journal.stop();
  const rounded = (values: readonly number[], share: number): number => Math.round(quantile(values, share) * 10) / 10;
  return {
    seed: Number(values.seed),
    calls: callers.length,
    invite_to_card_ms_p50: rounded(result.pop, 0.5),
    invite_to_card_ms_p95: rounded(result.pop, 0.95),
    answer_to_audio_ms_p50: rounded(result.audio, 0.5),
    answer_to_audio_ms_p95: rounded(result.audio, 0.95),
    missed_pops: result.missed,
  };
}

/** A tone with gaps: a steady one is noise to the browser's microphone, which takes it away. */
function keyedTone(hz: number): Buffer {
  return Buffer.concat(Array.from({ length: 50 }, () => Buffer.concat([makeTone(hz, 0.04), makeSilence(0.02)])));
}

/** 40 the register knows and this desk does not, 20 families, 20 strangers, 20 this desk has met. */
async function chooseCallers(journal: JournalProcess): Promise<Caller[]> {
  const rows = await journal.sql<{ phone: string; names: string[] }>(
    `select n.phone, array_agg(p.family_name || ' ' || p.given_name) as names
     from person_phone n join person p on p.territory = n.territory and p.id = n.person_id
     group by n.phone order by n.phone`,
  );
  const single = rows.filter((row) => row.names.length === 1);
  const families = rows.filter((row) => row.names.length > 1);
  const known = new Set(rows.map((row) => row.phone));
  const strangers = Array.from({ length: 1000 }, (_, i) => `+7900777${String(i).padStart(4, '0')}`).filter(
    (phone) => !known.has(phone),
  );
  return [
    ...single.slice(0, 40).map((row): Caller => ({ kind: 'known', ...row })),
    ...single.slice(40, 60).map((row): Caller => ({ kind: 'met', ...row })),
    ...families.slice(0, 20).map((row): Caller => ({ kind: 'family', ...row })),
    ...strangers.slice(0, 20).map((phone): Caller => ({ kind: 'unknown', phone, names: [] })),
  ];
}

/** Lets the desk meet these callers: each rang once and gave up. */
async function meet(core: BridgeClient, callers: readonly Caller[]): Promise<void> {
  for (const [index, { phone }] of callers.entries()) {
    const known = core.event('caller.changed', (card) => card.phone === phone && card.source === 'journal');
    const offer = {
      direction: 'incoming' as const,
      sipCallId: `met-${index}`,
      linkedId: null,
      queue: 'hotline',
      queueWaitSec: 0,
    };
    const { call } = await core.call('calls.offer', { ...offer, from: phone, displayName: null });
    await known;
    await core.call('calls.ended', { callId: call.id, cause: 'cancelled' });
  }
}

async function showsCaller(page: Page, caller: Caller): Promise<boolean> {
  const text = (await page.getByTestId('caller-card').textContent()) ?? '';
  if (caller.kind === 'unknown') return (await page.getByTestId('new-caller').count()) === 1;
  return caller.names.every((name) => text.includes(name));
}

/** Presses F2; milliseconds until both have heard each other. */
async function answer(page: Page, probe: WindowProbe, leg: CallerLeg): Promise<number> {
  await probe.clear();
  const callerHears = hearsTone(leg);
  await page.keyboard.press('F2');
  const { f2At, toneAt } = await probe.heard();
  return Math.max(toneAt, await callerHears) - f2At;
}

/** Wall-clock milliseconds at which the caller's telephone first plays the operator's tone. */
async function hearsTone(leg: CallerLeg): Promise<number> {
  // A tone's level is taken over a tenth of a second: five packets, of which the newest may hold its first beat.
  let window: Buffer = makeSilence(0.1);
  for (;;) {
    const packet = await leg.rtp.hear(0.02);
    window = Buffer.concat([window, packet]).subarray(-800);
    if (toneLevel(window, OPERATOR_HZ) > 0.02) return Date.now();
  }
}

/** Ends the call without an appeal, so that the operator is ready for the next at once. */
async function finish(page: Page, leg: CallerLeg): Promise<void> {
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  await leg.ended;
  await page.getByTestId('no-appeal').click();
  await page.getByTestId('no-appeal-silence').click();
  await page.locator('[data-testid=operator-state] [data-status=ready]').waitFor({ timeout: 10_000 });
}

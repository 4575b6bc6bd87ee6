import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { ensureAsteriskRoot } from '../tests/support/asterisk/asteriskRoot.ts';
import { placeCall, type CallerLeg } from '../tests/support/asterisk/caller.ts';
import { toneLevel } from '../tests/support/asterisk/speech.ts';
import { startAsterisk, type Asterisk } from '../tests/support/asterisk/startAsterisk.ts';
import { startCutProxy } from '../tests/support/telephony/cutProxy.ts';
import { callerHz, keyedTone, mediaAddress, openPhones, operatorHz } from './lib/phonesPage.ts';
import { quantile, seededRandom } from './lib/random.ts';

const names = ['ours', 'tuned'] as const;
type Name = (typeof names)[number];
const userOf: Readonly<Record<Name, string>> = { ours: 'op1', tuned: 'op3' };
/** A call that has no voices by then is not coming back. */
const GIVE_UP_MS = 20_000;
const BYE_WITHIN_MS = 5_000;

/**
 * Calls through a network that is taken away for 1 to 30 s (signalling, media, or both; closed or frozen), ours and a
 * stock `SimpleUser` at the same moment: whether both hear each other again, how soon after the network is back, and
 * whether the other side's goodbye then still arrives.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      longest: { type: 'string', default: '30' },
    },
  });
  const random = seededRandom(Number(values.seed));
  const asterisk = await startAsterisk({
    rootDir: await ensureAsteriskRoot({ log: console.error }),
    operators: names.map((name) => ({ user: userOf[name], password: `password-${name}`, displayName: name })),
  });
  const proxy = await startCutProxy(asterisk.wsUrl, mediaAddress());
  const result = { recovered: 0, byeOk: 0, stock: 0, backMs: [] as number[] };
  for (let nth = 0; nth < Number(values.n); nth++) {
    // A page of its own for every cut: a stock telephone that lost its line would not be there for the next.
    const { page, close } = await openPhones(proxy.wsUrl, names, userOf);
    const what = (['socket', 'media', 'both'] as const)[Math.floor(random() * 3)] ?? 'both';
    const how = random() < 0.5 ? ('closed' as const) : ('frozen' as const);
    const seconds = 1 + random() * (Number(values.longest) - 1);
    try {
      const legs = { ours: await talk(asterisk, page, 'ours'), tuned: await talk(asterisk, page, 'tuned') };
      proxy.cut(what, how);
      await pause(seconds * 1000);
      proxy.mend();
      const mendedMs = Date.now();
      const [ours, stock] = await Promise.all(names.map((name) => hearAgain(page, name, legs[name], mendedMs)));
      const byes = await Promise.all(names.map((name) => saysBye(page, name, legs[name])));
      if (ours !== null && ours !== undefined) {
        result.recovered += 1;
        result.backMs.push(ours);
      }
      if (byes[0]) result.byeOk += 1;
      if (stock !== null && byes[1]) result.stock += 1;
      console.error(
        `${nth + 1}: ${what} ${how} ${seconds.toFixed(1)} s: ours ${ours ?? 'lost'} ms, bye ${byes[0]}; stock ${stock ?? 'lost'} ms, bye ${byes[1]}`,
      );
    } finally {
      proxy.mend();
      await close();
      for (const name of names)
        await asterisk.cli(`queue remove member PJSIP/${userOf[name]} from hotline`).catch(() => '');
      // A dead page's call is given back to the queue after rtp_timeout; its caller has hung up.
      await asterisk.waitFor(
        'no channels',
        async () => (await asterisk.cli('core show channels count')).includes('0 active channels'),
        60_000,
      );
    }
  }
  proxy.close();
  await asterisk.stop();
  return {
    cuts: Number(values.n),
    recovered: result.recovered,
    audio_back_ms_p95: Math.round(quantile(result.backMs, 0.95)),
    bye_ok: result.byeOk,
    stock_recovered: result.stock,
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function talk(asterisk: Asterisk, page: Page, name: Name): Promise<CallerLeg> {
  await asterisk.cli(`queue add member PJSIP/${userOf[name]} to hotline`);
  const leg = await placeCall({ asterisk, from: '+79261234567', speech: keyedTone(callerHz) });
  await page.evaluate((which) => window.benchPage.ringing(which), name);
  await pause(300);
  await page.evaluate(([which, hz]) => window.benchPage.answer(which, hz), [name, callerHz] as const);
  await asterisk.cli(`queue remove member PJSIP/${userOf[name]} from hotline`);
  return leg;
}

/** Milliseconds after the mending at which both heard each other; null when they never did. */
async function hearAgain(page: Page, name: Name, leg: CallerLeg, mendedMs: number): Promise<number | null> {
  const untilMs = mendedMs + GIVE_UP_MS;
  const there = async (): Promise<boolean> => {
    while (Date.now() < untilMs) {
      if (await page.evaluate(([which, hz]) => window.benchPage.hears(which, hz, 100), [name, callerHz] as const))
        return true;
    }
    return false;
  };
  const here = async (): Promise<boolean> => {
    while (Date.now() < untilMs) {
      leg.rtp.forgetReceived();
      await pause(100);
      if (toneLevel(leg.rtp.received(), operatorHz) > 0.02) return true;
    }
    return false;
  };
  const [hears, isHeard] = await Promise.all([there(), here()]);
  return hears && isHeard ? Date.now() - mendedMs : null;
}

async function saysBye(page: Page, name: Name, leg: CallerLeg): Promise<boolean> {
  await leg.hangUp().catch(() => {});
  const untilMs = Date.now() + BYE_WITHIN_MS;
  while (Date.now() < untilMs) {
    if (await page.evaluate((which) => window.benchPage.hasEnded(which), name)) return true;
    await pause(50);
  }
  return false;
}

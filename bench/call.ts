import { createSocket } from 'node:dgram';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { ensureAsteriskRoot } from '../tests/support/asterisk/asteriskRoot.ts';
import { placeCall, type CallerLeg } from '../tests/support/asterisk/caller.ts';
import { makeSilence, toneLevel } from '../tests/support/asterisk/speech.ts';
import { startAsterisk, type Asterisk } from '../tests/support/asterisk/startAsterisk.ts';
import { callerHz, keyedTone, openPhones, operatorHz } from './lib/phonesPage.ts';
import { quantile, seededRandom, shuffled } from './lib/random.ts';

const kinds = ['ours', 'shipped', 'tuned'] as const;
type Kind = (typeof kinds)[number];
const userOf: Readonly<Record<Kind, string>> = { ours: 'op1', shipped: 'op2', tuned: 'op3' };
const STOCK_STUN_PORT = 19_302;

/**
 * Our telephone beside stock sip.js `SimpleUser` as shipped and tuned, in one page over one exchange, turn by turn: from
 * the key to the INVITE with STUN black-holed, and from the answer key to both sides hearing each other's coded tone.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', default: '40' },
      dials: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
    },
  });
  const random = seededRandom(Number(values.seed));
  const asterisk = await startAsterisk({
    rootDir: await ensureAsteriskRoot({ log: console.error }),
    operators: kinds.map((kind) => ({ user: userOf[kind], password: `password-${kind}`, displayName: kind })),
  });
  const hole = await blackHole();
  const { page, close } = await openPhones(asterisk.wsUrl, kinds, userOf);

  const dials: Record<Kind, number[]> = { ours: [], shipped: [], tuned: [] };
  for (let round = 0; round < Number(values.dials); round++) {
    for (const kind of shuffled(kinds, random)) {
      dials[kind].push(await page.evaluate(([name]) => window.benchPage.dial(name, '*43'), [kind] as const));
      await idle(asterisk, page, kind);
    }
  }
  console.error(`dials: ${JSON.stringify(dials)}; ${hole.packets()} STUN packets into the hole`);
  // Who asks a silent STUN server waits for the whole of its patience; who did not has not met it.
  if (quantile(dials.shipped, 0.5) < 4_000) throw new Error('STUN was not black-holed for the shipped telephone');

  const answers: Record<Kind, number[]> = { ours: [], shipped: [], tuned: [] };
  let success = 0;
  for (let round = 0; round < Number(values.calls); round++) {
    for (const kind of shuffled(kinds, random)) {
      try {
        const twoWayMs = await oneCall(asterisk, page, kind);
        answers[kind].push(twoWayMs);
        if (kind === 'ours') success += 1;
      } catch (error) {
        console.error(`${kind}, call ${round + 1}: ${(error as Error).message}`);
        await idle(asterisk, page, kind);
      }
    }
    if ((round + 1) % 10 === 0) console.error(`${round + 1} rounds`);
  }

  await close();
  hole.close();
  await asterisk.stop();
  const at = (of: readonly number[], share: number): number => quantile(of, share);
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    calls: Number(values.calls),
    dial_to_invite_ms_p50: rounded(at(dials.ours, 0.5)),
    dial_ratio_shipped: rounded(at(dials.ours, 0.5) / at(dials.shipped, 0.5)),
    dial_ratio_tuned: rounded(at(dials.ours, 0.5) / at(dials.tuned, 0.5)),
    answer_to_two_way_ms_p50: rounded(at(answers.ours, 0.5)),
    answer_to_two_way_ms_p99: rounded(at(answers.ours, 0.99)),
    answer_ratio_p50_tuned: rounded(at(answers.ours, 0.5) / at(answers.tuned, 0.5)),
    answer_ratio_p99_tuned: rounded(at(answers.ours, 0.99) / at(answers.tuned, 0.99)),
    success,
  };
}

/** One caller through the queue to one telephone; milliseconds from the key until both hear the other. */
async function oneCall(asterisk: Asterisk, page: Page, kind: Kind): Promise<number> {
  const line = `PJSIP/${userOf[kind]}`;
  await asterisk.cli(`queue add member ${line} to hotline`);
  let leg: CallerLeg | null = null;
  try {
    leg = await placeCall({ asterisk, from: '+79261234567', speech: keyedTone(callerHz) });
    await page.evaluate(([name]) => window.benchPage.ringing(name), [kind] as const);
    // A person takes a moment to reach for the key; nobody answers in the instant of the ring.
    await new Promise((resolve) => void setTimeout(resolve, 700));
    const callerHears = hearsTone(leg);
    callerHears.catch(() => {});
    const { pressedMs, heardMs } = await page.evaluate(([name, hz]) => window.benchPage.answer(name, hz), [
      kind,
      callerHz,
    ] as const);
    return Math.max(heardMs, await callerHears) - pressedMs;
  } finally {
    await asterisk.cli(`queue remove member ${line} from hotline`);
    await leg?.hangUp();
    await idle(asterisk, page, kind);
  }
}

/** Hangs up and waits until the exchange has no channel left: the next turn begins from rest. */
async function idle(asterisk: Asterisk, page: Page, kind: Kind): Promise<void> {
  await page.evaluate(([name]) => window.benchPage.hangUp(name), [kind] as const);
  await asterisk.waitFor('no channels', async () =>
    (await asterisk.cli('core show channels count')).includes('0 active channels'),
  );
}

async function hearsTone(leg: CallerLeg): Promise<number> {
  let window_: Buffer = makeSilence(0.1);
  for (;;) {
    const packet = await leg.rtp.hear(0.02, 15_000);
    window_ = Buffer.concat([window_, packet]).subarray(-800);
    if (toneLevel(window_, operatorHz) > 0.02) return Date.now();
  }
}

/** A STUN server that hears and never answers, as behind a closed firewall. */
async function blackHole(): Promise<{ packets(): number; close(): void }> {
  const socket = createSocket('udp4');
  let packets = 0;
  socket.on('message', () => (packets += 1));
  await new Promise<void>((resolve) => socket.bind(STOCK_STUN_PORT, '0.0.0.0', resolve));
  return { packets: () => packets, close: () => socket.close() };
}

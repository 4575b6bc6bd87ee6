import { afterAll, beforeAll, expect, test } from 'vitest';
import { canBuildAsteriskRoot, ensureAsteriskRoot } from '../support/asterisk/asteriskRoot.ts';
import { answerCallbacks, placeCall, type CallerLeg } from '../support/asterisk/caller.ts';
import { makeSilence, makeTone, toneLevel } from '../support/asterisk/speech.ts';
import { holdMusicHz, startAsterisk, type Asterisk } from '../support/asterisk/startAsterisk.ts';
import { buildLab, hasChromium, openLab, type OpenedLab } from '../support/telephony/openLab.ts';

/** Two operators in two Chromiums, one real exchange: who hears whom is told by the tone each of them speaks with. */
const voices = { op1: 650, op2: 850 } as const;
type Who = keyof typeof voices;
const callerHz = 1000;

const can = canBuildAsteriskRoot();
const real = test.skipIf(!can.ok || !hasChromium);

let asterisk: Asterisk;
let labs: Record<Who, OpenedLab>;

beforeAll(async () => {
  if (!can.ok || !hasChromium) return;
  const rootDir = await ensureAsteriskRoot({ log: (line) => process.stdout.write(`${line}\n`) });
  asterisk = await startAsterisk({
    rootDir,
    ringSec: 6,
    operators: [
      { user: 'op1', password: 'password-one', displayName: 'Первая' },
      { user: 'op2', password: 'password-two', displayName: 'Вторая' },
    ],
  });
  const built = await buildLab();
  // Broken into syllables: the browser's noise suppression takes a steady tone for a fan.
  const open = (hz: number) => openLab(Buffer.concat([makeTone(hz, 0.25, 0.5), makeSilence(0.25)]), built);
  labs = { op1: await open(voices.op1), op2: await open(voices.op2) };
  await signIn('op1');
  await signIn('op2');
});

afterAll(async () => {
  await labs?.op1.close();
  await labs?.op2.close();
  await asterisk?.stop();
});

async function signIn(who: Who): Promise<void> {
  await labs[who].page.evaluate((settings) => window.lab.signIn(settings), {
    wsUrl: asterisk.wsUrl,
    line: { user: who, password: who === 'op1' ? 'password-one' : 'password-two', domain: 'pbx.invalid' },
    displayName: who,
    station: who === 'op1' ? 'd0001' : 'd0002',
    codes: { join: '*45', leave: '*46', pause: '*47', unpause: '*48', echo: '*43' },
  });
  await until(who, { line: 'registered' });
}
const operator = (who: Who, status: 'ready' | 'notReady'): Promise<void> =>
  labs[who].page.evaluate((next) => window.lab.operator(next), status);
const act = (
  who: Who,
  name: 'answer' | 'hangUp' | 'toggleHold' | 'completeTransfer' | 'returnToCaller',
): Promise<void> => labs[who].page.evaluate(async (verb) => window.lab.softphone[verb](), name);
const send = (who: Who, how: 'transfer' | 'consult', target: string): Promise<void> =>
  labs[who].page.evaluate(async ([verb, to]) => window.lab.softphone[verb](to), [how, target] as const);

function until(
  who: Who,
  want: Partial<Record<'line' | 'queue' | 'phase' | 'hold' | 'consult' | 'step' | 'why' | 'endCause', string>>,
  timeout = 12_000,
) {
  return labs[who].page
    .waitForFunction(
      (wanted) => {
        const { line, queue, call, consult, transfer } = window.lab.state;
        const now: Record<string, unknown> = {
          line,
          queue,
          phase: call?.phase,
          hold: call?.hold,
          endCause: call?.endCause,
          consult: consult?.phase,
          ...transfer,
        };
        return Object.entries(wanted).every(([name, value]) => now[name] === value);
      },
      want,
      { timeout },
    )
    .catch(async (error: unknown) => {
      const state = await labs[who].page.evaluate(() => JSON.stringify(window.lab.state));
      throw new Error(`${who}: waited for ${JSON.stringify(want)}, have ${state}`, { cause: error });
    });
}

/** Who the caller hears now, by their tone; a moment is left for what was on its way. */
async function heardBy(caller: CallerLeg): Promise<string[]> {
  await caller.rtp.hear(0.4);
  const sound = await caller.rtp.hear(1);
  const tones = { ...voices, music: holdMusicHz };
  return Object.entries(tones).flatMap(([name, hz]) => (toneLevel(sound, hz) > 0.02 ? [name] : []));
}

async function talkWithOp1(): Promise<CallerLeg> {
  await operator('op2', 'notReady');
  await operator('op1', 'ready');
  await until('op1', { queue: 'unpaused' });
  const caller = await placeCall({ asterisk, from: '+79261234567', speech: makeTone(callerHz, 1) });
  await until('op1', { phase: 'ringing' });
  await act('op1', 'answer');
  await until('op1', { phase: 'talking' });
  await operator('op1', 'notReady');
  return caller;
}

real('a blind transfer: the caller hears the colleague, and the exchange itself says that it came about', async () => {
  const caller = await talkWithOp1();
  const before = caller.rtp.counts.received;
  await send('op1', 'transfer', 'op2');
  await until('op2', { phase: 'ringing' });
  await until('op1', { phase: 'ended', step: 'letGo' });
  await act('op2', 'answer');
  await until('op2', { phase: 'talking' });
  await until('op1', { step: 'done' });
  expect(await heardBy(caller)).toEqual(['op2']);
  expect(caller.rtp.counts.received).toBeGreaterThan(before);
  await caller.hangUp();
  await until('op2', { phase: 'ended', endCause: 'caller' });
});

real('a colleague who refuses: the caller is back with who sent them, who is told why', async () => {
  const caller = await talkWithOp1();
  await send('op1', 'transfer', 'op2');
  await until('op2', { phase: 'ringing' });
  await act('op2', 'hangUp');
  await until('op1', { phase: 'ringing', step: 'failed', why: 'busy' });
  await act('op1', 'answer');
  await until('op1', { phase: 'talking' });
  expect(await heardBy(caller)).toEqual(['op1']);
  await caller.hangUp();
  await until('op1', { phase: 'ended' });
});

real('one who does not answer: the caller comes back as well', async () => {
  const caller = await talkWithOp1();
  await send('op1', 'transfer', 'op2');
  await until('op2', { phase: 'ringing' });
  await until('op1', { phase: 'ringing', step: 'failed', why: 'noAnswer' });
  await act('op1', 'answer');
  await until('op1', { phase: 'talking' });
  await caller.hangUp();
  await until('op1', { phase: 'ended' });
});

real('a consultation: the caller hears music, then whoever is spoken with, then the colleague for good', async () => {
  const caller = await talkWithOp1();
  await send('op1', 'consult', 'op2');
  await until('op2', { phase: 'ringing' });
  await act('op2', 'answer');
  await until('op1', { consult: 'talking', hold: 'held' });
  expect(await heardBy(caller)).toEqual(['music']);
  await act('op1', 'toggleHold');
  await until('op1', { hold: 'off' });
  expect(await heardBy(caller)).toEqual(['op1']);
  await act('op1', 'toggleHold');
  await until('op1', { hold: 'held' });
  await act('op1', 'completeTransfer');
  await until('op1', { phase: 'ended', step: 'done' });
  expect(await heardBy(caller)).toEqual(['op2']);
  await caller.hangUp();
  await until('op2', { phase: 'ended' });
});

real('a consultation that leads back: the colleague is let go and the caller hears the operator', async () => {
  const caller = await talkWithOp1();
  await send('op1', 'consult', 'op2');
  await until('op2', { phase: 'ringing' });
  await act('op2', 'hangUp');
  await until('op1', { step: 'failed', why: 'busy', hold: 'held' });
  await act('op1', 'toggleHold');
  await until('op1', { hold: 'off' });
  expect(await heardBy(caller)).toEqual(['op1']);
  await caller.hangUp();
  await until('op1', { phase: 'ended' });
});

real('a transfer to the city that finds nobody brings the caller back', async () => {
  const city = await answerCallbacks({ asterisk, answer: 'busy' });
  const caller = await talkWithOp1();
  await send('op1', 'transfer', '+79161112233');
  await until('op1', { phase: 'ringing', step: 'failed', why: 'busy' });
  await act('op1', 'answer');
  await until('op1', { phase: 'talking' });
  await caller.hangUp();
  await until('op1', { phase: 'ended' });
  await city.close();
});

real('a window that is reloaded in a call has it back, and the caller never left', async () => {
  const caller = await talkWithOp1();
  const startedMs = Date.now();
  await labs.op1.page.reload();
  await labs.op1.page.waitForFunction(() => 'lab' in window);
  await signIn('op1');
  await until('op1', { phase: 'talking' });
  expect(Date.now() - startedMs).toBeLessThan(10_000);
  expect(await heardBy(caller)).toEqual(['op1']);
  const offers = await labs.op1.page.evaluate(() => window.lab.asked('calls.offer'));
  expect(offers).toMatchObject([{ direction: 'incoming', from: '+79261234567' }]);
  await caller.hangUp();
  await until('op1', { phase: 'ended', endCause: 'caller' });
});

real(
  'a call that died at the exchange while the socket was away is over within 10 s, and said to be cut off',
  async () => {
    const caller = await talkWithOp1();
    await labs.op1.page.evaluate(() => window.lab.cutSocket());
    await caller.hangUp();
    await until('op1', { phase: 'ended' }, 10_000);
    expect(await labs.op1.page.evaluate(() => window.lab.state.call?.endCause)).toMatch(/^(lost|caller)$/);
    expect(labs.op1.complaints).toEqual([]);
    expect(labs.op2.complaints).toEqual([]);
  },
);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeAlaw } from '../../src/shared/domain/recording/alaw.ts';
import { parseWavHeader, repairHeader, splitChannels, wavHeaderBytes } from '../../src/shared/domain/recording/wav.ts';
import { canBuildAsteriskRoot, ensureAsteriskRoot } from '../support/asterisk/asteriskRoot.ts';
import { placeCall, type CallerLeg } from '../support/asterisk/caller.ts';
import { makeSilence, makeTone, toneLevel } from '../support/asterisk/speech.ts';
import { holdMusicHz, startAsterisk, type Asterisk } from '../support/asterisk/startAsterisk.ts';
import { hasChromium, openLab, type OpenedLab } from '../support/telephony/openLab.ts';

const callerNumber = '+79261234567';
const callerHz = 1000;
const operatorHz = 650;
/** Broken into syllables: the browser's noise suppression takes a steady tone for a fan. */
const operatorVoice = Buffer.concat([makeTone(operatorHz, 0.25, 0.5), makeSilence(0.25)]);

const can = canBuildAsteriskRoot();
const real = test.skipIf(!can.ok || !hasChromium);

let asterisk: Asterisk;
let lab: OpenedLab;

beforeAll(async () => {
  if (!can.ok || !hasChromium) return;
  const rootDir = await ensureAsteriskRoot({ log: (line) => process.stdout.write(`${line}\n`) });
  asterisk = await startAsterisk({
    rootDir,
    operators: [{ user: 'op1', password: 'password-one', displayName: 'Первая' }],
  });
  lab = await openLab(operatorVoice);
});

afterAll(async () => {
  await lab?.close();
  await asterisk?.stop();
});

const signIn = (password = 'password-one'): Promise<void> =>
  lab.page.evaluate((settings) => window.lab.signIn(settings), {
    wsUrl: asterisk.wsUrl,
    line: { user: 'op1', password, domain: 'pbx.invalid' },
    displayName: 'Первая',
    station: 'd0001',
    codes: { join: '*45', leave: '*46', pause: '*47', unpause: '*48', echo: '*43' },
  });
const operator = (status: 'ready' | 'notReady' | 'talking'): Promise<void> =>
  lab.page.evaluate((next) => window.lab.operator(next), status);
const act = (name: 'answer' | 'hangUp' | 'toggleHold' | 'toggleMicrophone'): Promise<void> =>
  lab.page.evaluate(async (verb) => window.lab.softphone[verb](), name);
const asked = (name: string): Promise<unknown[]> => lab.page.evaluate((of) => window.lab.asked(of), name);

/** Waits for the state that the call bar would show. */
const until = (
  want: Partial<{ line: string; queue: string; phase: string; hold: string; trouble: string }>,
  timeout = 10_000,
) =>
  lab.page
    .waitForFunction(
      (wanted) => {
        const { line, queue, call, trouble } = window.lab.state;
        const now: Record<string, unknown> = { line, queue, trouble, phase: call?.phase, hold: call?.hold };
        return Object.entries(wanted).every(([name, value]) => now[name] === value);
      },
      want,
      { timeout },
    )
    .catch(async (error: unknown) => {
      const state = await lab.page.evaluate(() =>
        JSON.stringify({ ...window.lab.state, seen: window.lab.seen.slice(-12) }),
      );
      throw new Error(`waited for ${JSON.stringify(want)}, have ${state}; ${lab.complaints.join('; ')}`, {
        cause: error,
      });
    });
const call = () => lab.page.evaluate(() => window.lab.state.call);
const hears = async (caller: CallerLeg, hz: number): Promise<number> => toneLevel(await caller.rtp.hear(1), hz);
const member = async () => (await asterisk.queueMembers()).find(({ user }) => user === 'op1');

async function ring(): Promise<CallerLeg> {
  await operator('ready');
  await until({ queue: 'unpaused' });
  const caller = await placeCall({ asterisk, from: callerNumber, speech: makeTone(callerHz, 1) });
  await until({ phase: 'ringing' });
  return caller;
}

real('a wrong password is called by its name, and the right one then registers', async () => {
  await signIn('not-the-password');
  await until({ line: 'wrongPassword' });
  await signIn();
  await until({ line: 'registered', queue: 'paused' });
  expect(await member()).toMatchObject({ isPaused: true });
});

real(
  'a call pops with what the exchange knows of it, both hear each other, and the queue is paused meanwhile',
  async () => {
    const caller = await ring();
    expect((await asked('calls.offer')).at(-1)).toMatchObject({
      direction: 'incoming',
      from: callerNumber,
      queue: 'hotline',
      linkedId: expect.stringMatching(/^\d+\.\d+$/),
      queueWaitSec: expect.any(Number),
    });
    await act('answer');
    await until({ phase: 'talking' });
    await operator('talking');
    await until({ queue: 'paused' });
    expect(await member()).toMatchObject({ isPaused: true, status: 'In use' });
    expect(await hears(caller, operatorHz)).toBeGreaterThan(0.03);

    await act('toggleMicrophone');
    await caller.rtp.hear(0.3);
    expect(await hears(caller, operatorHz)).toBeLessThan(0.005);
    await act('toggleMicrophone');

    await act('toggleHold');
    await until({ hold: 'held' });
    await caller.rtp.hear(0.5);
    expect(await hears(caller, holdMusicHz)).toBeGreaterThan(0.1);
    await act('toggleHold');
    await until({ hold: 'off' });
    await caller.rtp.hear(0.5);
    expect(await hears(caller, operatorHz)).toBeGreaterThan(0.03);

    await caller.hangUp();
    await until({ phase: 'ended' });
    expect(await call()).toMatchObject({ endCause: 'caller', recording: 'on' });
  },
);

real('the recording has the operator left, the caller right, and neither while held', async () => {
  const [file = ''] = await lab.page.evaluate(() => window.lab.files());
  const bytes = repairHeader(Buffer.from(file, 'base64'));
  expect(parseWavHeader(bytes)).toMatchObject({ channels: 2, rateHz: 8000, dataOffset: wavHeaderBytes });
  const channels = splitChannels(bytes.subarray(wavHeaderBytes));
  const [left, right] = [decodeAlaw(channels.operator), decodeAlaw(channels.caller)];
  expect(toneLevel(left, operatorHz)).toBeGreaterThan(0.03);
  expect(toneLevel(right, callerHz)).toBeGreaterThan(0.1);
  // Each voice on its own side only: a tenth of it elsewhere would be heard, less is the clicks of a loaded machine.
  expect(toneLevel(left, callerHz)).toBeLessThan(toneLevel(right, callerHz) / 10);
  expect(toneLevel(right, operatorHz)).toBeLessThan(toneLevel(left, operatorHz) / 10);
  const perSecond = Array.from({ length: Math.floor(right.length / 8000) }, (_, s) =>
    toneLevel(right.subarray(s * 8000, s * 8000 + 8000), callerHz),
  );
  expect(Math.min(...perSecond)).toBeLessThan(0.005);
});

real('a socket lost in a call is mended so that the goodbye still arrives', async () => {
  const caller = await ring();
  await act('answer');
  await until({ phase: 'talking' });
  await lab.page.evaluate(() => window.lab.cutSocket());
  await until({ line: 'connecting' });
  await until({ line: 'registered', queue: 'unpaused' });
  expect(await call()).toMatchObject({ phase: 'talking' });
  expect(await hears(caller, operatorHz)).toBeGreaterThan(0.03);
  await caller.hangUp();
  await until({ phase: 'ended' }, 5_000);
  expect(await call()).toMatchObject({ endCause: 'caller' });
});

real('a caller who gives up is not held against the operator; time that runs out is', async () => {
  const impatient = await ring();
  await impatient.hangUp();
  await until({ phase: 'ended' });
  expect((await call())?.endCause).toBe('cancelled');

  const patient = await ring();
  await until({ phase: 'ended' }, 20_000);
  expect(await call()).toMatchObject({ endCause: 'ringTimeout' });
  await operator('notReady');
  await until({ queue: 'paused' });
  await patient.hangUp();
});

real('sign-out leaves the queue and the line', async () => {
  await lab.page.evaluate(() => window.lab.signOut());
  await until({ line: 'off', queue: 'unknown' });
  expect(await member()).toBeUndefined();
  expect(lab.complaints).toEqual([]);
});

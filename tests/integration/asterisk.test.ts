import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canBuildAsteriskRoot, ensureAsteriskRoot } from '../support/asterisk/asteriskRoot.ts';
import { answerCallbacks, CallRefused, placeCall } from '../support/asterisk/caller.ts';
import { registerScriptedOperator } from '../support/asterisk/scriptedOperator.ts';
import type { ScriptedOperator } from '../support/asterisk/scriptedOperator.ts';
import { makeTone, pcmFromWav, toneLevel } from '../support/asterisk/speech.ts';
import { holdMusicHz, startAsterisk } from '../support/asterisk/startAsterisk.ts';
import type { Asterisk } from '../support/asterisk/startAsterisk.ts';

/** Somebody's number that is nobody's: the range is kept for the tests. */
const callerNumber = '+79261234567';
const callerVoiceHz = 1000;
const voice = makeTone(callerVoiceHz, 1);

const can = canBuildAsteriskRoot();
const withAsterisk = test.skipIf(!can.ok);

let asterisk: Asterisk;
let first: ScriptedOperator;
let second: ScriptedOperator;

beforeAll(async () => {
  if (!can.ok) return;
  const rootDir = await ensureAsteriskRoot({ log: (line) => process.stdout.write(`${line}\n`) });
  asterisk = await startAsterisk({
    rootDir,
    operators: [
      { user: 'op1', password: 'password-one', displayName: 'Оператор Первая' },
      { user: 'op2', password: 'password-two', displayName: 'Оператор Вторая' },
    ],
  });
  const { wsUrl } = asterisk;
  first = await registerScriptedOperator({ wsUrl, user: 'op1', password: 'password-one' });
  second = await registerScriptedOperator({ wsUrl, user: 'op2', password: 'password-two' });
});

afterAll(async () => {
  await first?.close();
  await second?.close();
  await asterisk?.stop();
});

const memberOp1 = async (): Promise<unknown> => (await asterisk.queueMembers()).find(({ user }) => user === 'op1');
const nobodyWaits = (): Promise<boolean> =>
  asterisk.waitFor('an empty queue', async () => (await asterisk.queueCallers()) === 0);

withAsterisk('the exchange is version 22 and starts without a complaint', async () => {
  expect(await asterisk.cli('core show version')).toMatch(/^Asterisk 22\./);
  expect(await asterisk.complaints()).toEqual([]);
});

withAsterisk('a wrong password does not register', async () => {
  const attempt = registerScriptedOperator({ wsUrl: asterisk.wsUrl, user: 'op1', password: 'not-this-one' });
  await expect(attempt).rejects.toThrow('registration refused 401');
});

withAsterisk('callers wait in the queue with music and both sides are recorded', async () => {
  const caller = await placeCall({ asterisk, from: callerNumber, displayName: '<b>Анна</b>', speech: voice });
  const hidden = await placeCall({ asterisk, extension: '+78000000000' });
  await asterisk.waitFor('two callers', async () => (await asterisk.queueCallers()) === 2);

  const heard = await caller.rtp.hear(1);
  expect(toneLevel(heard, holdMusicHz)).toBeGreaterThan(0.2);
  expect(toneLevel(heard, callerVoiceHz)).toBeLessThan(0.01);

  const [linkedId] = /\d+\.\d+/.exec(await asterisk.cli('core show channels concise')) ?? [''];
  await Promise.all([caller.hangUp(), hidden.hangUp()]);
  await nobodyWaits();
  const pcm = pcmFromWav(await readFile(join(asterisk.recordingsDir, `${linkedId}.wav`)));
  expect(toneLevel(pcm, holdMusicHz)).toBeGreaterThan(0.1);
});

withAsterisk('a caller reaches the hotline and nothing else', async () => {
  for (const extension of ['op1', '*45', 'resume', 's']) {
    const call = placeCall({ asterisk, from: 'op1', extension });
    await expect(call).rejects.toThrow(CallRefused);
  }
});

withAsterisk('the codes of an operator may be repeated and refuse what makes no sense', async () => {
  expect(await first.dial('*48'), 'ready before joining').toBe(403);
  expect([await first.dial('*45'), await first.dial('*45')]).toEqual([200, 200]);
  expect(await memberOp1()).toEqual({ user: 'op1', isPaused: true, status: 'Not in use' });
  expect([await first.dial('*48'), await first.dial('*48')]).toEqual([200, 200]);
  expect(await memberOp1()).toMatchObject({ isPaused: false });
  expect([await first.dial('*47', ['X-Pause-Reason: lunch']), await first.dial('*47')]).toEqual([200, 200]);
  expect(await memberOp1()).toMatchObject({ isPaused: true });
  expect([await first.dial('*46'), await first.dial('*46')]).toEqual([200, 200]);
  expect(await memberOp1()).toBeUndefined();
  expect(await first.dial('*99')).toBe(404);
});

withAsterisk('an offer names the conversation, and forged headers of the caller do not get through', async () => {
  expect([await first.dial('*45'), await first.dial('*48')]).toEqual([200, 200]);
  const forged = ['X-Linkedid: 1.1', 'X-Queue: forged'];
  const caller = await placeCall({ asterisk, from: callerNumber, speech: voice, extraHeaders: forged });
  const offer = await first.nextOffer();
  expect(offer.callerNumber).toBe(callerNumber);
  expect(offer.header('X-Queue')).toBe('hotline');
  expect(offer.header('X-Queue-Wait')).toMatch(/^[01]$/);
  const linkedId = offer.header('X-Linkedid') ?? '';
  expect(await asterisk.cli('core show channels concise')).toContain(linkedId);

  await offer.decline();
  const again = await first.nextOffer();
  expect(again.header('X-Linkedid')).toBe(linkedId);
  await again.accept();
  await again.hangUp();
  expect((await caller.ended).by).toBe('exchange');
});

withAsterisk('a transfer that nobody takes comes back to who sent it, then to the queue', async () => {
  const caller = await placeCall({ asterisk, from: callerNumber, speech: voice });
  const offer = await first.nextOffer();
  await offer.accept();
  // REFER before the two are connected has nobody to transfer.
  await asterisk.waitFor('the two to talk', async () =>
    (await asterisk.cli('bridge show all')).includes('simple_bridge'),
  );
  await offer.transfer('op2');
  const atSecond = await second.nextOffer();
  expect(atSecond.header('X-Linkedid')).toBe(offer.header('X-Linkedid'));
  await offer.hangUp();
  await atSecond.decline();
  const back = await first.nextOffer();
  expect(back.header('X-Linkedid')).toBe(offer.header('X-Linkedid'));
  await back.decline();
  const queued = await first.nextOffer();
  expect(queued.header('X-Linkedid')).toBe(offer.header('X-Linkedid'));
  await caller.hangUp();
  await queued.ended;
});

withAsterisk('a caller whose operator’s page died is offered again, and a finished call is not', async () => {
  const caller = await placeCall({ asterisk, from: callerNumber, speech: voice });
  const offer = await first.nextOffer();
  // The scripted operator sends no media, which is what a dead page looks like from the exchange.
  await offer.accept();
  const again = await first.nextOffer();
  expect(again.header('X-Linkedid')).toBe(offer.header('X-Linkedid'));
  await again.accept();
  await again.hangUp();
  expect((await caller.ended).by).toBe('exchange');
  await nobodyWaits();
});

withAsterisk('an operator calls back Russian numbers only', async () => {
  const callee = await answerCallbacks({ asterisk, answer: 'accept', speech: voice });
  const status = second.dial(`8${callerNumber.slice(2)}`);
  const call = await callee.nextCall();
  expect(call.dialled).toBe(callerNumber);
  expect(call.calledBy).toBe('88000000000');
  await call.hangUp();
  expect(await status).toBe(200);
  await callee.close();

  const busy = await answerCallbacks({ asterisk, answer: 'busy' });
  expect(await second.dial(callerNumber)).toBe(486);
  await busy.close();
  expect(await second.dial('+499261234567')).toBe(404);
});

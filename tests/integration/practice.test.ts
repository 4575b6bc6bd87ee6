import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as always } from 'vitest';
import type { PracticeLine, PracticeLineOptions } from '../../src/practice/createPracticeLine.ts';
import type { PracticeCallInfo } from '../../src/practice/practiceCall.ts';
import { becomes, openDeskHouse, openLine, signIn, type DeskHouse } from '../support/practiceDesk.ts';
import type { OfferedCall } from '../support/practiceDeskPage.ts';
import { hasChromium } from '../support/telephony/openLab.ts';

const test = always.skipIf(!hasChromium);

/** Clearly a voice: the fake microphone beeps and the callers speak far above it. */
const voicePeak = 3000;

let house: DeskHouse;
let line: PracticeLine;
let page: Page;

const ring = async (
  callerId = 'policy-lost',
  sipUser = 'op1',
): Promise<{ sipCallId: string; offered: OfferedCall }> => {
  const { sipCallId } = await line.ring({ sipUser, callerId });
  return { sipCallId, offered: await page.evaluate(() => window.desk.nextCall()) };
};

const infoOf = (sipCallId: string): PracticeCallInfo | undefined =>
  line.calls().find((call) => call.sipCallId === sipCallId);

const deskState = (): Promise<string> => page.evaluate(() => window.desk.state());
const inbound = (desk = page) => desk.evaluate(() => window.desk.inbound());

const converse = async (callerId?: string): Promise<string> => {
  const { sipCallId } = await ring(callerId);
  await page.evaluate(() => window.desk.answer());
  await becomes(() => infoOf(sipCallId)?.isConnected).toBe(true);
  return sipCallId;
};

beforeAll(async () => {
  house = await openDeskHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  line = await openLine();
  page = await house.openDesk();
});
afterEach(async () => {
  await line.stop();
  await page.close();
});

describe('a call', () => {
  beforeEach(async () => {
    expect(await signIn(page, line.wsUrl, 'op1')).toBe(200);
  });

  test('carries who calls and the ids of the exchange', async () => {
    const { linkedId } = await line.ring({ sipUser: 'op1', callerId: 'family-attachment' });
    expect(await page.evaluate(() => window.desk.nextCall())).toEqual({
      from: '+79000000102',
      displayName: 'Семья Озеровых',
      linkedId,
      queue: 'practice',
      queueWait: '0',
    });
  });

  test('hides the number of an anonymous caller', async () => {
    const { offered } = await ring('anonymous');
    expect(offered).toMatchObject({ from: 'anonymous', displayName: 'Anonymous' });
  });

  test('is heard both ways, in A-law', async () => {
    const sipCallId = await converse();
    await becomes(async () => (await inbound()).packets).toBeGreaterThan(100);
    await becomes(async () => (await inbound()).energy).toBeGreaterThan(0.01);
    await becomes(() => infoOf(sipCallId)?.receivedPackets).toBeGreaterThan(100);
    await becomes(() => infoOf(sipCallId)?.loudestHeard).toBeGreaterThan(voicePeak);
    expect((await inbound()).codec).toBe('audio/PCMA');
  });

  test('is held and resumed by the operator', async () => {
    const sipCallId = await converse();
    await becomes(async () => (await inbound()).packets).toBeGreaterThan(10);
    expect(await page.evaluate(() => window.desk.hold(true))).toBe(200);
    await becomes(() => infoOf(sipCallId)?.isHeld).toBe(true);
    await becomes(() => page.evaluate(() => window.desk.direction())).toBe('sendonly');
    const held = infoOf(sipCallId);
    // sip.js keeps the microphone open on hold, which makes it a clock: half a second of it without a packet back.
    await becomes(() => infoOf(sipCallId)?.receivedPackets).toBeGreaterThan((held?.receivedPackets ?? 0) + 25);
    expect(infoOf(sipCallId)?.sentPackets).toBe(held?.sentPackets);
    expect(await page.evaluate(() => window.desk.hold(false))).toBe(200);
    await becomes(() => infoOf(sipCallId)?.isHeld).toBe(false);
    const before = (await inbound()).packets;
    await becomes(async () => (await inbound()).packets).toBeGreaterThan(before + 20);
  });

  test('is held and resumed by the caller, and held by both at once', async () => {
    const sipCallId = await converse();
    const direction = () => page.evaluate(() => window.desk.direction());
    await line.hold(sipCallId, true);
    await becomes(direction).toBe('recvonly');
    expect(await page.evaluate(() => window.desk.hold(true))).toBe(200);
    await becomes(direction).toBe('inactive');
    await line.hold(sipCallId, false);
    expect(await page.evaluate(() => window.desk.hold(false))).toBe(200);
    await becomes(direction).toBe('sendrecv');
    const before = (await inbound()).packets;
    await becomes(async () => (await inbound()).packets).toBeGreaterThan(before + 20);
  });

  test('ends by the operator', async () => {
    const sipCallId = await converse();
    await page.evaluate(() => window.desk.hangUp());
    await becomes(() => infoOf(sipCallId)).toBeUndefined();
    await becomes(deskState).toBe('Terminated');
  });

  test('ends by the caller', async () => {
    const sipCallId = await converse();
    await line.hangUp(sipCallId);
    await becomes(deskState).toBe('Terminated');
    expect(infoOf(sipCallId)).toBeUndefined();
  });

  test.each([486, 603])('is declined with %i', async (status) => {
    const { sipCallId } = await ring();
    await page.evaluate((code) => window.desk.decline(code), status);
    await becomes(() => infoOf(sipCallId)).toBeUndefined();
  });

  test('tolerates pressed keys and refuses a transfer without losing the caller', async () => {
    const sipCallId = await converse();
    expect(await page.evaluate(() => window.desk.refer('op2'))).toBe(603);
    expect(await page.evaluate(() => window.desk.press('12#'))).toBe(true);
    await becomes(() => infoOf(sipCallId)?.digits).toBe('12#');
    expect(infoOf(sipCallId)?.status).toBe('talking');
  });

  test('says goodbye when the practice line stops', async () => {
    await converse();
    await line.stop();
    await becomes(deskState).toBe('Terminated');
  });
});

describe("the caller's patience", () => {
  const reopen = async (timings: NonNullable<PracticeLineOptions['timings']>): Promise<void> => {
    await line.stop();
    line = await openLine({ timings });
    expect(await signIn(page, line.wsUrl, 'op1')).toBe(200);
  };

  test('a caller who is not answered gives up', async () => {
    await reopen({ ringForMs: 300 });
    const { sipCallId } = await ring();
    await becomes(deskState).toBe('Terminated');
    await becomes(() => infoOf(sipCallId)).toBeUndefined();
  });

  test('a caller who gives up before the desk has answered anything leaves nothing behind', async () => {
    await reopen({});
    const { sipCallId } = await line.ring({ sipUser: 'op1', callerId: 'check-up' });
    await line.hangUp(sipCallId);
    await becomes(() => line.calls()).toEqual([]);
  });

  test('a forgotten call ends by itself', async () => {
    await reopen({ longestCallMs: 1500 });
    await converse();
    await becomes(deskState).toBe('Terminated');
  });

  test('a caller who hears nothing calls out', async () => {
    await reopen({ quietBeforeHelloMs: 1000 });
    const sipCallId = await converse('rude-doctor');
    await page.evaluate(() => window.desk.mute(true));
    // The question takes 220 packets, the jitter buffer a few more; energy that grows behind them is the «алло».
    await becomes(() => infoOf(sipCallId)?.sentPackets).toBeGreaterThan(240);
    const { energy } = await inbound();
    await becomes(async () => (await inbound()).energy).toBeGreaterThan(energy + 0.005);
  });
});

describe('dialled from the desk', () => {
  beforeEach(async () => {
    expect(await signIn(page, line.wsUrl, 'op1')).toBe(200);
  });

  const dial = (number: string): Promise<number> => page.evaluate((to) => window.desk.dial(to), number);

  test('the queue codes are answered and hung up by the exchange', async () => {
    for (const code of ['*45', '*48', '*47', '*46', '*46']) {
      expect(await dial(code), code).toBe(200);
      await becomes(deskState).toBe('Terminated');
    }
  });

  test('who has not joined can neither pause nor be ready', async () => {
    expect(await dial('*47')).toBe(403);
    expect(await dial('*48')).toBe(403);
  });

  test('an unknown extension is not found', async () => {
    expect(await dial('9999')).toBe(404);
  });

  test('*43 returns the voice until the operator hangs up', async () => {
    expect(await dial('*43')).toBe(200);
    await becomes(async () => (await inbound()).packets).toBeGreaterThan(50);
    await becomes(async () => (await inbound()).energy).toBeGreaterThan(0.001);
    await page.evaluate(() => window.desk.hangUp());
    await becomes(deskState).toBe('Terminated');
  });
});

test('two operators talk to two callers at once', async () => {
  const second = await house.openDesk();
  await signIn(page, line.wsUrl, 'op1');
  await signIn(second, line.wsUrl, 'op2');
  await converse('policy-lost');
  await line.ring({ sipUser: 'op2', callerId: 'ultrasound-wait' });
  expect(await second.evaluate(() => window.desk.nextCall())).toMatchObject({ from: '+79000000103' });
  await second.evaluate(() => window.desk.answer());
  for (const desk of [page, second]) {
    await becomes(async () => (await inbound(desk)).energy).toBeGreaterThan(0.01);
  }
  expect(line.calls().map(({ sipUser }) => sipUser)).toEqual(['op1', 'op2']);
  await second.close();
  await becomes(() => line.calls().length).toBe(1);
});

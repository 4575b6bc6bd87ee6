import type { Page } from '@playwright/test';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as always } from 'vitest';
import { WebSocket } from 'ws';
import type { PracticeLine } from '../../src/practice/createPracticeLine.ts';
import {
  becomes,
  openDeskHouse,
  openLine,
  passwords,
  projectDir,
  secret,
  signIn,
  type DeskHouse,
} from '../support/practiceDesk.ts';
import { hasChromium } from '../support/telephony/openLab.ts';

const test = always.skipIf(!hasChromium);

let house: DeskHouse;
let line: PracticeLine;
let page: Page;

const nextCall = () => page.evaluate(() => window.desk.nextCall());
const deskState = (): Promise<string> => page.evaluate(() => window.desk.state());

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

describe('registration', () => {
  test('a right password registers, a ping is answered, an un-registration takes the line away', async () => {
    expect(await signIn(page, line.wsUrl, 'op1')).toBe(200);
    expect(await page.evaluate(() => window.desk.ping())).toBe(200);
    expect(await page.evaluate(() => window.desk.register()), 're-registration').toBe(200);
    expect(await page.evaluate(() => window.desk.unregister())).toBe(200);
    await expect(line.ring({ sipUser: 'op1', callerId: 'policy-lost' })).rejects.toMatchObject({
      code: 'practice.not_registered',
    });
  });

  test('a wrong password and an unknown user are refused alike, and may not dial', async () => {
    expect(await signIn(page, line.wsUrl, 'op1', 'guess')).toBe(403);
    expect(await page.evaluate(() => window.desk.isRegistered())).toBe(false);
    expect(await page.evaluate(() => window.desk.dial('*45'))).toBe(403);
    expect(await signIn(page, line.wsUrl, 'nobody', 'guess')).toBe(403);
  });

  test('the newest window of an operator is the one that rings', async () => {
    await signIn(page, line.wsUrl, 'op1');
    const ghost = page;
    page = await house.openDesk();
    await signIn(page, line.wsUrl, 'op1');
    await ghost.evaluate(() => window.desk.unregister());
    await ghost.close();
    await line.ring({ sipUser: 'op1', callerId: 'policy-lost' });
    expect((await nextCall()).from).toBe('+79000000101');
  });

  test('a closed window is not registered any more', async () => {
    await signIn(page, line.wsUrl, 'op1');
    await page.evaluate(() => window.desk.disconnect());
    await becomes(() => line.ring({ sipUser: 'op1', callerId: 'policy-lost' }).catch((error) => error.code)).toBe(
      'practice.not_registered',
    );
  });
});

test('nonsense on the socket harms nobody else', async () => {
  expect(await signIn(page, line.wsUrl, 'op1')).toBe(200);
  const via = 'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\n';
  const nonsense = [
    'hello',
    '\r\n\r\n',
    'INVITE sip:*45@x SIP/2.0\r\n\r\n',
    `REGISTER sip:x SIP/2.0\r\n${via}CSeq: 1 REGISTER\r\nContact: nonsense\r\n\r\n`,
    `INVITE sip:*45@x SIP/2.0\r\n${via}CSeq: 1 INVITE\r\nContact: <sip:c@d>\r\nContent-Length: 0\r\n\r\n`,
    `SUBSCRIBE sip:*45@x SIP/2.0\r\n${via}CSeq: 1 SUBSCRIBE\r\n\r\n`,
    `REFER sip:*45@x SIP/2.0\r\n${via}CSeq: 1 REFER\r\n\r\n`,
    `INVITE tel:123 SIP/2.0\r\n${via}CSeq: 1 INVITE\r\n\r\n`,
    `INVITE sip:*45@x SIP/2.0\r\n${via}CSeq: 1 INVITE\r\nContact: <sip:c@d>\r\nReplaces: x\r\n\r\n`,
    'SIP/2.0 200 OK\r\n\r\n',
    Buffer.from([0, 255, 1]),
  ];
  for (const words of nonsense) {
    const stranger = new WebSocket(line.wsUrl, 'sip');
    await once(stranger, 'open');
    stranger.send(words);
    stranger.close();
    await once(stranger, 'close');
  }
  const deaf = new WebSocket(line.wsUrl, 'chat');
  await once(deaf, 'error');
  await line.ring({ sipUser: 'op1', callerId: 'policy-lost' });
  expect((await nextCall()).queue).toBe('practice');
});

describe('the trainer’s control', () => {
  const post = (path: string, body: object, headers: Record<string, string> = { 'x-practice-secret': secret }) =>
    fetch(`${line.controlUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

  test('is shut without the secret', async () => {
    expect((await fetch(`${line.controlUrl}/callers`)).status).toBe(403);
    expect((await post('/ring', {}, { 'x-practice-secret': 'guess' })).status).toBe(403);
  });

  test('lists the callers, rings and hangs up', async () => {
    await signIn(page, line.wsUrl, 'op1');
    const list = await fetch(`${line.controlUrl}/callers`, { headers: { 'x-practice-secret': secret } });
    const { callers } = (await list.json()) as { callers: { id: string }[] };
    const answer = await post('/ring', { sipUser: 'op1', callerId: callers[0]?.id });
    expect(answer.status).toBe(200);
    const { sipCallId } = (await answer.json()) as { sipCallId: string };
    await nextCall();
    expect((await post('/hangup', { sipCallId })).status).toBe(200);
    await becomes(deskState).toBe('Terminated');
  });

  test('refuses with a code', async () => {
    const refusals = [
      [{ sipUser: 'op1', callerId: 'policy-lost' }, 409, 'practice.not_registered'],
      [{ sipUser: 'op1', callerId: 'nobody' }, 404, 'practice.unknown_caller'],
      [{ sipUser: 'op9', callerId: 'policy-lost' }, 404, 'practice.unknown_account'],
      [{ sipUser: 'op1' }, 400, 'practice.bad_request'],
    ] as const;
    for (const [body, status, code] of refusals) {
      const answer = await post('/ring', body);
      expect(answer.status, code).toBe(status);
      expect(await answer.json()).toMatchObject({ error: { code, text: expect.stringMatching(/[а-я]/) } });
    }
  });
});

test('as a process it says when it is ready and leaves with its parent', async () => {
  const child = fork(join(projectDir, 'src', 'practice', 'index.ts'), {
    env: { ...process.env, OTKLIK_PRACTICE: JSON.stringify({ secret, accounts: passwords }) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [ready] = (await once(child, 'message')) as [{ ready: boolean; wsUrl: string; controlUrl: string }];
  expect(ready).toMatchObject({ ready: true });
  expect(await signIn(page, ready.wsUrl, 'op1')).toBe(200);
  const answer = await fetch(`${ready.controlUrl}/ring`, {
    method: 'POST',
    headers: { 'x-practice-secret': secret },
    body: JSON.stringify({ sipUser: 'op1', callerId: 'anonymous' }),
  });
  expect(answer.status).toBe(200);
  await nextCall();
  const exit = once(child, 'exit');
  child.disconnect();
  expect((await exit)[0]).toBe(0);
  await becomes(deskState).toBe('Terminated');
});

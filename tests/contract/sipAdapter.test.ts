import { expect, test } from 'vitest';
import {
  account,
  answeredCall,
  described,
  events,
  forget,
  inDialog,
  peer,
  port,
  registered,
  registrations,
  request,
  sdp,
  seen,
  silence,
  status,
  statuses,
  timers,
  useLine,
  waitForMedia,
} from '../support/telephony/lineUnderTest.ts';

useLine();

test('registers with digest, answers the challenge once, and calls itself registered only then', async () => {
  await registered();
  expect(statuses()).toEqual(['connecting', 'registered']);
  const registers = registrations();
  expect(registers).toHaveLength(2);
  expect(registers[0]?.header('Contact')).toContain('expires=120');
  expect(registers[1]?.header('Authorization')).toContain('username="op1"');
});

test('a wrong password is told apart from a line that is away, and is not hammered', async () => {
  port.register(account('wrong'));
  await seen({ kind: 'lineChanged', status: 'wrongPassword' });
  await timers.pass(25_000);
  expect(registrations()).toHaveLength(2);
});

test('refreshes the registration before it ends', async () => {
  await registered();
  for (let second = 0; second < 75; second++) await timers.pass(1_000);
  await expect.poll(() => registrations().length).toBeGreaterThanOrEqual(3);
  expect(statuses().at(-1)).toBe('registered');
});

test('a peer that keeps the socket open and says nothing is found within 15 s, and left for a new socket', async () => {
  await registered();
  peer.isSilent = true;
  for (let second = 0; second < 15; second++) await timers.pass(1_000);
  expect(statuses().at(-1)).toBe('unreachable');
  peer.isSilent = false;
  forget();
  await timers.pass(1_000);
  await seen({ kind: 'lineChanged', status: 'registered' });
  expect(peer.sockets).toBe(2);
});

test('reads the INVITE, and says who took it back and why', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'a', ['X-Linkedid: 17.4', 'X-Queue: hotline', 'X-Queue-Wait: 9'], 10));
  await seen({ kind: 'incoming' });
  expect(events.find((event) => event.kind === 'incoming')).toMatchObject({
    call: {
      legId: 'a',
      from: '+79161234567',
      displayName: 'Иванова',
      linkedId: '17.4',
      queue: 'hotline',
      queueWaitSec: 9,
    },
  });
  peer.send(inDialog('CANCEL', 'a', ['Reason: SIP;cause=200;text="Call completed elsewhere"'], 10));
  await seen({ kind: 'cancelled', legId: 'a', reason: 'answeredElsewhere' });
  await peer.next(status(487, 'INVITE'));

  forget();
  peer.send(inDialog('INVITE', 'b', [], 11));
  await seen({ kind: 'incoming' });
  peer.send(inDialog('CANCEL', 'b', ['Reason: Q.850;cause=0'], 11));
  await seen({ kind: 'cancelled', legId: 'b', reason: 'cancelled' });
  expect(events.filter(({ kind }) => kind === 'ended')).toEqual([]);
});

test('a CANCEL that overtakes the answer is one quiet end', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'race', [], 20));
  await peer.next(status(180, 'INVITE'));
  let ready = (): void => {};
  waitForMedia(new Promise((resolve) => (ready = resolve)));
  port.accept('race', silence);
  peer.send(inDialog('CANCEL', 'race', [], 20));
  await seen({ kind: 'cancelled', legId: 'race' });
  ready();
  await peer.next(status(487, 'INVITE'));
  expect(events.filter((event) => 'legId' in event && event.legId === 'race').map(({ kind }) => kind)).toEqual([
    'cancelled',
  ]);
});

test('a BYE ends the call once, whatever its Reason claims', async () => {
  await answeredCall();
  peer.send(inDialog('BYE', 'call-1', ['Reason: SIP;cause=200;text="Call completed elsewhere"'], 2));
  await seen({ kind: 'ended', legId: 'call-1' });
  await peer.next(status(200, 'BYE'));
  expect(events.filter(({ kind }) => kind === 'ended')).toEqual([
    { kind: 'ended', legId: 'call-1', end: { by: 'remote', statusCode: null } },
  ]);
});

test('an INVITE and its CANCEL in one breath leave nothing ringing', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'breath', [], 40));
  peer.send(inDialog('CANCEL', 'breath', [], 40));
  await seen({ kind: 'cancelled', legId: 'breath' });
});

test('hold is confirmed by the answer, and refused by an answer that still sends', async () => {
  await answeredCall();
  port.hold('call-1');
  const offer = await peer.next(request('INVITE'));
  expect(offer.text).toContain('a=sendonly');
  expect(events.some(({ kind }) => kind === 'heldChanged')).toBe(false);
  peer.answer(offer, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp('recvonly'));
  await seen({ kind: 'heldChanged', isHeld: true });

  port.unhold('call-1');
  const back = await peer.next(request('INVITE'));
  expect(back.text).toContain('a=sendrecv');
  peer.answer(back, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp());
  await seen({ kind: 'heldChanged', isHeld: false });

  port.hold('call-1');
  peer.answer(
    await peer.next(request('INVITE')),
    '200 OK',
    ['Contact: <sip:peer@peer.invalid;transport=ws>'],
    sdp('sendrecv'),
  );
  await seen({ kind: 'holdFailed' });
});

test('491 is repeated once after a random while, and then it has failed', async () => {
  await answeredCall();
  port.hold('call-1');
  peer.answer(await peer.next(request('INVITE')), '491 Request Pending');
  await peer.next(request('ACK'));
  const again = peer.next(request('INVITE'));
  for (let step = 0; step < 21; step++) await timers.pass(100);
  peer.answer(await again, '491 Request Pending');
  await seen({ kind: 'holdFailed', legId: 'call-1' });
});

test('a socket lost in a call is opened anew, registered, and the dialog moved to it with an ICE restart', async () => {
  await answeredCall();
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  await timers.pass(500);
  await seen({ kind: 'lineChanged', status: 'registered' });
  const moved = await peer.next(request('INVITE'));
  expect(moved.header('Call-ID')).toBe('call-1');
  expect(described.at(-1)).toEqual({ hold: false, iceRestart: true });
  peer.answer(moved, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp());
  peer.send(inDialog('BYE', 'call-1', [], 30));
  await seen({ kind: 'ended', legId: 'call-1' });
});

test('a hold under way when the socket dies is carried over to the new one, not blocked for 32 s', async () => {
  await answeredCall();
  port.hold('call-1');
  await peer.next(request('INVITE'));
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  await timers.pass(500);
  const moved = await peer.next(request('INVITE'));
  expect(described.at(-1)).toEqual({ hold: true, iceRestart: true });
  peer.answer(moved, '200 OK', ['Contact: <sip:peer@peer.invalid;transport=ws>'], sdp('recvonly'));
  await seen({ kind: 'heldChanged', legId: 'call-1', isHeld: true });
});

test('a dialog that the exchange has forgotten ends as lost', async () => {
  await answeredCall();
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  await timers.pass(500);
  peer.answer(await peer.next(request('INVITE')), '481 Call/Transaction Does Not Exist');
  await seen({ kind: 'ended', legId: 'call-1' });
  expect(events.find(({ kind }) => kind === 'ended')).toMatchObject({ end: { by: 'lost' } });
});

test('a goodbye said while the socket is away is delivered when it is back', async () => {
  await answeredCall();
  forget();
  peer.cut();
  await seen({ kind: 'lineChanged', status: 'connecting' });
  port.bye('call-1');
  expect(events.at(-1)).toMatchObject({ kind: 'ended', end: { by: 'local' } });
  await timers.pass(500);
  const bye = await peer.next(request('BYE'));
  expect(bye.header('Call-ID')).toBe('call-1');
  peer.answer(bye, '200 OK');
});

test('an outgoing call tells how it was refused', async () => {
  await registered();
  const legId = port.invite('*48', silence, { isService: true });
  const invite = await peer.next(request('INVITE'));
  expect(invite.text).toMatch(/^INVITE sip:\*48@peer SIP/);
  peer.answer(invite, '403 Forbidden');
  await seen({ kind: 'ended', legId });
  expect(events.at(-1)).toEqual({ kind: 'ended', legId, end: { by: 'failed', statusCode: 403 } });
});

test('only numbers and names of lines can be dialled, and only over a line that is up', async () => {
  expect(() => port.invite('+79161112233', silence)).toThrow('line.down');
  await registered();
  for (const number of ['', 'Op-2', '101@evil', '1;transport=udp', '+7 916'])
    expect(() => port.invite(number, silence)).toThrow('line.number');
});

test('sign-off takes the registration back', async () => {
  await registered();
  await port.unregister();
  expect(registrations().at(-1)?.header('Contact')).toContain('expires=0');
  expect(statuses().at(-1)).toBe('off');
});

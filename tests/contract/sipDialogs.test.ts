import { describe, expect, test } from 'vitest';
import {
  answeredCall,
  described,
  events,
  forget,
  inDialog,
  passOnWire,
  peer,
  port,
  prepared,
  registered,
  request,
  sdp,
  seen,
  silence,
  status,
  statuses,
  timers,
  useLine,
} from '../support/telephony/lineUnderTest.ts';
import type { SipMessage } from '../support/telephony/sipPeer.ts';

useLine();

const contact = 'Contact: <sip:peer@peer.invalid;transport=ws>';
/** An answer of one of several telephones that a call of ours was forked to. */
function fork(invite: SipMessage, tag: string, statusLine: string, body = ''): void {
  peer.send(
    [
      `SIP/2.0 ${statusLine}`,
      `Via: ${invite.header('Via')}`,
      `From: ${invite.header('From')}`,
      `To: ${invite.header('To')};tag=${tag}`,
      `Call-ID: ${invite.header('Call-ID')}`,
      `CSeq: ${invite.header('CSeq')}`,
      `Contact: <sip:${tag}@peer.invalid;transport=ws>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\n'),
  );
}
const tagged = (method: string, tag: string) => (message: SipMessage) =>
  message.method === method && message.header('To').includes(`tag=${tag}`);

describe('forks', () => {
  test('the first telephone that answers has the call; a second one is thanked and sent away', async () => {
    await registered();
    const legId = port.invite('+79161112233', silence);
    const invite = await peer.next(request('INVITE'));
    fork(invite, 'one', '180 Ringing');
    fork(invite, 'two', '180 Ringing');
    fork(invite, 'two', '200 OK', sdp());
    await seen({ kind: 'established', legId });
    await peer.next(tagged('ACK', 'two'));
    fork(invite, 'one', '200 OK', sdp());
    await peer.next(tagged('ACK', 'one'));
    peer.answer(await peer.next(tagged('BYE', 'one')), '200 OK');
    expect(events.filter(({ kind }) => kind === 'established')).toHaveLength(1);
    expect(events.some(({ kind }) => kind === 'ended')).toBe(false);
  });

  test('one INVITE that arrives by two ways rings once', async () => {
    await registered();
    const invite = inDialog('INVITE', 'merged', [], 50);
    peer.send(invite);
    peer.send(invite.replace('branch=z9hG4bK', 'branch=z9hG4bKother'));
    await peer.next(status(482, 'INVITE'));
    expect(events.filter(({ kind }) => kind === 'incoming')).toHaveLength(1);
  });

  test('our CANCEL that crosses the answer still ends the call', async () => {
    await registered();
    const legId = port.invite('+79161112233', silence);
    const invite = await peer.next(request('INVITE'));
    fork(invite, 'late', '180 Ringing');
    await seen({ kind: 'progress', legId });
    port.cancel(legId);
    const cancel = await peer.next(request('CANCEL'));
    fork(invite, 'late', '200 OK', sdp());
    peer.answer(cancel, '481 Call/Transaction Does Not Exist');
    await peer.next(tagged('ACK', 'late'));
    peer.answer(await peer.next(tagged('BYE', 'late')), '200 OK');
    expect(events.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
  });
});

test('an answer can be made ready while it rings, without a word to the other side', async () => {
  await registered();
  peer.send(inDialog('INVITE', 'ready'));
  await seen({ kind: 'incoming' });
  port.prepare('ready', silence);
  expect(prepared).toEqual([sdp()]);
  await peer.quiet();
  expect(peer.received.some(status(200, 'INVITE'))).toBe(false);
});

describe('transfers', () => {
  test('a blind one is asked for by REFER, and every word of the exchange is passed on', async () => {
    await answeredCall();
    port.refer('call-1', { to: 'op2' });
    const refer = await peer.next(request('REFER'));
    expect(refer.header('Refer-To')).toContain('sip:op2@peer');
    peer.answer(refer, '202 Accepted');
    await seen({ kind: 'transferChanged', stage: 'accepted' });
    for (const [cseq, line] of [[5, '100 Trying'] as const, [6, '486 Busy Here'] as const]) {
      const body = `SIP/2.0 ${line}\r\n`;
      const said = [
        'Event: refer',
        `Subscription-State: ${cseq === 5 ? 'active' : 'terminated'}`,
        'Content-Type: message/sipfrag',
      ];
      peer.send(inDialog('NOTIFY', 'call-1', said, cseq, body));
      await peer.next(status(200, 'NOTIFY'));
    }
    expect(
      events.flatMap((event) => (event.kind === 'transferChanged' ? [[event.stage, event.statusCode]] : [])),
    ).toEqual([
      ['accepted', 202],
      ['reported', 100],
      ['reported', 486],
    ]);
  });

  test('a refused REFER, and one that nobody answers, leave the call as it was', async () => {
    await answeredCall();
    port.refer('call-1', { to: 'op2' });
    peer.answer(await peer.next(request('REFER')), '603 Decline');
    await seen({ kind: 'transferChanged', stage: 'refused', statusCode: 603 });
    forget();
    port.refer('call-1', { to: 'op2' });
    await peer.next(request('REFER'));
    await passOnWire(9_000);
    await seen({ kind: 'transferChanged', stage: 'refused', statusCode: null });
    expect(events.some(({ kind }) => kind === 'ended')).toBe(false);
  });

  test('after a consultation the REFER names its dialog by Replaces', async () => {
    await answeredCall();
    const consult = port.invite('op2', silence, { linkedId: '17.4' });
    const invite = await peer.next(request('INVITE'));
    expect(invite.header('X-Linkedid')).toBe('17.4');
    expect(() => port.refer('call-1', { legId: consult })).toThrow('transfer.no_consult');
    fork(invite, 'colleague', '200 OK', sdp());
    await seen({ kind: 'established', legId: consult });
    port.refer('call-1', { legId: consult });
    const refer = await peer.next(request('REFER'));
    expect(refer.header('Call-ID')).toBe('call-1');
    const referTo = decodeURIComponent(refer.header('Refer-To'));
    expect(referTo).toContain(`Replaces=${consult};to-tag=colleague;from-tag=`);
  });

  test('a number that could change the meaning of the address is not referred to', async () => {
    await answeredCall();
    expect(() => port.refer('call-1', { to: 'op2?Replaces=x' })).toThrow('line.number');
  });

  test('a call lost with its window is taken back by INVITE with Replaces', async () => {
    await registered();
    port.invite('', silence, { replaces: { callId: 'lost', localTag: 'ours', remoteTag: 'theirs' } });
    const invite = await peer.next(request('INVITE'));
    expect(invite.text).toMatch(/^INVITE sip:resume@peer SIP/);
    expect(invite.header('Replaces')).toBe('lost;to-tag=theirs;from-tag=ours');
    expect(invite.header('Require')).toContain('replaces');
  });

  test('a REFER from the other side is declined, and an INVITE that would replace what is not there gets 481', async () => {
    await answeredCall();
    peer.send(inDialog('REFER', 'call-1', ['Refer-To: <sip:thief@peer>'], 2));
    await peer.next(status(603, 'REFER'));
    peer.send(inDialog('INVITE', 'taker', ['Require: replaces', 'Replaces: nobody;to-tag=a;from-tag=b'], 60));
    await peer.next(status(481, 'INVITE'));
    expect(events.filter(({ kind }) => kind === 'incoming')).toHaveLength(1);
  });
});

describe('both sides at once', () => {
  test("the other side's re-INVITE under ours gets 491, and ours is settled as if nothing had been", async () => {
    await answeredCall();
    port.hold('call-1');
    const ours = await peer.next(request('INVITE'));
    peer.send(inDialog('INVITE', 'call-1', [], 70).replace('To: <sip:op1@peer>', `To: ${tagOfUs()}`));
    await peer.next(status(491, 'INVITE'));
    peer.answer(ours, '200 OK', [contact], sdp('recvonly'));
    await seen({ kind: 'heldChanged', isHeld: true });
  });

  test('a hold asked for while the other side asks goes out after its ACK', async () => {
    await answeredCall();
    peer.send(inDialog('INVITE', 'call-1', [], 71).replace('To: <sip:op1@peer>', `To: ${tagOfUs()}`));
    await peer.next(status(200, 'INVITE'));
    port.hold('call-1');
    await peer.quiet();
    expect(peer.received.filter(request('INVITE'))).toHaveLength(0);
    peer.send(inDialog('ACK', 'call-1', [], 71));
    const hold = await peer.next(request('INVITE'));
    expect(hold.text).toContain('a=sendonly');
  });
});

function tagOfUs(callId = 'call-1'): string {
  const answer = peer.received.find((one) => one.status === 200 && one.header('Call-ID') === callId);
  return answer?.header('To') ?? '';
}

describe('UPDATE', () => {
  test('is allowed, answered with our Contact, and may name a new party', async () => {
    await answeredCall();
    expect(peer.received.find(status(200, 'INVITE'))?.header('Allow')).toContain('UPDATE');
    peer.send(inDialog('UPDATE', 'call-1', ['P-Asserted-Identity: "Петрова" <sip:op2@peer>'], 3));
    const answer = await peer.next(status(200, 'UPDATE'));
    expect(answer.header('Contact')).toMatch(/^<sip:/);
    await seen({ kind: 'partyChanged', from: 'op2', displayName: 'Петрова' });
  });

  test('with an offer is negotiated, and the dialog goes on', async () => {
    await answeredCall();
    peer.send(inDialog('UPDATE', 'call-1', ['Content-Type: application/sdp'], 3, sdp()));
    const answer = await peer.next(status(200, 'UPDATE'));
    expect(answer.text).toContain('m=audio');
    expect(answer.header('CSeq')).toBe('3 UPDATE');
    forget();
    // The ACK that an UPDATE never has is not missed: a hold goes out at once.
    port.hold('call-1');
    peer.answer(await peer.next(request('INVITE')), '200 OK', [contact], sdp('recvonly'));
    await seen({ kind: 'heldChanged', isHeld: true });
    peer.send(inDialog('BYE', 'call-1', [], 4));
    await seen({ kind: 'ended', legId: 'call-1' });
  });

  test('under our own re-INVITE gets 491, of a dialog nobody has 481', async () => {
    await answeredCall();
    port.hold('call-1');
    await peer.next(request('INVITE'));
    peer.send(inDialog('UPDATE', 'call-1', ['Content-Type: application/sdp'], 3, sdp()));
    await peer.next(status(491, 'UPDATE'));
    peer.send(inDialog('UPDATE', 'stranger', [], 3));
    await peer.next(status(481, 'UPDATE'));
  });
});

describe('session timers', () => {
  test('two hours of a call that we keep alive: every refresh is sent and nothing else happens', async () => {
    await answeredCall('call-1', ['Session-Expires: 600;refresher=uas', 'Supported: timer']);
    expect(peer.received.find(status(200, 'INVITE'))?.header('Session-Expires')).toBe('600;refresher=uas');
    for (let refresh = 0; refresh < 24; refresh++) {
      const due = peer.next(request('INVITE'));
      await passOnWire(300_000);
      const invite = await due;
      expect(invite.header('Session-Expires')).toBe('600;refresher=uac');
      expect(invite.header('Supported')).toContain('timer');
      peer.answer(invite, '200 OK', [contact, 'Require: timer', 'Session-Expires: 600;refresher=uac'], sdp());
      await peer.quiet();
    }
    expect(timers.nowMs()).toBeGreaterThanOrEqual(7_200_000);
    expect(statuses()).toEqual(['connecting', 'registered']);
    expect(described.some(({ hold, iceRestart }) => hold || iceRestart)).toBe(false);
    peer.send(inDialog('BYE', 'call-1', [], 99));
    await seen({ kind: 'ended', legId: 'call-1' });
  }, 60_000);

  test('two hours that the other side keeps alive by UPDATE; when it stops, the call is over before the session is', async () => {
    await answeredCall('call-1', ['Session-Expires: 1800;refresher=uac', 'Supported: timer']);
    const answer = peer.received.find(status(200, 'INVITE'));
    expect(answer?.header('Session-Expires')).toBe('1800;refresher=uac');
    expect(answer?.header('Require')).toBe('timer');
    for (let refresh = 0; refresh < 8; refresh++) {
      await passOnWire(900_000);
      peer.send(
        inDialog('UPDATE', 'call-1', ['Session-Expires: 1800;refresher=uac', 'Supported: timer'], 10 + refresh),
      );
      const agreed = await peer.next(status(200, 'UPDATE'));
      expect(agreed.header('Session-Expires')).toBe('1800;refresher=uac');
    }
    expect(events.some(({ kind }) => kind === 'ended')).toBe(false);
    await passOnWire(1_760_000);
    expect(events.some(({ kind }) => kind === 'ended')).toBe(false);
    await passOnWire(10_000);
    await seen({ kind: 'ended', legId: 'call-1' });
    peer.answer(await peer.next(request('BYE')), '200 OK');
  }, 60_000);

  test('an interval that is too short for somebody on the way is raised at once', async () => {
    await answeredCall('call-1', ['Session-Expires: 120;refresher=uas', 'Supported: timer']);
    const first = peer.next(request('INVITE'));
    await passOnWire(60_000);
    peer.answer(await first, '422 Session Interval Too Small', ['Min-SE: 400']);
    const second = await peer.next((message) => message.method === 'INVITE' && message.header('CSeq') !== '1 INVITE');
    expect(second.header('Session-Expires')).toBe('400;refresher=uac');
  });
});

test('a half-open socket is left within 15 s, though its close never ends, and the call goes over to the new one', async () => {
  await answeredCall();
  forget();
  peer.freeze();
  for (let second = 0; second < 15; second++) await timers.pass(1_000);
  expect(statuses()[0]).toBe('unreachable');
  await timers.pass(1_000);
  await seen({ kind: 'lineChanged', status: 'registered' });
  const moved = await peer.next(request('INVITE'));
  expect(moved.header('Call-ID')).toBe('call-1');
  expect(described.at(-1)?.iceRestart).toBe(true);
  peer.answer(moved, '200 OK', [contact], sdp());
});

test('an exchange that is away for an hour is asked again and again, never in a storm, and then found', async () => {
  await registered();
  forget();
  const before = peer.sockets;
  peer.isSilent = true;
  await passOnWire(3_600_000);
  expect(statuses().at(-1)).toBe('unreachable');
  // Half a minute between two tries at most, and no storm of them.
  expect(peer.sockets - before).toBeGreaterThan(3_600 / 40);
  expect(peer.sockets - before).toBeLessThan(3_600 / 15);
  peer.isSilent = false;
  await passOnWire(60_000);
  await seen({ kind: 'lineChanged', status: 'registered' });
}, 60_000);

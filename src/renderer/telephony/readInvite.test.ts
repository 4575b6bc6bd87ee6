import { describe, expect, test } from 'vitest';
import { agreesToHold, readCancelReason, readInvite, readNameAddress } from './readInvite.ts';

function invite(headers: Record<string, string>, user = '+79161234567', displayName = '') {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return readInvite({
    callId: 'c1',
    getHeader: (name) => lower.get(name.toLowerCase()),
    from: { displayName, uri: { user } },
  });
}

describe('an INVITE', () => {
  test('of the queue tells who, from where and how long they waited', () => {
    const headers = { 'x-linkedid': '1700000000.12', 'X-Queue': 'hotline', 'X-QUEUE-WAIT': '17', 'X-Ring-Sec': '20' };
    expect(invite(headers, '+79161234567', 'Иванова')).toEqual({
      legId: 'c1',
      from: '+79161234567',
      displayName: 'Иванова',
      linkedId: '1700000000.12',
      queue: 'hotline',
      queueWaitSec: 17,
      ringSec: 20,
      cameBack: null,
    });
  });

  test('of a hidden number names nobody', () => {
    for (const user of ['anonymous', 'Anonymous', 'unknown', 'restricted', '']) {
      expect(invite({}, user, 'Anonymous')).toMatchObject({ from: null, displayName: null });
    }
  });

  test('is believed by what the exchange asserts, not by what the caller wrote', () => {
    const headers = { 'P-Asserted-Identity': '"Петров \\"П\\"" <sip:+74951112233@pbx>' };
    expect(invite(headers, '102', 'Police')).toMatchObject({ from: '+74951112233', displayName: 'Петров "П"' });
  });

  test('with nonsense in its headers gives nothing instead of nonsense', () => {
    expect(invite({ 'X-Queue-Wait': '-3', 'X-Linkedid': '  ', 'X-Ring-Sec': '1e9' })).toMatchObject({
      queueWaitSec: null,
      linkedId: null,
      ringSec: null,
      cameBack: null,
    });
    expect(invite({ 'X-Linkedid': 'x'.repeat(500) }).linkedId).toHaveLength(128);
  });

  test('does not repeat the number as a name', () => {
    expect(invite({}, '101', '101').displayName).toBeNull();
  });
});

test('name addresses in the forms of RFC 3261 §20.10', () => {
  expect(readNameAddress('<sip:101@pbx>')).toEqual({ user: '101', name: null });
  expect(readNameAddress('Anna Petrova <sips:%2B7495@pbx:5061>;tag=1')).toEqual({
    user: '+7495',
    name: 'Anna Petrova',
  });
  expect(readNameAddress('<tel:+74951112233>')).toEqual({ user: '+74951112233', name: null });
  expect(readNameAddress('garbage')).toEqual({ user: null, name: null });
  expect(readNameAddress('<sip:%E0%@pbx>')).toEqual({ user: '%E0%', name: null });
});

test('only a colleague who was faster makes a CANCEL "elsewhere"', () => {
  expect(readCancelReason('SIP;cause=200;text="Call completed elsewhere"')).toBe('answeredElsewhere');
  expect(readCancelReason('Q.850;cause=26')).toBe('answeredElsewhere');
  expect(readCancelReason('Q.850;cause=0')).toBe('cancelled');
  expect(readCancelReason('Q.850;cause=16, SIP;cause=487')).toBe('cancelled');
  expect(readCancelReason(undefined)).toBe('cancelled');
});

test('a hold is agreed to only by an answer that stops sending to us', () => {
  expect(agreesToHold('v=0\r\nm=audio 1 RTP 8\r\na=recvonly\r\n')).toBe(true);
  expect(agreesToHold('a=inactive\r\n')).toBe(true);
  expect(agreesToHold('a=sendrecv\r\n')).toBe(false);
  expect(agreesToHold('a=rtpmap:8 PCMA/8000\r\n')).toBe(false);
  expect(agreesToHold(undefined)).toBe(false);
});

import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { parseDigest } from './digest.ts';
import { createRegistrar, type RegisterAnswer, type Registrar } from './registrar.ts';

const contact = { uri: 'sip:abc@desk.invalid;transport=ws', expiresSec: 600 };
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

let nowMs: number;
let registrar: Registrar<string>;

beforeEach(() => {
  nowMs = 1000;
  const accounts = (user: string): string | null => (user === 'op1' ? 'secret' : null);
  registrar = createRegistrar<string>({ accounts, clock: { nowMs: () => nowMs } });
});

const headersOf = (answer: RegisterAnswer): string => ('headers' in answer ? answer.headers.join() : '');

const challenge = (): string => {
  const answer = registrar.register('line', { user: 'op1', authorization: undefined, contact });
  expect(answer.status).toBe(401);
  return /nonce="([^"]+)"/.exec(headersOf(answer))?.[1] ?? '';
};

const answerTo = (nonce: string, password = 'secret', user = 'op1'): string => {
  const [ha1, ha2] = [md5(`${user}:otklik-practice:${password}`), md5('REGISTER:sip:x')];
  const response = md5(`${ha1}:${nonce}:00000001:c:auth:${ha2}`);
  return `Digest username="${user}", realm="otklik-practice", nonce="${nonce}", uri="sip:x", response="${response}", qop=auth, cnonce="c", nc=00000001`;
};

const register = (line: string, what: typeof contact | '*' | null = contact): RegisterAnswer =>
  registrar.register(line, { user: 'op1', authorization: answerTo(challenge()), contact: what });

test('a right answer to the challenge is registered until it expires', () => {
  expect(headersOf(register('line'))).toBe(`Contact: <${contact.uri}>;expires=600`);
  expect(registrar.find('op1')).toMatchObject({ line: 'line', contactUri: contact.uri });
  expect(registrar.userOf('line')).toBe('op1');
  nowMs += 600_000;
  expect(registrar.find('op1')).toBeNull();
  expect(registrar.userOf('line')).toBeNull();
});

test('a wrong password and an unknown user get the same refusal', () => {
  const wrong = { user: 'op1', authorization: answerTo(challenge(), 'guess'), contact };
  const unknown = { user: 'op9', authorization: answerTo(challenge(), 'guess', 'op9'), contact };
  const refusal = { status: 403, reason: 'Wrong user or password' };
  expect(registrar.register('line', wrong)).toEqual(refusal);
  expect(registrar.register('line', unknown)).toEqual(refusal);
});

test("one operator's password does not register another line", () => {
  const borrowed = { user: 'op2', authorization: answerTo(challenge()), contact };
  expect(registrar.register('line', borrowed).status).toBe(403);
});

test('an answer is good once, and not for ever', () => {
  const nonce = challenge();
  const request = { user: 'op1', authorization: answerTo(nonce), contact };
  expect(registrar.register('line', request).status).toBe(200);
  expect(headersOf(registrar.register('line', request))).toContain('stale=true');
  const late = { ...request, authorization: answerTo(challenge()) };
  nowMs += 60_000;
  expect(registrar.register('line', late).status).toBe(401);
});

test('a replaced window cannot sign the newer one out', () => {
  register('old');
  register('new', { ...contact, uri: 'sip:def@desk.invalid' });
  register('old', { ...contact, expiresSec: 0 });
  registrar.drop('old');
  expect(registrar.find('op1')?.line).toBe('new');
  expect(headersOf(register('new', '*'))).toBe('');
  expect(registrar.find('op1')).toBeNull();
});

test('the digest header is read whatever the order and the quotes', () => {
  expect(parseDigest('Digest nc=00000001, response="r",uri="sip:a,b" , nonce="n", realm="", username="u"')).toEqual({
    username: 'u',
    realm: '',
    nonce: 'n',
    uri: 'sip:a,b',
    response: 'r',
    nc: '00000001',
    qop: undefined,
    cnonce: undefined,
  });
  for (const header of [undefined, '', 'Basic abc', 'Digest username="u"']) expect(parseDigest(header)).toBeNull();
});

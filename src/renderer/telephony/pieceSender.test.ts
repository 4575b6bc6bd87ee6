import { expect, test } from 'vitest';
import { createFakeTimers, settle } from '../../../tests/support/telephony/fakeTimers.ts';
import { parseWavHeader, repairHeader, wavHeaderBytes } from '../../shared/domain/recording/wav.ts';
import { AppError } from '../../shared/errors.ts';
import { createFakeTransport } from '../bridge/fakeTransport.ts';
import { createPieceSender } from './pieceSender.ts';

const callId = '0192f0c4-0000-7000-8000-000000000001';

/** A core that keeps files as the real one does. */
function setUp() {
  const timers = createFakeTimers();
  const files: { bytes: number[]; state: 'open' | 'finished' }[] = [];
  const fileOf = (id: string) => files[Number(id.slice(-2))];
  let loseAnswers = 0;
  const bridge = createFakeTransport({
    'recordings.begin': () => {
      files.push({ bytes: [], state: 'open' });
      return { recordingId: `0192f0c4-0000-7000-8000-0000000000${String(files.length - 1).padStart(2, '0')}` };
    },
    'recordings.append': ({ recordingId, offset, bytes }) => {
      const file = fileOf(recordingId);
      if (file?.state !== 'open') throw new AppError('recording.not_open');
      if (offset > file.bytes.length) throw new AppError('recording.gap');
      file.bytes.push(...Buffer.from(bytes, 'base64').subarray(file.bytes.length - offset));
      if (loseAnswers-- > 0) throw new AppError('bridge.down');
      return { ok: true };
    },
    'recordings.finish': ({ recordingId }) => {
      const file = fileOf(recordingId);
      if (file) file.state = 'finished';
      return { ok: true };
    },
  });
  const states: string[] = [];
  const sender = createPieceSender({
    bridge,
    timers,
    callId: Promise.resolve(callId),
    onState: (state) => states.push(state),
  });
  return { timers, files, bridge, states, sender, loseNext: (count: number) => (loseAnswers = count) };
}

const piece = (n: number) => new Uint8Array(100).fill(n);
const pieces = (count: number) => Array.from({ length: count }, (_, n) => [...piece(n)]).flat();

test('the header goes first, the pieces in order, and the file is finished', async () => {
  const { files, states, sender } = setUp();
  for (let n = 0; n < 5; n++) sender.push(piece(n));
  await settle();
  sender.finish();
  await settle();
  expect(files[0]?.state).toBe('finished');
  expect(files[0]?.bytes.slice(wavHeaderBytes)).toEqual(pieces(5));
  expect(parseWavHeader(repairHeader(Uint8Array.from(files[0]?.bytes ?? [])))?.dataBytes).toBe(500);
  expect(states).toEqual(['on']);
});

test('a core that is away for a while loses nothing', async () => {
  const { timers, files, bridge, states, sender } = setUp();
  sender.push(piece(0));
  await settle();
  bridge.setUp(false);
  for (let n = 1; n < 60; n++) {
    sender.push(piece(n));
    await timers.pass(1_000);
  }
  expect(states).toEqual(['on', 'failed']);
  bridge.setUp(true);
  await timers.pass(5_000);
  sender.finish();
  await settle();
  expect(files).toHaveLength(1);
  expect(files[0]?.bytes.slice(wavHeaderBytes)).toEqual(pieces(60));
  expect(states).toEqual(['on', 'failed', 'on']);
});

test('a lost acknowledgement doubles nothing', async () => {
  const { timers, files, sender, loseNext } = setUp();
  await settle();
  loseNext(3);
  for (let n = 0; n < 5; n++) sender.push(piece(n));
  sender.finish();
  await timers.pass(10_000);
  expect(files[0]?.bytes.slice(wavHeaderBytes)).toEqual(pieces(5));
  expect(files[0]?.state).toBe('finished');
});

test('when the core closed the file, the rest becomes a recording of its own', async () => {
  const { timers, files, sender } = setUp();
  sender.push(piece(0));
  await settle();
  if (files[0]) files[0].state = 'finished';
  sender.push(piece(1));
  sender.finish();
  await timers.pass(5_000);
  expect(files[1]?.bytes.slice(wavHeaderBytes)).toEqual([...piece(1)]);
  expect(files[1]?.state).toBe('finished');
});

test('what nobody takes is kept for ten minutes and then given up, not for ever', async () => {
  const { timers, bridge, states, sender } = setUp();
  bridge.setUp(false);
  const second = new Uint8Array(16_000);
  for (let n = 0; n < 599; n++) sender.push(second);
  bridge.setUp(true);
  await timers.pass(5_000);
  expect(states.at(-1)).toBe('on');
  bridge.setUp(false);
  for (let n = 0; n < 620; n++) sender.push(second);
  expect(states.at(-1)).toBe('failed');
});

test('a refusal for good is said at once', async () => {
  const timers = createFakeTimers();
  const bridge = createFakeTransport({
    'recordings.begin': () => {
      throw new AppError('auth.signed_out');
    },
  });
  const states: string[] = [];
  createPieceSender({ bridge, timers, callId: Promise.resolve(callId), onState: (state) => states.push(state) });
  await settle();
  expect(states).toEqual(['failed']);
});

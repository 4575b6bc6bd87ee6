import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPracticeLine, type PracticeLine } from '../../src/practice/createPracticeLine.ts';
import { practiceCallers } from '../../src/shared/demo/practiceCallers.ts';
import { recordingDurationMs } from '../../src/shared/domain/recording/wav.ts';
import { makeSilence, makeTone } from '../support/asterisk/speech.ts';
import { hasChromium, openLab, type OpenedLab } from '../support/telephony/openLab.ts';

const inChromium = test.skipIf(!hasChromium);
let line: PracticeLine;
let lab: OpenedLab;

beforeAll(async () => {
  if (!hasChromium) return;
  line = await createPracticeLine({
    accounts: (user) => (user === 'op1' ? 'secret' : null),
    assetsDir: fileURLToPath(new URL('../../assets/practice', import.meta.url)),
    log: () => {},
  });
  lab = await openLab(Buffer.concat([makeTone(650, 0.25, 0.5), makeSilence(0.25)]));
});

afterAll(async () => {
  await lab?.close();
  await line?.stop();
});

const until = (want: Record<string, string>) =>
  lab.page.waitForFunction((wanted) => {
    const { line: status, queue, call } = window.lab.state;
    const now: Record<string, unknown> = {
      line: status,
      queue,
      phase: call?.phase,
      hold: call?.hold,
      recording: call?.recording,
    };
    return Object.entries(wanted).every(([name, value]) => now[name] === value);
  }, want);

inChromium(
  'the practice line is a line like any other: queue, call, hold, goodbye, and a recording as long as the call',
  async () => {
    await lab.page.evaluate((wsUrl) => {
      const codes = { join: '*45', leave: '*46', pause: '*47', unpause: '*48', echo: '*43' };
      const sip = { user: 'op1', password: 'secret', domain: 'practice.invalid' };
      return window.lab.signIn({ wsUrl, line: sip, displayName: 'Первая', station: 'd0001', codes });
    }, line.wsUrl);
    await until({ line: 'registered', queue: 'paused' });
    const { sipCallId } = await line.ring({ sipUser: 'op1', callerId: practiceCallers[0]?.id ?? '' });
    await until({ phase: 'ringing' });
    const pressedAtMs = await lab.page.evaluate(() => {
      const now = performance.now();
      void window.lab.softphone.answer();
      return now;
    });
    await until({ phase: 'talking', recording: 'on' });
    await lab.page.evaluate(() => window.lab.softphone.toggleHold());
    await until({ hold: 'held' });
    await lab.page.evaluate(() => window.lab.softphone.toggleHold());
    await until({ hold: 'off' });
    // A header and five seconds.
    await lab.page.waitForFunction(() => window.lab.asked('recordings.append').length >= 6);
    await line.hangUp(sipCallId);
    await until({ phase: 'ended' });
    await lab.page.waitForFunction(() => window.lab.asked('recordings.finish').length === 1);

    const { endedAtMs, talkedAtMs, file } = await lab.page.evaluate(() => ({
      endedAtMs: window.lab.seen.findLast(({ phase }) => phase === 'ended')?.atMs ?? 0,
      talkedAtMs: window.lab.state.call?.answeredAtMs ?? 0,
      file: window.lab.files()[0] ?? '',
    }));
    // It begins between the press of the key and the first sound, which on a first call are half a second apart.
    const recordedMs = recordingDurationMs(Buffer.from(file, 'base64').length);
    expect(recordedMs).toBeGreaterThan(endedAtMs - talkedAtMs - 250);
    expect(recordedMs).toBeLessThan(endedAtMs - pressedAtMs + 250);
    expect(lab.complaints).toEqual([]);
  },
);

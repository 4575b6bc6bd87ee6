import type { Bridge } from '../../shared/contracts/bridge.ts';
import { captureRateHz } from '../../shared/domain/recording/downsample.ts';
import { createPieceSender, type PieceSender } from './pieceSender.ts';
import type { FromWorklet, ToWorklet } from './recorderMessages.ts';
import type { CallRecorder, RecordedCall } from './recorderPort.ts';
// A worklet is a file of its own, built and served with the window: `script-src 'self'` lets no blob or data URL run.
// oxlint-disable-next-line import/default -- Vite makes the default export of `?worker&url`.
import workletUrl from './recorderWorklet.ts?worker&url';
import type { Timers } from './timers.ts';

export interface RecorderDeps {
  bridge: Bridge;
  timers: Timers;
}

interface Prepared {
  context: AudioContext;
  loaded: Promise<void>;
}

interface Running {
  sender: PieceSender;
  context: AudioContext;
  node: AudioWorkletNode | null;
  sources: MediaStreamAudioSourceNode[];
  isStopped: boolean;
  isSending: boolean;
  isHeld: boolean;
}

/** A suspended audio thread answers nothing; what was sent before it is whole without the last second. */
const overWithinMs = 1_000;

/** Records the call in hand: one audio clock, two channels, A-law at 8 kHz. */
export function createRecorder({ bridge, timers }: RecorderDeps): CallRecorder {
  let running: Running | null = null;
  /** Made while it rings: starting the sound and fetching the worklet may take a second the first time. */
  let prepared: Prepared | null = null;

  const makeReady = (): Prepared => {
    // The rate is asked for, so that six captured samples make one recorded, whatever the sound card runs at.
    const context = new AudioContext({ sampleRate: captureRateHz, latencyHint: 'interactive' });
    const loaded = context.audioWorklet.addModule(workletUrl);
    loaded.catch(() => {});
    return { context, loaded };
  };

  const post = (to: Running, message: ToWorklet): void => to.node?.port.postMessage(message, []);

  const begin = async (of: Running, call: RecordedCall, loaded: Promise<void>): Promise<void> => {
    const { context } = of;
    // Created within a call that a click began, but a reloaded window may have had no click yet.
    if (context.state === 'suspended') await context.resume();
    await loaded;
    if (of.isStopped) return;
    const node = new AudioWorkletNode(context, 'otklik-recorder', {
      numberOfInputs: 2,
      numberOfOutputs: 1,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    node.port.addEventListener('message', ({ data }: MessageEvent<FromWorklet>) => {
      if (data.kind === 'piece') of.sender.push(data.bytes);
      else close(of);
    });
    node.port.start();
    of.node = node;
    // Nothing of it is heard, but a node that leads nowhere is not run.
    node.connect(context.destination);
    [call.operator, call.caller].forEach((stream, input) => {
      const source = context.createMediaStreamSource(stream);
      source.connect(node, 0, input);
      of.sources.push(source);
    });
    post(of, { kind: 'sending', isSending: of.isSending });
    post(of, { kind: 'held', isHeld: of.isHeld });
  };

  const close = (of: Running): void => {
    if (of.context.state === 'closed') return;
    of.sender.finish();
    for (const source of of.sources) source.disconnect();
    of.node?.disconnect();
    of.context.close().catch(() => {});
  };

  const stop = (): void => {
    const of = running;
    running = null;
    if (of === null || of.isStopped) return;
    of.isStopped = true;
    if (of.node === null) return close(of);
    post(of, { kind: 'stop' });
    timers.after(overWithinMs, () => close(of));
  };

  return {
    prepare() {
      try {
        // One that a call without an answer left is as good.
        prepared ??= makeReady();
      } catch {
        prepared = null;
      }
    },
    start(call, onState) {
      stop();
      try {
        const sender = createPieceSender({ bridge, timers, callId: call.callId, onState });
        const { context, loaded } = prepared ?? makeReady();
        prepared = null;
        const of: Running = {
          sender,
          context,
          node: null,
          sources: [],
          isStopped: false,
          isSending: true,
          isHeld: false,
        };
        running = of;
        begin(of, call, loaded).catch(() => {
          onState('failed');
          if (running === of) running = null;
          of.isStopped = true;
          close(of);
        });
      } catch {
        onState('failed');
      }
    },
    setSending(isSending) {
      if (running === null) return;
      running.isSending = isSending;
      post(running, { kind: 'sending', isSending });
    },
    setHeld(isHeld) {
      if (running === null) return;
      running.isHeld = isHeld;
      post(running, { kind: 'held', isHeld });
    },
    stop,
  };
}

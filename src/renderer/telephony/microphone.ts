import { AppError } from '../../shared/errors.ts';

/** The operator's microphone, open only from the offer to the end of a call. */
export interface Microphone {
  /** @throws AppError `microphone.denied`, `microphone.missing` or `microphone.failed` */
  open(): Promise<MediaStream>;
}

export const windowMicrophone: Microphone = {
  async open() {
    const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
    // Only a secure page (https, localhost, otklik://) has devices at all.
    if (devices === undefined) throw new AppError('microphone.denied');
    try {
      return await devices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
      });
    } catch (error) {
      throw new AppError(codeOf(error), {}, { cause: error });
    }
  },
};

/** Names of the exceptions: W3C Media Capture and Streams §10.2. */
export function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'microphone.denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'microphone.missing' : 'microphone.failed';
}

/** Stops whatever of the stream still runs; the lamp of the device goes out. */
export function closeStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** A track that is not enabled sends silence; the exchange is told nothing. */
export function setSending(stream: MediaStream | null, isSending: boolean): void {
  for (const track of stream?.getAudioTracks() ?? []) track.enabled = isSending;
}

import type { BodyAndContentType, SessionDescriptionHandler } from 'sip.js';
import type { CallerMedia } from './callerMedia.ts';

const sdpType = 'application/sdp';

/** Lets sip.js negotiate a simulated caller's media. */
export function createMediaHandler(media: CallerMedia): SessionDescriptionHandler {
  const { connection } = media;
  return {
    close: () => media.close(),
    hasDescription: (contentType) => contentType.toLowerCase().startsWith(sdpType),
    async getDescription(): Promise<BodyAndContentType> {
      const isAnswering = connection.signalingState === 'have-remote-offer';
      const description = isAnswering ? await connection.createAnswer() : await connection.createOffer();
      // Resolves when the candidates are in: there is one address, so there is nothing to trickle.
      await connection.setLocalDescription(description);
      const body = connection.localDescription?.sdp;
      if (!body) throw new Error('no local description');
      return { body, contentType: sdpType };
    },
    async setDescription(sdp) {
      const isAnswer = connection.signalingState === 'have-local-offer';
      await connection.setRemoteDescription({ type: isAnswer ? 'answer' : 'offer', sdp });
    },
    // Two re-INVITEs that crossed (491): sip.js asks to forget ours.
    async rollbackDescription() {
      await connection.setLocalDescription({ type: 'rollback' });
    },
    // A simulated caller presses no keys.
    sendDtmf: () => false,
  };
}

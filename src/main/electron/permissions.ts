import type { Session } from 'electron';
import { isOurs } from './origin.ts';

export interface Asking {
  /** Address or origin of the frame that asks. */
  from: string;
  isMainFrame: boolean;
  /** Kinds of media asked for; empty where it is not about media. */
  media: readonly string[];
}

/**
 * Reaching the exchange on this machine or in the office network is a permission since Chromium 142.
 * What exactly may be reached is narrowed by the window's content security policy.
 */
const NETWORK: ReadonlySet<string> = new Set(['local-network-access', 'local-network', 'loopback-network']);

/** The whole of what the window may have: the microphone and its exchange. No camera, no screen, no devices. */
export function mayHave(permission: string, asking: Asking): boolean {
  if (!isOurs(asking.from)) return false;
  // Asked from Chromium's network stack, which knows no frame; frames inside the page its policy forbids anyway.
  if (NETWORK.has(permission)) return true;
  if (!asking.isMainFrame) return false;
  return permission === 'media' && asking.media.length > 0 && asking.media.every((kind) => kind === 'audio');
}

/** A file the window itself was given by its core; what a server sends is never saved. The shell asks where to. */
export function mayDownload(address: string): boolean {
  return address.startsWith('blob:') && isOurs(address.slice('blob:'.length));
}

/** Both handlers: Chromium checks first, and asks only where the check said no. */
export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    answer(mayHave(permission, { from: details.requestingUrl, isMainFrame: details.isMainFrame, media }));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => {
    const media = details.mediaType === undefined ? [] : [details.mediaType];
    return mayHave(permission, { from: requestingOrigin, isMainFrame: details.isMainFrame, media });
  });
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault();
  });
}

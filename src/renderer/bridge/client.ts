import { createElectronTransport, type Preloaded } from './electronTransport.ts';
import { createWsTransport } from './wsTransport.ts';
import type { WindowBridge } from './windowBridge.ts';

declare global {
  interface Window {
    /** Only in Electron. */
    otklik?: Preloaded;
  }
}

const TOKEN_KEY = 'otklik.token';

/** Chooses how this window reaches its core: Electron's preload where there is one, else the headless core's WebSocket. */
export function createBridge(report: (error: unknown) => void): WindowBridge {
  if (window.otklik) return createElectronTransport(window.otklik);
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return createWsTransport({
    url: `${scheme}://${location.host}/bridge`,
    token: takeToken(),
    connect: (url) => new WebSocket(url),
    report,
  });
}

/** The start token leaves the visible address at once, so that it is in no screenshot; a reload finds it in this tab's memory. */
function takeToken(): string {
  const given = tokenOf(location.hash);
  if (given !== null) {
    sessionStorage.setItem(TOKEN_KEY, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return given ?? sessionStorage.getItem(TOKEN_KEY) ?? '';
}

/** «#token=…» → the token. */
export function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token');
}

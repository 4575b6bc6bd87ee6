import type { CommandLine } from 'electron';

const FEATURES_OFF = ['WebRtcHideLocalIpsWithMdns'];

/** How Chromium must behave under a telephone. */
export function setSwitches(line: Pick<CommandLine, 'appendSwitch' | 'getSwitchValue'>): void {
  // A list given on the command line is added to, not replaced.
  const off = new Set([...line.getSwitchValue('disable-features').split(','), ...FEATURES_OFF]);
  // Exchanges resolve no .local names: with the address hidden there is no voice.
  line.appendSwitch('disable-features', [...off].filter(Boolean).join(','));
  // The practice line is on this very machine.
  line.appendSwitch('allow-loopback-in-peer-connection');
  // A minimised window still answers the exchange in time.
  line.appendSwitch('disable-background-timer-throttling');
  line.appendSwitch('disable-renderer-backgrounding');
}

import type { StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contracts/bridge.ts';

/** Whether the window's own core is there. Not to be mixed up with the journal, which may be away for hours. */
export type CoreLink = 'connecting' | 'up' | 'down' | 'refused';

/** The bridge with what only a window needs to know: whether its core answers, and when it came back. */
export interface WindowBridge extends Bridge {
  link: StoreApi<{ link: CoreLink }>;
  /** Called when the core is back after a loss: events were missed meanwhile, so everything is to be fetched anew. */
  onBack(listener: () => void): () => void;
}

import { createContext, use, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { CoreLink, WindowBridge } from '../bridge/windowBridge.ts';
import type { CardDesk } from '../desk/cardDesk.ts';
import type { DeskState } from '../desk/deskState.ts';
import type { Mirror, MirrorState } from '../mirror/createMirror.ts';
import type { Softphone, SoftphoneState } from '../telephony/softphone.ts';

/** What every screen may use. Made once in main.tsx, or of fakes in a harness. */
export interface Services {
  bridge: WindowBridge;
  softphone: Softphone;
  mirror: Mirror;
  desk: CardDesk;
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }): ReactNode {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('a screen outside ServicesProvider');
  return services;
}

export function useMirror<T>(select: (state: MirrorState) => T): T {
  return useStore(useServices().mirror.store, select);
}

export function useDesk<T>(select: (state: DeskState) => T): T {
  return useStore(useServices().desk.store, select);
}

export function useSoftphone<T>(select: (state: SoftphoneState) => T): T {
  return useStore(useServices().softphone.store, select);
}

export function useCoreLink(): CoreLink {
  return useStore(useServices().bridge.link, (state) => state.link);
}

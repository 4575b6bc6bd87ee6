import type { WindowBridge } from '../bridge/windowBridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import { mayListen } from '../../shared/domain/user/user.ts';
import { createCardDesk } from '../desk/createCardDesk.ts';
import { createMirror } from '../mirror/createMirror.ts';
import type { Services } from '../services/services.tsx';
import type { Softphone } from '../telephony/softphone.ts';

/** Wires what every screen uses around one bridge and one telephone. */
export function createServices(bridge: WindowBridge, softphone: Softphone): Services {
  const mirror = createMirror(bridge);
  const desk = createCardDesk({
    bridge,
    reference: () => appealReferenceOf(mirror.store.getState().reference),
    nowMs: () => Date.now(),
    random: () => crypto.getRandomValues(new Uint8Array(10)),
    lookUp,
  });

  /** This desk follows its operator's own appeals; who watches asks the journal for the one that is open. */
  async function lookUp(appealId: string): Promise<Appeal | null> {
    const { appeals, session, sync } = mirror.store.getState();
    const row = appeals.rows?.find(({ appeal }) => appeal.id === appealId);
    if (row) return row.appeal;
    if (!session?.user || !mayListen(session.user.role) || sync?.journal !== 'up') return null;
    try {
      return (await bridge.call('appeals.file', { appealId })).file.appeal;
    } catch {
      // The change itself says why the journal cannot be reached.
      return null;
    }
  }

  mirror.store.subscribe(({ appeals }, before) => {
    if (appeals.rows === before.appeals.rows) return;
    const open = new Set(desk.store.getState().tabs.map((tab) => tab.draft.amends?.appealId));
    for (const { appeal } of appeals.rows ?? []) if (open.has(appeal.id)) desk.takeBase(appeal);
  });
  return { bridge, softphone, mirror, desk };
}

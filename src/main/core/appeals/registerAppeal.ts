import type { BridgeInput, DeskAppeal } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import { appealNumber, provisionalNumber } from '../../../shared/domain/appeal/appeal.ts';
import { checkClosing, classifierAt } from '../../../shared/domain/appeal/controls.ts';
import { addFact } from '../calls/addFact.ts';
import type { Desk } from '../desk.ts';
import { deviceOf } from '../device/deviceIdentity.ts';
import { deskAppealReference } from './storedReference.ts';
import { deskAppealOf } from './deskAppealOf.ts';
import { rebaseAppeal } from './rebase.ts';

/**
 * Registers an appeal: its number, the card, the link to the call and the end of the draft in one transaction.
 * The window makes `actId`: asked again after no answer, the same act is found and answered, never done twice.
 */
export function registerAppeal(desk: Desk, input: BridgeInput<'appeals.register'>): DeskAppeal {
  const { user } = desk.session.require();
  const reference = deskAppealReference(desk);
  if (input.closeWith !== null) {
    // The operator can still mend the card: told now, at the field, and not by the journal later.
    const [obstacle] = checkClosing(input.card, input.closeWith, reference, desk.now());
    if (obstacle) throw new AppError(obstacle.code, { field: obstacle.field });
  }
  const appealId = desk.transact(() => {
    const known = desk.outbox.byActId(input.actId);
    if (known?.entityId) return known.entityId;
    const id = desk.ports.ids.next();
    const number = desk.numbers.take();
    const at = desk.now();
    desk.enqueue(
      {
        kind: 'appeal.register',
        v: 1,
        appealId: id,
        number: number
          ? appealNumber(number.territory, number.serial)
          : provisionalNumber(deviceOf(desk.settings, desk.ports.ids).deviceId, desk.outbox.takeProvisional()),
        classifierVersion: classifierAt(reference, at).id,
        card: input.card,
        callIds: input.callId ? [input.callId] : [],
        closeWith: input.closeWith,
      },
      { actId: input.actId, at },
    );
    for (const earlierId of new Set(input.links)) {
      desk.enqueue({ kind: 'appeal.linkAppeal', v: 1, appealId: id, earlierId }, { at });
    }
    rebaseAppeal(desk, user.id, id, null);
    if (input.callId) addFact(desk, input.callId, { kind: 'call.appealLinked', at, appealId: id });
    desk.attachments.moveToAppeal(user.id, input.draftId, id, at);
    desk.drafts.finish(user.id, input.draftId);
    return id;
  });
  return deskAppealOf(desk, appealId);
}

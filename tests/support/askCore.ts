import { dispatch } from '../../src/main/bridge/dispatch.ts';
import type { Core } from '../../src/main/core/createCore.ts';
import type { BridgeCallName, BridgeInput, BridgeOutput, SyncInfo } from '../../src/shared/contracts/bridge.ts';
import { emptyCard, type AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { AppError } from '../../src/shared/errors.ts';

/** A call as a window makes it, without a transport in between. */
export function ask<N extends BridgeCallName>(core: Core, name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>> {
  return dispatch(core, name, input) as Promise<BridgeOutput<N>>;
}

export const signIn = (core: Core, login: string): Promise<BridgeOutput<'session.signIn'>> =>
  ask(core, 'session.signIn', { login, password: 'Верный1!' });

/** The code something fails with, or `none`. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );

/** A card that stands every control, of a kind that may be closed at once. */
export const filledCard: AppealCard = {
  ...emptyCard('hotline'),
  themeCode: '4.2',
  essence: 'Как получить полис',
  answer: 'Обратитесь в СМО',
};

/** Waits until the strip of the windows shows what is wanted, or shows it already. */
export async function synced(core: Core, holds: (info: SyncInfo) => boolean): Promise<void> {
  const shown = new Promise<void>((resolve) => {
    const stop = core.onEvent((name, event) => {
      if (name !== 'sync.changed' || !holds(event as SyncInfo)) return;
      stop();
      resolve();
    });
  });
  if (!holds(await ask(core, 'sync.get', {}))) await shown;
}

export const isDrained = ({ journal, waiting }: SyncInfo): boolean => journal === 'up' && waiting === 0;

/** Registers a card that came by letter, left open; gives the appeal's id. */
export async function registerLetter(
  core: Core,
  changes: Partial<AppealCard> = {},
  actId: string = crypto.randomUUID(),
): Promise<string> {
  const { draft } = await ask(core, 'drafts.create', { channel: 'letter' });
  const card = { ...filledCard, ...changes };
  const { appeal } = await ask(core, 'appeals.register', {
    actId,
    draftId: draft.id,
    card,
    callId: null,
    closeWith: null,
  });
  return appeal.appeal.id;
}

import { typedText } from './cards.ts';
import { noteDraft } from './draftSteps.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

/** One refused or parked act: mended and sent again, handed over, taken back, or left for later. */
export async function dealWithRefused(window: Window, scene: Scene): Promise<void> {
  const { dice } = window;
  const heard = await window.ask('outbox.list', {});
  if (heard.kind !== 'told') return;
  const open = heard.output.acts.filter(
    (act) => (act.state === 'refused' || act.state === 'parked') && act.resolution === null,
  );
  if (open.length === 0) return;
  const { actId, command, appealId } = dice.pick(open);
  const { resolved } = window.notes();
  const dealt = (kind: 'told' | 'denied' | 'unknown'): void => {
    if (kind !== 'denied' && resolved.get(actId) !== 'resolved')
      resolved.set(actId, kind === 'told' ? 'resolved' : 'maybe');
  };
  switch (dice.pick(['handOver', 'withdraw', 'resend', 'draft', 'leave'] as const)) {
    case 'handOver': {
      const newActId = window.newId();
      const note = `Записка ${scene.words.next()}`;
      const meaning = { kind: 'handOver' as const, ofActId: actId, note };
      const deed = await window.act(
        'outbox.handOver',
        { actId, newActId, note },
        { actId: newActId, appealId, meaning },
      );
      return dealt(deed.state);
    }
    case 'withdraw':
      return dealt((await window.ask('outbox.withdraw', { actId })).kind);
    case 'resend': {
      if (command?.kind !== 'appeal.amend') return;
      const newActId = window.newId();
      const changes = { essence: typedText(dice, scene.words) };
      // What was seen this time is the desk's to say: nobody opened a card for it.
      const meaning = {
        kind: 'amend' as const,
        changes: { ...command.changes, ...changes },
        was: null,
        settles: command.settles,
      };
      const deed = await window.act(
        'outbox.resend',
        { actId, newActId, changes, outcome: null },
        { actId: newActId, appealId, meaning },
      );
      return dealt(deed.state);
    }
    case 'draft': {
      if (command?.kind !== 'appeal.register') return;
      const made = await window.ask('outbox.editAsDraft', { actId });
      dealt(made.kind);
      if (made.kind === 'told')
        noteDraft(window, made.output.draft.id, made.output.draft.callId, made.output.draft.card.essence);
      return;
    }
    case 'leave':
  }
}

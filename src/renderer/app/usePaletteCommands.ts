import { useTranslation } from 'react-i18next';
import type { WorklistName } from '../../shared/contracts/worklists.ts';
import { toErrorValue } from '../../shared/errors.ts';
import { errorText } from '../i18n/errorText.ts';
import { useServices } from '../services/services.tsx';
import { notify } from '../ui/notice.ts';
import type { Command } from './paletteItems.ts';

/** Appeals that come on paper or in person: a new card without a call. */
const CHANNELS = ['letter', 'email', 'visit'] as const;

/** Commands for going to the pages of a workplace. */
export function pageCommands<Page extends string>(
  pages: readonly { id: Page; text: string }[],
  openText: (name: string) => string,
  onGo: (page: Page) => void,
): Command[] {
  return pages.map(({ id, text }) => ({ id: `page/${id}`, text: openText(text), run: () => onGo(id) }));
}

/** Commands for the lists of a role. */
export function useListCommands(lists: readonly WorklistName[], onGo: (list: WorklistName) => void): Command[] {
  const { t } = useTranslation();
  return lists.map((list) => ({
    id: `list/${list}`,
    text: t('palette.list', { name: t(`worklist.list.${list}`) }),
    run: () => onGo(list),
  }));
}

/** Commands for beginning a card without a call. */
export function useNewCardCommands(onBegun: () => void): Command[] {
  const { t } = useTranslation();
  const { desk } = useServices();
  return CHANNELS.map((channel) => ({
    id: `new/${channel}`,
    text: t('palette.newCard', { channel: t(`channel.${channel}`) }),
    run: () => {
      desk.create(channel).then(
        () => {
          onBegun();
          desk.focusField('essence');
        },
        (error: unknown) => notify(errorText(t, toErrorValue(error))),
      );
    },
  }));
}

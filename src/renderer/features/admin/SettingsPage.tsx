import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { regionSettings, type RegionSettings } from '../../../shared/contracts/admin.ts';
import { normalizePhone } from '../../../shared/domain/phone/phone.ts';
import { ListState } from '../../ui/ListState.tsx';
import styles from './Admin.module.css';
import { TextInput } from './Inputs.tsx';
import { SaveRow } from './SaveRow.tsx';
import { useSaveKey } from './useSaveKey.ts';
import { useSettings } from './useSettings.ts';

type Name = Exclude<keyof RegionSettings, 'terms' | 'answerTemplates'>;
type Fields = Record<Name, string>;
const NAMES: readonly Name[] = ['centreName', 'hotline', 'areaCode', 'wrapUpSec'];
const plain = regionSettings.omit({ terms: true, answerTemplates: true });

function toFields({ centreName, hotline, areaCode, wrapUpSec }: RegionSettings): Fields {
  return { centreName, hotline, areaCode: areaCode ?? '', wrapUpSec: String(wrapUpSec) };
}

function read({ centreName, hotline, areaCode, wrapUpSec }: Fields) {
  const phone = normalizePhone(hotline).number ?? hotline;
  return plain.safeParse({
    centreName,
    hotline: phone,
    areaCode: areaCode.trim() || null,
    wrapUpSec: Number(wrapUpSec || NaN),
  });
}

/** What the region calls its centre, and how long a card may be finished after a call. */
export function SettingsPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const form = useSettings<Fields, Name>(toFields);
  const ref = useSaveKey(!isHidden);
  const [isTried, setTried] = useState(false);
  const { fields } = form;
  const parsed = fields === null ? null : read(fields);
  const wrong = new Set(parsed?.error?.issues.map((issue) => issue.path[0]));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const { data } = parsed ?? {};
    if (data === undefined) return;
    // Only what was changed: another administrator may have changed the rest.
    form.submit((base) =>
      Object.fromEntries(NAMES.filter((name) => data[name] !== base[name]).map((name) => [name, data[name]])),
    );
  };
  return (
    <main className={styles['form']} hidden={isHidden} data-testid="admin-settings">
      {!form.list.isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
      <ListState list={form.list.list} empty="" onRetry={() => void form.list.read()}>
        {() => (
          <form ref={ref} className={styles['narrow']} onSubmit={submit} noValidate>
            <h2>{t('settings.title')}</h2>
            {fields !== null &&
              NAMES.map((name) => (
                <TextInput
                  key={name}
                  label={t(`settings.${name}`)}
                  value={fields[name]}
                  onChange={(value) => form.type({ ...fields, [name]: value })}
                  problems={isTried && wrong.has(name) ? [t(`settings.problem.${name}`)] : []}
                  hint={name === 'areaCode' ? t('common.optional') : undefined}
                  type={name === 'wrapUpSec' ? 'number' : 'text'}
                  testId={`settings-${name}`}
                />
              ))}
            <SaveRow save={form.save} isTyped={form.isTyped} onRevert={form.revert} testId="settings" />
            <p className={styles['dim']}>{t('settings.hint')}</p>
          </form>
        )}
      </ListState>
    </main>
  );
}

import { Building2, TriangleAlert, Users } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { Mark } from '../../ui/Mark.tsx';
import styles from './Admin.module.css';
import { isFound } from './isFound.ts';
import { OrganisationForm } from './OrganisationForm.tsx';
import type { OrganisationFields } from './organisationFields.ts';
import { useListed } from './useListed.ts';
import { withEntry } from './withEntry.ts';

const NEW = 'new';

/** The fund, insurers and clinics of the region: what cards and reports name. */
export function OrganisationsPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const { list, isOnline, read, set } = useListed(
    async () => (await bridge.call('admin.organisations.list', {})).organisations,
  );
  const [query, setQuery] = useState('');
  const [openId, setOpenId] = useState<string | null>(null);
  const [drafts, setDrafts] = useState<Readonly<Record<string, OrganisationFields>>>({});
  const keep = (id: string, fields: OrganisationFields | null): void => setDrafts((all) => withEntry(all, id, fields));
  const open = list.rows?.find(({ id }) => id === openId) ?? null;
  return (
    <main className={styles['page']} hidden={isHidden} data-testid="admin-organisations">
      <section className={styles['list']} aria-label={t('admin.organisations')}>
        <div className={styles['head']}>
          <h1 className={styles['title']}>{t('admin.organisations')}</h1>
          <Button icon={Building2} onPress={() => setOpenId(NEW)} testId="organisation-add">
            {t('organisations.add')}
          </Button>
        </div>
        {!isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
        <div className={styles['search']}>
          <input
            type="search"
            aria-label={t('organisations.search')}
            placeholder={t('organisations.placeholder')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            data-testid="organisation-search"
          />
        </div>
        <div className={styles['rows']}>
          <ListState list={list} empty={t('organisations.empty')} onRetry={() => void read()}>
            {(rows) => {
              const shown = rows.filter((one) => isFound(query, [one.shortName, one.name, one.code]));
              if (shown.length === 0) return <p className={styles['hint']}>{t('organisations.noneFound')}</p>;
              return (
                <ul>
                  {shown.map((one) => (
                    <li key={one.id}>
                      <button
                        type="button"
                        className={styles['row']}
                        aria-current={one.id === openId}
                        onClick={() => setOpenId(one.id)}
                        data-testid={`organisation-row-${one.code}`}
                      >
                        <span>
                          <b>{one.shortName}</b>
                          {one.outsourced && (
                            <Mark look="grey" icon={Users}>
                              {t('organisations.outsourcedMark')}
                            </Mark>
                          )}
                          {one.id in drafts && (
                            <Mark look="amber" icon={TriangleAlert}>
                              {t('admin.unsaved')}
                            </Mark>
                          )}
                        </span>
                        <span className={styles['dim']}>
                          {t(`organisations.kindsShort.${one.kind}`)} · {one.code}
                        </span>
                      </button>
                    </li>
                  ))}
                </ul>
              );
            }}
          </ListState>
        </div>
      </section>
      <section className={styles['form']}>
        {open !== null || openId === NEW ? (
          <OrganisationForm
            key={openId}
            organisation={open}
            draft={drafts[openId ?? NEW] ?? null}
            isShown={!isHidden}
            onType={(fields) => keep(openId ?? NEW, fields)}
            onSaved={(saved) => {
              keep(openId ?? NEW, null);
              set([...(list.rows ?? []).filter(({ id }) => id !== saved.id), saved]);
              setOpenId(saved.id);
              void read();
            }}
          />
        ) : (
          <p className={styles['hint']}>{t('organisations.pick')}</p>
        )}
      </section>
    </main>
  );
}

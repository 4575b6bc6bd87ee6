import { Ban, KeyRound, Lock, TriangleAlert, UserPlus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser } from '../../../shared/contracts/admin.ts';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { formatClock } from '../../i18n/format.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { ListState } from '../../ui/ListState.tsx';
import { Mark } from '../../ui/Mark.tsx';
import styles from './Admin.module.css';
import { isFound } from './isFound.ts';
import { useListed } from './useListed.ts';
import { UserForm } from './UserForm.tsx';
import type { UserFields } from './userFields.ts';
import { withEntry } from './withEntry.ts';

const NEW = 'new';

/** Everybody who works in the region: found by name, login or line, changed at the right. */
export function UsersPage({ isHidden }: { isHidden: boolean }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const { list, isOnline, read, set } = useListed(async () => (await bridge.call('admin.users.list', {})).users);
  const places = useListed(async () => (await bridge.call('admin.organisations.list', {})).organisations);
  const organisations = (places.list.rows ?? []).filter(({ kind }) => kind !== 'clinic');
  const [query, setQuery] = useState('');
  const [withDisabled, setWithDisabled] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  /** What is typed and not saved, by user: going to another loses nothing. */
  const [drafts, setDrafts] = useState<Readonly<Record<string, UserFields>>>({});
  const [passwords, setPasswords] = useState<Readonly<Record<string, string>>>({});

  const keep = (id: string, fields: UserFields | null): void => setDrafts((all) => withEntry(all, id, fields));
  const tell = (id: string, password: string | null): void => setPasswords((all) => withEntry(all, id, password));
  const saved = (user: AdminUser, password: string | null): void => {
    keep(openId ?? NEW, null);
    if (password !== null) tell(user.id, password);
    set(
      [...(list.rows ?? []).filter(({ id }) => id !== user.id), user].toSorted((a, b) => a.name.localeCompare(b.name)),
    );
    setOpenId(user.id);
    void read();
  };

  const user = list.rows?.find(({ id }) => id === openId) ?? null;
  const isShown = (one: AdminUser): boolean =>
    (withDisabled || one.disabledAt === null || one.openAppeals > 0) &&
    isFound(query, [one.name, one.login, one.line ?? '']);
  return (
    <main className={styles['page']} hidden={isHidden} data-testid="admin-users">
      <section className={styles['list']} aria-label={t('admin.users')}>
        <div className={styles['head']}>
          <h1 className={styles['title']}>{t('admin.users')}</h1>
          <Button icon={UserPlus} onPress={() => setOpenId(NEW)} testId="user-add">
            {t('users.add')}
          </Button>
        </div>
        {!isOnline && <p className={styles['offline']}>{t('admin.offline')}</p>}
        <div className={styles['search']}>
          <input
            type="search"
            aria-label={t('users.search')}
            placeholder={t('users.placeholder')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            data-testid="user-search"
          />
          <label className={styles['check']}>
            <input
              type="checkbox"
              checked={withDisabled}
              onChange={(event) => setWithDisabled(event.target.checked)}
              data-testid="user-with-disabled"
            />
            {t('users.withDisabled')}
          </label>
        </div>
        <div className={styles['rows']}>
          <ListState list={list} empty={t('users.empty')} onRetry={() => void read()}>
            {(rows) => {
              const shown = rows.filter(isShown);
              if (shown.length === 0) return <p className={styles['hint']}>{t('users.noneFound')}</p>;
              return (
                <>
                  <p className={styles['count']}>{t('users.total', { count: shown.length })}</p>
                  <ul>
                    {shown.map((one) => (
                      <Row
                        key={one.id}
                        user={one}
                        organisation={organisations.find(({ id }) => id === one.organisationId)}
                        isOpen={one.id === openId}
                        isUnsaved={one.id in drafts}
                        onOpen={() => setOpenId(one.id)}
                      />
                    ))}
                  </ul>
                </>
              );
            }}
          </ListState>
        </div>
      </section>
      <section className={styles['form']}>
        {user !== null || openId === NEW ? (
          <UserForm
            key={openId}
            user={user}
            users={list.rows ?? []}
            organisations={organisations}
            draft={drafts[openId ?? NEW] ?? null}
            oneTimePassword={passwords[openId ?? NEW] ?? null}
            onType={(fields) => keep(openId ?? NEW, fields)}
            onSaved={saved}
            onPassword={(password) => tell(openId ?? NEW, password)}
            onChanged={read}
            isShown={!isHidden}
          />
        ) : (
          <p className={styles['hint']}>{t('users.pick')}</p>
        )}
      </section>
    </main>
  );
}

interface RowProps {
  user: AdminUser;
  organisation: Organisation | undefined;
  isOpen: boolean;
  isUnsaved: boolean;
  onOpen: () => void;
}

function Row({ user, organisation, isOpen, isUnsaved, onOpen }: RowProps): ReactNode {
  const { t } = useTranslation();
  return (
    <li>
      <button
        type="button"
        className={styles['row']}
        aria-current={isOpen}
        onClick={onOpen}
        data-testid={`user-row-${user.login}`}
        data-disabled={user.disabledAt !== null}
      >
        <span>
          <b>{user.name}</b>
          {user.disabledAt !== null && (
            <Mark look={user.openAppeals > 0 ? 'red' : 'grey'} icon={Ban}>
              {t(user.openAppeals > 0 ? 'users.leftBehind' : 'users.disabled')}
            </Mark>
          )}
          {user.disabledAt === null && user.mustChangePassword && (
            <Mark look="amber" icon={KeyRound}>
              {t('users.oneTime')}
            </Mark>
          )}
          {user.lockedUntil !== null && (
            <Mark look="amber" icon={Lock}>
              {t('users.locked', { time: formatClock(user.lockedUntil) })}
            </Mark>
          )}
          {isUnsaved && (
            <Mark look="amber" icon={TriangleAlert}>
              {t('admin.unsaved')}
            </Mark>
          )}
        </span>
        <span className={styles['dim']}>
          {t(`roles.${user.role}`)} · {organisation?.shortName ?? t('admin.unknownOrganisation')}
        </span>
        <span className={styles['dim']}>
          {[
            user.login,
            ...(user.line === null ? [] : [t('users.line', { line: user.line })]),
            ...(user.openAppeals === 0 ? [] : [t('users.open', { count: user.openAppeals })]),
          ].join(' · ')}
        </span>
      </button>
    </li>
  );
}

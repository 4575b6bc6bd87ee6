import { BookUp, CircleCheck, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassifierPreview } from '../../../shared/contracts/admin.ts';
import { classifierHead } from '../../../shared/domain/theme/classifier.ts';
import { AppError } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';
import { useServices } from '../../services/services.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { notify } from '../../ui/notice.ts';
import styles from './Admin.module.css';
import { TextInput } from './Inputs.tsx';
import { useSave } from './useSave.ts';

const LARGEST_BYTES = 500_000;
const SHOWN_FAULTS = 100;

type Head = 'id' | 'title' | 'validFrom' | 'file';

interface Chosen {
  name: string;
  csvBase64: string;
  preview: ClassifierPreview;
}

/** Taking a version in: the file is looked through first, every fault with its line; only a clean one can be imported. */
export function ClassifierImport({ onClose, onDone }: { onClose: () => void; onDone: () => void }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const save = useSave<Head>({
    'classifier.id_taken': 'id',
    'classifier.starts_taken': 'validFrom',
    'classifier.dates_swapped': 'validFrom',
    'classifier.too_large': 'file',
  });
  const [head, setHead] = useState({ id: '', title: '', validFrom: '' });
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [isTried, setTried] = useState(false);
  const parsed = classifierHead.safeParse({ ...head, validTo: null });
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]));
  const problemsOf = (field: Exclude<Head, 'file'>): string[] =>
    isTried && wrong.has(field) ? [t(`classifiers.problem.${field}`)] : save.refused(field);

  const look = (file: File | undefined): void => {
    if (file === undefined) return;
    setChosen(null);
    void save.run(async () => {
      if (file.size > LARGEST_BYTES) throw new AppError('classifier.too_large');
      const csvBase64 = base64Of(new Uint8Array(await file.arrayBuffer()));
      const preview = await bridge.call('admin.classifiers.preview', { csvBase64 });
      setChosen({ name: file.name, csvBase64, preview });
    });
  };
  const go = (): void => {
    setTried(true);
    if (chosen === null || chosen.preview.faults.length > 0 || !parsed.success || save.isBusy) return;
    const upload = { ...parsed.data, csvBase64: chosen.csvBase64 };
    void save.run(async () => {
      await bridge.call('admin.classifiers.import', upload);
      notify(t('classifiers.done', { title: upload.title }));
      onDone();
    });
  };
  return (
    <div className={styles['narrow']} data-testid="classifier-form">
      <h2>{t('classifiers.title')}</h2>
      <Field
        label={t('classifiers.file')}
        problems={save.refused('file')}
        hint={<small>{t('classifiers.fileHint')}</small>}
      >
        {(wiring) => (
          <input
            {...wiring}
            type="file"
            accept=".csv,text/csv,text/plain"
            autoFocus
            onChange={(event) => look(event.target.files?.[0])}
            data-testid="classifier-file"
          />
        )}
      </Field>
      {chosen !== null && <Preview preview={chosen.preview} />}
      <div className={styles['pair']}>
        <TextInput
          label={t('classifiers.id')}
          value={head.id}
          onChange={(id) => setHead({ ...head, id })}
          problems={problemsOf('id')}
          hint={t('classifiers.idHint')}
          maxLength={32}
          testId="classifier-id"
        />
        <TextInput
          label={t('classifiers.name')}
          value={head.title}
          onChange={(title) => setHead({ ...head, title })}
          problems={problemsOf('title')}
          maxLength={120}
          testId="classifier-title"
        />
      </div>
      <Field label={t('classifiers.validFrom')} problems={problemsOf('validFrom')}>
        {(wiring) => (
          <input
            {...wiring}
            type="date"
            value={head.validFrom}
            onChange={(event) => setHead({ ...head, validFrom: event.target.value })}
            data-testid="classifier-from"
          />
        )}
      </Field>
      {save.problem !== null && (
        <p className={styles['problem']} role="alert" data-testid="classifier-problem">
          {save.problem}
        </p>
      )}
      <div className={styles['acts']}>
        <Button
          look="primary"
          icon={BookUp}
          isDisabled={save.isBusy || chosen === null || chosen.preview.faults.length > 0}
          onPress={go}
          testId="classifier-import"
        >
          {t('classifiers.import')}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
      <p className={styles['dim']}>{t('classifiers.keepTheirs')}</p>
    </div>
  );
}

/** What the file says, or what is wrong with it line by line. */
function Preview({ preview: { encoding, rows, faults } }: { preview: ClassifierPreview }): ReactNode {
  const { t } = useTranslation();
  if (faults.length > 0) {
    return (
      <section className={styles['box']} data-testid="classifier-faults">
        <Mark look="red" icon={TriangleAlert}>
          {t('classifiers.faults', { count: faults.length })}
        </Mark>
        <table className={styles['lines']}>
          <thead>
            <tr>
              <th scope="col">{t('classifiers.line')}</th>
              <th scope="col">{t('classifiers.fault')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, SHOWN_FAULTS).map(({ line, code, value }) => (
              <tr key={`${line} ${code} ${value}`} data-testid={`fault-${line}`} data-code={code}>
                <td>{line === 0 ? '—' : line}</td>
                <td>{errorText(t, { code, params: { value } })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    );
  }
  const selectable = rows.filter((row) => row.isSelectable);
  return (
    <section className={styles['box']} data-testid="classifier-preview">
      <span>
        <Mark look="green" icon={CircleCheck}>
          {t('classifiers.clean')}
        </Mark>{' '}
        <span className={styles['dim']}>
          {t('classifiers.rows', { count: rows.length })} · {t('classifiers.selectable', { count: selectable.length })}{' '}
          · {encoding}
        </span>
      </span>
      <div className={styles['linesBox']}>
        <table className={styles['lines']}>
          <thead>
            <tr>
              <th scope="col">{t('classifiers.code')}</th>
              <th scope="col">{t('appeal.kind')}</th>
              <th scope="col">{t('classifiers.rowName')}</th>
              <th scope="col">{t('classifiers.isPicked')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <td>{row.code}</td>
                <td>{row.kind === 'total' ? t('classifiers.total') : t(`kind.${row.kind}`)}</td>
                <td>{row.title ?? row.name}</td>
                <td>{t(row.isSelectable ? 'classifiers.yes' : 'classifiers.no')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** In pieces: a spread of half a million arguments is more than a call may have. */
function base64Of(bytes: Uint8Array): string {
  const PIECE = 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

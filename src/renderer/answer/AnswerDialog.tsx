import type { TFunction } from 'i18next';
import { Download, Paperclip } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { templateOf, type OrganisationTemplate } from '../../shared/domain/answer/answerTemplate.ts';
import { writeAnswer, type AnswerFault } from '../../shared/domain/answer/writtenAnswer.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import { dateIn, defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import { toErrorValue } from '../../shared/errors.ts';
import { toMs } from '../../shared/lib/primitives.ts';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import { handOverFile } from '../attachments/handOverFile.ts';
import { saveBytes } from '../attachments/saveFile.ts';
import { errorText, refusalOf, refusalText } from '../i18n/errorText.ts';
import { formatDate } from '../i18n/format.ts';
import { useMirror, useServices } from '../services/services.tsx';
import { useOrganisation } from '../services/useOrganisation.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { notify } from '../ui/notice.ts';
import { useRoom } from '../ui/useRoom.ts';
import { useKept } from '../way/useKept.ts';
import way from '../way/Way.module.css';
import { templateFaultText } from './templateFaultText.ts';
import { ANSWER_FORMATS, drawLetter, type AnswerFormat } from './writtenAnswerFiles.ts';
import styles from './Answer.module.css';

/** What is written into the dialog: kept between reloads, so nothing is judged here. */
const answerText = z.object({
  text: z.string(),
  position: z.string(),
  signatory: z.string(),
  formats: z.array(z.enum(ANSWER_FORMATS)),
});

const NO_TEMPLATES: readonly OrganisationTemplate[] = [];
const LONGEST_TEXT = 20_000;

/** The written answer to the applicant, of the organisation's template: downloaded, and put to the card in one step. */
export function AnswerDialog({ appeal, onClose }: { appeal: Appeal; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { bridge } = useServices();
  const user = useMirror((mirrored) => mirrored.session?.user ?? null);
  const templates = useMirror((mirrored) => mirrored.reference?.settings.answerTemplates ?? NO_TEMPLATES);
  const timeZone = useMirror((mirrored) => (mirrored.reference?.settings.terms ?? defaultTermRules).timeZone);
  const organisation = useOrganisation(user?.organisationId ?? null);
  const clinic = useOrganisation(appeal.card.clinicId);
  const [beginning] = useState(() => ({
    text: appeal.card.answer,
    position: user === null ? '' : t(`answer.position.${user.role}`),
    signatory: user?.name ?? '',
    formats: ['pdf'] as AnswerFormat[],
  }));
  const kept = useKept(`answer/${appeal.id}`, answerText, beginning);
  const [faults, setFaults] = useState<readonly AnswerFault[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState<'attach' | 'download' | null>(null);
  const room = useRoom(LONGEST_TEXT);
  const { text, position, signatory, formats } = kept.value;
  const write = (part: Partial<z.infer<typeof answerText>>): void => {
    setFaults([]);
    setProblem(null);
    kept.set({ ...kept.value, ...part });
  };

  const draw = async (): Promise<Awaited<ReturnType<typeof drawLetter>> | null> => {
    const { arrivedOn } = appeal.card;
    const day = (ms: number): string => formatDate(dateIn(timeZone, ms));
    const { letter, faults: found } = writeAnswer(templateOf(templates, user?.organisationId ?? ''), {
      appeal,
      organisation,
      clinicName: clinic?.name ?? '',
      text,
      position,
      signatory,
      registeredOn: arrivedOn === null ? day(toMs(appeal.occurredAt)) : formatDate(arrivedOn),
      today: day(Date.now()),
    });
    setFaults(found);
    return letter === null ? null : drawLetter(letter, appeal.number, formats);
  };
  const run = (what: 'attach' | 'download'): void => {
    setBusy(what);
    setProblem(null);
    const work = async (): Promise<void> => {
      const files = await draw();
      if (files === null) return;
      for (const { name, bytes } of files) {
        if (what === 'attach') {
          const attachmentId = uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
          const of = { appealId: appeal.id };
          await handOverFile(bridge, { attachmentId, of, name, to: 'answer' }, new Blob([bytes]));
        }
        saveBytes(bytes, name);
      }
      if (what === 'download') return;
      // What was written stands in the file now.
      kept.forget();
      notify(t('answer.attached', { count: files.length }));
      onClose();
    };
    work()
      .catch((error: unknown) => setProblem(refusalText(t, refusalOf(toErrorValue(error)))))
      .finally(() => setBusy(null));
  };
  const at = (code: AnswerFault['code']): string[] =>
    faults.some((fault) => fault.code === code) ? [errorText(t, { code })] : [];
  const elsewhere = faults.flatMap((fault) => textElsewhere(t, fault));
  const isIdle = busy === null && kept.isRead && formats.length > 0;
  return (
    <ModalOverlay className={way['overlay'] ?? ''} isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className={`${way['modal']} ${styles['wide']}`}>
        <Dialog className={way['dialog'] ?? ''} data-testid="dialog-written-answer">
          <Heading slot="title" className={way['dialogTitle'] ?? ''}>
            {t('answer.title')} · {appeal.number}
          </Heading>
          <p className={way['hint']}>{t('answer.about')}</p>
          <Field label={t('answer.text')} problems={[...at('answer.text_missing'), ...room.problems]}>
            {(wiring) => (
              <textarea
                {...wiring}
                {...room.handlers}
                autoFocus
                rows={10}
                maxLength={LONGEST_TEXT}
                value={text}
                onChange={(event) => write({ text: event.target.value })}
                data-testid="answer-text-of-letter"
              />
            )}
          </Field>
          <div className={styles['pair']}>
            <Field label={t('answer.positionOf')}>
              {(wiring) => (
                <input
                  {...wiring}
                  maxLength={200}
                  value={position}
                  onChange={(event) => write({ position: event.target.value })}
                  data-testid="answer-position"
                />
              )}
            </Field>
            <Field label={t('answer.signatory')} problems={at('answer.signatory_missing')}>
              {(wiring) => (
                <input
                  {...wiring}
                  maxLength={200}
                  value={signatory}
                  onChange={(event) => write({ signatory: event.target.value })}
                  data-testid="answer-signatory"
                />
              )}
            </Field>
          </div>
          <fieldset className={styles['formats']}>
            <legend>{t('answer.formats')}</legend>
            {ANSWER_FORMATS.map((format) => (
              <label key={format}>
                <input
                  type="checkbox"
                  checked={formats.includes(format)}
                  onChange={(event) => write({ formats: chosen(formats, format, event.target.checked) })}
                  data-testid={`answer-format-${format}`}
                />
                {t(`answer.format.${format}`)}
              </label>
            ))}
          </fieldset>
          {[...elsewhere, ...(problem === null ? [] : [problem])].map((one) => (
            <p key={one} className={way['problem']} role="alert" data-testid="answer-problem">
              {one}
            </p>
          ))}
          <div className={way['dialogActs']}>
            <Button
              look="primary"
              icon={Paperclip}
              isDisabled={!isIdle}
              onPress={() => run('attach')}
              testId="answer-attach"
            >
              {t(busy === 'attach' ? 'answer.busy' : 'answer.attach')}
            </Button>
            <Button icon={Download} isDisabled={!isIdle} onPress={() => run('download')} testId="answer-download">
              {t(busy === 'download' ? 'answer.busy' : 'answer.download')}
            </Button>
            <Button keyLabel="Esc" onPress={onClose}>
              {t('way.later')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function chosen(formats: readonly AnswerFormat[], format: AnswerFormat, isChosen: boolean): AnswerFormat[] {
  return ANSWER_FORMATS.filter((one) => (one === format ? isChosen : formats.includes(one)));
}

/** What is not mended in this dialog, with the place where it is. */
function textElsewhere(t: TFunction, fault: AnswerFault): string[] {
  switch (fault.code) {
    case 'answer.unknown_placeholder':
    case 'answer.open_placeholder':
      return [templateFaultText(t, fault)];
    case 'answer.addressee_missing':
      return [errorText(t, { code: fault.code })];
    case 'answer.text_missing':
    case 'answer.signatory_missing':
      return [];
  }
}

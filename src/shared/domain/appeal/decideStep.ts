import { assertNever } from '../../lib/assertNever.ts';
import { addDays } from '../term/workCalendar.ts';
import { dueOn, firstDueOn } from '../term/appealTerm.ts';
import { deskOf, holderOf, type Appeal, type Attachment, type DeskOfTeam } from './appeal.ts';
import type { AppealCommand, AppealCommandOf } from './appealCommand.ts';
import { isAllowedType, LARGEST_ATTACHMENT } from './attachmentType.ts';
import { checkClosing, checkDone, type ControlFinding } from './controls.ts';
import { controlText } from './controlTexts.ts';
import { accept, metaOf, refuse, type AppealContext, type ArrivedFile, type Decision } from './decision.ts';

/** More files than this are a folder, and more comments a conversation, that belong elsewhere. */
export const MOST_ATTACHMENTS = 100;
const MOST_COMMENTS = 500;

type StepCommand = Exclude<AppealCommand, { kind: 'appeal.register' | 'appeal.amend' }>;

/** What a step on an appeal's way does, where its state lets it be taken at all. */
export function decideStep(command: StepCommand, appeal: Appeal, context: AppealContext): Decision {
  const meta = metaOf(context);
  switch (command.kind) {
    case 'appeal.close':
      return close(command, appeal, context);
    case 'appeal.linkCall':
      if (appeal.callIds.includes(command.callId)) return accept([]);
      return accept([{ kind: 'appeal.callLinked', ...meta, callId: command.callId }]);
    case 'appeal.assign':
      return assign(command, appeal, context);
    case 'appeal.accept':
      return accept([{ kind: 'appeal.accepted', ...meta }]);
    case 'appeal.decline':
      if (appeal.sentBy === null)
        return refuse('appeal.nowhere_to_return', 'Обращение никто не передавал: возвращать некому');
      if (isBlank(command.reason)) return refuseBlank('причину отказа');
      return accept([{ kind: 'appeal.declined', ...meta, reason: command.reason }]);
    case 'appeal.forward':
      return forward(command, appeal, context);
    case 'appeal.redirect':
      if (isBlank(command.organisation)) return refuseBlank('организацию, в которую направлено обращение');
      return accept([{ kind: 'appeal.redirected', ...meta, to: command.to, organisation: command.organisation }]);
    case 'appeal.answer':
      if (isBlank(command.text)) return refuseBlank('предварительный ответ');
      return accept([{ kind: 'appeal.answered', ...meta, text: command.text }]);
    case 'appeal.submit':
      return submit(command, appeal, context);
    case 'appeal.return':
      if (isBlank(command.reason)) return refuse('appeal.reason_missing', 'Напишите, что нужно доработать');
      return accept([{ kind: 'appeal.returned', ...meta, reason: command.reason }]);
    case 'appeal.reopen':
      if (isBlank(command.reason)) return refuseBlank('причину, по которой обращение открыто снова');
      return accept([{ kind: 'appeal.reopened', ...meta, reason: command.reason }]);
    case 'appeal.extend':
      return extend(command, appeal, context);
    case 'appeal.involve':
      return involve(command, appeal, context);
    case 'appeal.comment':
      if (isBlank(command.text)) return refuseBlank('комментарий');
      if (appeal.comments.length >= MOST_COMMENTS) return refuse('appeal.too_many', 'Комментариев слишком много');
      return accept([{ kind: 'appeal.commented', ...meta, text: command.text }]);
    case 'appeal.linkAppeal':
      return linkAppeal(command, appeal, context);
    case 'appeal.attach':
      return attach(command, appeal, context);
    case 'appeal.markExpertise':
      return markExpertise(command, appeal, context);
    default:
      return assertNever(command);
  }
}

/** With the answer given at once, or after review; a closing before the registration is a clock's mistake. */
function close(command: AppealCommandOf<'appeal.close'>, appeal: Appeal, context: AppealContext): Decision {
  const open = refuseOpenConflict(appeal, 'закрывайте');
  if (open !== null) return open;
  if (context.occurredAt < appeal.occurredAt) {
    return refuse('control.closed_before_registered', 'Дата закрытия раньше даты поступления: проверьте часы');
  }
  const check = appeal.status === 'onReview' ? checkDone : checkClosing;
  const [first] = check(appeal.card, command.outcome, context.reference, appeal.occurredAt, appeal.classifierVersion);
  if (first) return refuseControl('Закрыть нельзя', first);
  return accept([{ kind: 'appeal.closed', ...metaOf(context), outcome: command.outcome }]);
}

function submit(command: AppealCommandOf<'appeal.submit'>, appeal: Appeal, context: AppealContext): Decision {
  const open = refuseOpenConflict(appeal, 'отправляйте на проверку');
  if (open !== null) return open;
  const [first] = checkDone(
    appeal.card,
    command.outcome,
    context.reference,
    appeal.occurredAt,
    appeal.classifierVersion,
  );
  if (first) return refuseControl('Отправить на проверку нельзя', first);
  return accept([{ kind: 'appeal.submitted', ...metaOf(context), outcome: command.outcome }]);
}

function assign(command: AppealCommandOf<'appeal.assign'>, appeal: Appeal, context: AppealContext): Decision {
  if (holderOf(appeal) === command.assigneeId) return accept([]);
  const { assigneeId, reason } = command;
  const desk = context.reference.staff.get(assigneeId) ?? null;
  return accept([{ kind: 'appeal.assigned', ...metaOf(context), assigneeId, reason, desk }]);
}

function forward(command: AppealCommandOf<'appeal.forward'>, appeal: Appeal, context: AppealContext): Decision {
  const { to, userId, reason } = command;
  const { organisations, staff } = context.reference;
  const kind = organisations.get(to.organisationId);
  if (kind !== 'fund' && kind !== 'insurer') {
    return refuse('appeal.addressee_unknown', 'Такой организации, которая ведёт обращения, нет');
  }
  // The fund has no third level (roles ОП1, ОП2); an insurer's experts are its third.
  if (kind === 'fund' && to.level === 3) {
    return refuse('appeal.addressee_unknown', 'В фонде обращения ведут специалисты второго уровня');
  }
  const table = userId === null ? to : staff.get(userId);
  if (table === undefined || !isSameDesk(table, to)) {
    return refuse('appeal.addressee_unknown', 'Этот сотрудник обращений на этом уровне не ведёт');
  }
  const from = deskOf(appeal);
  const isThere = isSameDesk(from, to) && (userId === null ? appeal.isWaiting : userId === appeal.assigneeId);
  if (isThere) return refuse('appeal.already_there', 'Обращение уже там');
  if (isBlank(reason)) return refuse('appeal.reason_missing', 'Напишите, зачем передаёте');
  return accept([{ kind: 'appeal.forwarded', ...metaOf(context), from, to, userId, reason }]);
}

/** Продление срока (59-ФЗ, ст. 12, ч. 2): once or more, but no further than the rules let the first term be moved. */
function extend(command: AppealCommandOf<'appeal.extend'>, appeal: Appeal, context: AppealContext): Decision {
  const { until, reason } = command;
  const { terms } = context.reference;
  if (isBlank(reason)) return refuseBlank('причину продления');
  if (until <= dueOn(appeal, terms)) {
    return refuse('appeal.term_not_longer', 'Новый срок должен быть позже нынешнего');
  }
  if (until > addDays(firstDueOn(appeal, terms), terms.longestExtensionDays)) {
    return refuse('appeal.term_too_long', `Срок можно продлить не больше чем на ${terms.longestExtensionDays} дней`);
  }
  return accept([{ kind: 'appeal.extended', ...metaOf(context), until, reason }]);
}

function involve(command: AppealCommandOf<'appeal.involve'>, appeal: Appeal, context: AppealContext): Decision {
  const { userId, isInvolved } = command;
  if (isInvolved && !context.reference.staff.has(userId)) {
    return refuse('appeal.addressee_unknown', 'Такого сотрудника, который ведёт обращения, нет');
  }
  if (appeal.coExecutorIds.includes(userId) === isInvolved) return accept([]);
  return accept([{ kind: 'appeal.involved', ...metaOf(context), userId, isInvolved }]);
}

/** A link leads from a repeat to what was asked before, so that everybody who opens the repeat finds it. */
function linkAppeal(
  { earlierId }: AppealCommandOf<'appeal.linkAppeal'>,
  appeal: Appeal,
  context: AppealContext,
): Decision {
  if (earlierId === appeal.id) return refuse('appeal.link_to_itself', 'Обращение нельзя связать с ним самим');
  if (appeal.links.includes(earlierId)) return accept([]);
  const { named } = context;
  if (named !== undefined) {
    if (named.earlier === null) {
      return refuse('appeal.earlier_unknown', 'Обращения, с которым связывают, в журнале нет или оно вам не видно');
    }
    if (named.earlier.occurredAt > appeal.occurredAt) {
      return refuse('appeal.earlier_is_later', 'Связывают с более ранним обращением, а это поступило позже');
    }
  }
  return accept([{ kind: 'appeal.appealLinked', ...metaOf(context), earlierId }]);
}

/**
 * Only what has arrived whole is put into an appeal: a card never promises a file that nobody can open, also when the
 * desk that had it is gone for good.
 */
function attach({ attachment }: AppealCommandOf<'appeal.attach'>, appeal: Appeal, context: AppealContext): Decision {
  if (appeal.attachments.some((one) => one.id === attachment.id)) return accept([]);
  if (attachment.bytes > LARGEST_ATTACHMENT) return refuse('attachment.too_large', 'Файл больше 50 МБ');
  if (!isAllowedType(attachment.mime)) return refuse('attachment.type', 'Файлы этого вида не принимают');
  if (appeal.attachments.length >= MOST_ATTACHMENTS) return refuse('appeal.too_many', 'Файлов слишком много');
  const { named, actor } = context;
  if (named !== undefined && !isOfFile(attachment, named.file, { appealId: appeal.id, userId: actor.userId })) {
    return refuse('attachment.not_arrived', 'Такого файла к этому обращению журнал не получил');
  }
  return accept([{ kind: 'appeal.attached', ...metaOf(context), attachment }]);
}

/** The same mark again, or taking off one that is not there, changes nothing. */
function markExpertise(
  { expertise, isSelected, note }: AppealCommandOf<'appeal.markExpertise'>,
  appeal: Appeal,
  context: AppealContext,
): Decision {
  const mark = appeal.expertise.find(({ kind }) => kind === expertise);
  const isAsWished = isSelected ? mark?.note === note : mark === undefined;
  if (isAsWished) return accept([]);
  return accept([{ kind: 'appeal.expertiseMarked', ...metaOf(context), expertise, isSelected, note }]);
}

function isOfFile(
  { name, bytes, mime, sha256 }: Attachment,
  file: ArrivedFile | null,
  { appealId, userId }: Pick<ArrivedFile, 'appealId' | 'userId'>,
): boolean {
  if (file === null || file.appealId !== appealId || file.userId !== userId) return false;
  return file.name === name && file.bytes === bytes && file.mime === mime && file.sha256 === sha256;
}

function isSameDesk(one: DeskOfTeam, other: DeskOfTeam): boolean {
  return one.organisationId === other.organisationId && one.level === other.level;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function refuseBlank(what: string): Decision {
  return refuse('appeal.reason_missing', `Напишите ${what}`);
}

function refuseControl(what: string, { code }: ControlFinding): Decision {
  const text = controlText(code);
  return refuse(code, `${what}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`);
}

function refuseOpenConflict(appeal: Appeal, then: string): Decision | null {
  if (appeal.conflicts.length === 0) return null;
  return refuse('appeal.conflict_open', `Сначала выберите, какая из двух правок верна, потом ${then}`);
}

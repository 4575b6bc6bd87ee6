import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError, type z } from 'zod';
import { AppError, toErrorValue, type ErrorValue } from '../../shared/errors.ts';
import { isPassingFailure } from '../db/createDb.ts';
import type { Ids, Log } from '../ports.ts';
import { PROBLEM_MIME, PROBLEM_TYPES } from '../../shared/contracts/problem.ts';

/** HTTP status and Russian text of every expected failure: a desk that does not know the code shows the text. */
const PROBLEMS = {
  'auth.required': [401, 'Войдите в систему'],
  'auth.expired': [401, 'Время сеанса истекло, войдите снова'],
  'auth.wrong_password': [401, 'Неверный логин или пароль'],
  'auth.locked': [
    423,
    'Слишком много неудачных попыток входа. Попробуйте через 15 минут или обратитесь к администратору',
  ],
  'auth.forbidden': [403, 'Недостаточно прав'],
  'auth.password_change_needed': [403, 'Пароль одноразовый: сначала смените его'],
  'password.short': [400, 'Пароль слишком короткий'],
  'password.long': [400, 'Пароль слишком длинный'],
  'password.simple': [400, 'Пароль слишком простой'],
  'password.has_login': [400, 'В пароле не должно быть логина'],
  'password.same': [400, 'Новый пароль совпадает с прежним'],
  'user.not_found': [404, 'Пользователь не найден'],
  'user.login_taken': [409, 'Такой логин уже есть'],
  'user.line_taken': [409, 'Эта линия уже закреплена за другим'],
  'user.line_password': [400, 'Нужен пароль линии'],
  'user.role_not_here': [400, 'Такой роли в этой организации быть не может'],
  'user.last_admin': [409, 'Это последний администратор системы'],
  'user.leads_appeals': [409, 'За пользователем остались открытые обращения'],
  'appeal.assignee_unknown': [400, 'Передать обращение можно только тому, кто с обращениями работает'],
  'organisation.not_found': [404, 'Организация не найдена'],
  'organisation.code_taken': [409, 'Организация этого вида с таким кодом уже есть'],
  'organisation.kind_fixed': [409, 'Вид организации не меняется'],
  'organisation.one_fund': [409, 'Территориальный фонд в журнале один'],
  'answer.unknown_placeholder': [400, 'В шаблоне ответа есть подстановка, которой журнал не знает'],
  'answer.open_placeholder': [400, 'В шаблоне ответа не закрыты скобки подстановки'],
  'settings.changed_meanwhile': [409, 'Настройки уже изменил кто-то другой'],
  'classifier.faulty': [400, 'В файле есть ошибки, версия не загружена'],
  'classifier.dates_swapped': [400, 'Последний день действия раньше первого'],
  'classifier.id_taken': [409, 'Версия с таким обозначением уже есть'],
  'classifier.starts_taken': [409, 'С этого дня уже действует другая версия'],
  'code_book.not_found': [404, 'Запись справочника не найдена'],
  'code_book.title_taken': [409, 'Такая запись в справочнике уже есть'],
  'absence.not_found': [404, 'Отсутствие не найдено'],
  'absence.past': [400, 'Отсутствие уже закончилось'],
  'absence.overlaps': [409, 'На эти дни отсутствие уже записано'],
  'absence.substitute_away': [409, 'Замещающий сам отсутствует в эти дни'],
  'absence.substitute_unfit': [400, 'Замещать может сотрудник той же организации, который работает с обращениями'],
  'device.unknown': [401, 'Рабочее место не зарегистрировано в журнале'],
  'device.taken': [409, 'Рабочее место с таким идентификатором уже зарегистрировано'],
  'input.invalid': [400, 'Запрос составлен неверно'],
  'input.too_large': [413, 'Запрос слишком велик'],
  'route.unknown': [404, 'Такого запроса журнал не знает'],
  'device.cloned': [409, 'Обнаружена копия этого рабочего места'],
  'feed.restart': [409, 'Журнал восстановлен из резервной копии, данные будут перечитаны'],
  'hand_over.not_found': [404, 'Переданное действие не найдено'],
  'sync.gap': [409, 'Пропущены предыдущие действия этого рабочего места'],
  'list.cursor': [400, 'Список изменился, откройте его заново'],
  'appeal.not_found': [404, 'Обращение не найдено'],
  'recording.not_found': [404, 'Запись разговора не найдена'],
  'recording.not_ready': [409, 'Запись разговора ещё передаётся'],
  'recording.offset': [409, 'Запись разговора принята до другого места'],
  'recording.hash': [409, 'Запись разговора повреждена при передаче, передайте её заново'],
  'recording.busy': [409, 'Эта запись разговора уже передаётся'],
  'recording.too_large': [413, 'Запись разговора слишком велика'],
  'attachment.not_found': [404, 'Файл не найден'],
  'attachment.not_ready': [409, 'Файл ещё передаётся'],
  'attachment.offset': [409, 'Файл принят до другого места'],
  'attachment.hash': [409, 'Файл повреждён при передаче, передайте его заново'],
  'attachment.busy': [409, 'Этот файл уже передаётся'],
  'attachment.too_large': [413, 'Файл больше 50 МБ'],
  'attachment.type': [415, 'Файлы этого вида не принимают: нужны PDF, снимок, документ или звук'],
  'attachment.empty': [400, 'Файл пуст'],
  'attachment.range': [416, 'Запрошена часть файла, которой нет'],
  'recording.range': [416, 'Запрошена часть записи, которой нет'],
  'integration.not_found': [404, 'Такой программы журнал не знает'],
  'integration.too_many': [429, 'Слишком много запросов, повторите позже'],
  'integration.key_reused': [409, 'С этим Idempotency-Key уже пришёл другой запрос'],
  'webhook.not_found': [404, 'Адрес для уведомлений не задан'],
  'webhook.address': [422, 'На этот адрес журнал уведомлений не посылает'],
  'recovery.unknown_key': [422, 'Копия ключа сделана не для этого журнала'],
  'recovery.unreadable': [422, 'Копия ключа повреждена'],
  'journal.busy': [503, 'Журнал сейчас занят, повторите через несколько секунд'],
  internal: [500, 'Внутренняя ошибка журнала'],
} as const satisfies Readonly<Record<string, readonly [status: number, text: string]>>;
export type ProblemCode = keyof typeof PROBLEMS;

/** An expected failure as a status and the body of the contract. */
export function problemOf(thrown: unknown): { status: number; error: ErrorValue } {
  const value = valueOf(thrown);
  const [status, text] = known(value.code) ?? PROBLEMS.internal;
  return { status, error: { ...value, text } };
}

/** What this journal says of a code: for its description. */
export function describeProblem(code: ProblemCode): { status: number; title: string } {
  const [status, title] = PROBLEMS[code];
  return { status, title };
}

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

function known(code: string): readonly [status: number, text: string] | undefined {
  return (PROBLEMS as Readonly<Record<string, readonly [number, string]>>)[code];
}

function valueOf(thrown: unknown): ErrorValue {
  if (thrown instanceof AppError) return toErrorValue(thrown);
  if (thrown instanceof ZodError) return { code: 'input.invalid', params: { field: fieldOf(thrown) } };
  const { statusCode } = thrown as Partial<FastifyError>;
  if (statusCode === 413) return { code: 'input.too_large' };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return { code: 'input.invalid' };
  return { code: isPassingFailure(thrown) ? 'journal.busy' : 'internal' };
}

/** The path of what was wrong, never its value. */
function fieldOf(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? '';
}

/**
 * Answers every failure as a problem of RFC 9457, with `error` beside it for desks that know no other form. The log gets
 * the route's pattern: addresses hold names and numbers, which `instance` does not either.
 */
export function createProblemHandler(log: Log, ids: Ids) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { status, error } = problemOf(thrown);
    const instance = `urn:uuid:${ids.next()}`;
    if (status >= 500) {
      const route = request.routeOptions.url ?? '';
      log.error({ err: thrown, route, code: error.code, instance }, 'http.failed');
    }
    const { code, params, text: title } = error;
    const problem = { type: `${PROBLEM_TYPES}${code}`, title, status, code, params, instance, error };
    const retryAfterSec = params?.['retryAfterSec'];
    if (typeof retryAfterSec === 'number') void reply.header('retry-after', retryAfterSec);
    void reply.status(status).type(PROBLEM_MIME).send(JSON.stringify(problem));
  };
}

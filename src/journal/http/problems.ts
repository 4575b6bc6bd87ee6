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
  'device.unknown': [401, 'Рабочее место не зарегистрировано в журнале'],
  'device.taken': [409, 'Рабочее место с таким идентификатором уже зарегистрировано'],
  'input.invalid': [400, 'Запрос составлен неверно'],
  'input.too_large': [413, 'Запрос слишком велик'],
  'route.unknown': [404, 'Такого запроса журнал не знает'],
  'device.cloned': [409, 'Обнаружена копия этого рабочего места'],
  'feed.restart': [409, 'Журнал восстановлен из резервной копии, данные будут перечитаны'],
  'hand_over.not_found': [404, 'Переданное действие не найдено'],
  'sync.gap': [409, 'Пропущены предыдущие действия этого рабочего места'],
  'appeal.not_found': [404, 'Обращение не найдено'],
  'recording.not_found': [404, 'Запись разговора не найдена'],
  'recording.not_ready': [409, 'Запись разговора ещё передаётся'],
  'recording.offset': [409, 'Запись разговора принята до другого места'],
  'recording.hash': [409, 'Запись разговора повреждена при передаче, передайте её заново'],
  'recording.busy': [409, 'Эта запись разговора уже передаётся'],
  'recording.too_large': [413, 'Запись разговора слишком велика'],
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

import { AppError, type ErrorParams } from '../shared/errors.ts';

/** What the practice line may refuse: the HTTP status of the control and the text for a desk that lacks its own. */
export const practiceRefusals = {
  'practice.bad_request': { status: 400, text: 'Запрос не разобран' },
  'practice.forbidden': { status: 403, text: 'Нет доступа к учебной линии' },
  'practice.unknown_path': { status: 404, text: 'Нет такого адреса' },
  'practice.unknown_caller': { status: 404, text: 'Такого учебного звонящего нет' },
  'practice.unknown_account': { status: 404, text: 'Такой линии оператора нет' },
  'practice.unknown_call': { status: 404, text: 'Такого вызова нет или он уже закончен' },
  'practice.wrong_state': { status: 409, text: 'Удержать можно только отвеченный вызов' },
  'practice.not_registered': { status: 409, text: 'Линия оператора не подключена' },
  'practice.hold_refused': { status: 409, text: 'Рабочее место не приняло удержание' },
} as const satisfies Record<string, { status: number; text: string }>;

export type PracticeErrorCode = keyof typeof practiceRefusals;

export function practiceError(code: PracticeErrorCode, params?: ErrorParams, options?: ErrorOptions): AppError {
  return new AppError(code, params, options);
}

export function isPracticeCode(code: string): code is PracticeErrorCode {
  return Object.hasOwn(practiceRefusals, code);
}

/** Values that fill the placeholders of an error's text. */
export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>;

/** An expected failure as it crosses a border: the code is stable, the text belongs to the screen. */
export interface ErrorValue {
  code: string;
  params?: ErrorParams | undefined;
  /** Russian text for a desk that does not know the code yet. */
  text?: string | undefined;
}

/** An expected failure inside one process. Codes are `area.reason`; anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: string;
  readonly params: ErrorParams;
  /** Russian text that came with the code from another program. */
  readonly text: string | undefined;

  constructor(code: string, params: ErrorParams = {}, options?: ErrorOptions & { text?: string | undefined }) {
    super(`${code} ${JSON.stringify(params)}`, options);
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.text = options?.text;
  }
}

/** Any thrown thing as a value; a bug becomes `internal` and tells nothing of its inside. */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (!(thrown instanceof AppError)) return { code: 'internal' };
  const { code, params, text } = thrown;
  return text === undefined ? { code, params } : { code, params, text };
}

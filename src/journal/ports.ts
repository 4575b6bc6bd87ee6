/** The journal's own clock: terms and tokens are counted by it, never by a desk's. */
export interface Clock {
  nowMs(): number;
}

export interface Ids {
  /** A new UUID, version 7. */
  next(): string;
}

/** Ids and codes only: a person's name, number or question has no place in a log. */
export interface Log {
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
  error(fields: Record<string, unknown>, event: string): void;
}

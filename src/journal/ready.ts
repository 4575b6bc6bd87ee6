/** What a parent process is told when the journal answers. */
export interface ReadyMessage {
  ready: true;
  url: string;
  /** Operator's line → its password: the practice line must know them. Demo only. */
  practiceLines?: Record<string, string>;
}

import { createStore } from 'zustand/vanilla';

/** One short message to the operator, shown in the line under the call bar: it covers nothing and moves nothing. */
export const notice = createStore<{ text: string | null }>(() => ({ text: null }));

const SHOWN_MS = 10_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function notify(text: string): void {
  clearTimeout(timer);
  notice.setState({ text });
  timer = setTimeout(() => notice.setState({ text: null }), SHOWN_MS);
}

export function clearNotice(): void {
  clearTimeout(timer);
  notice.setState({ text: null });
}

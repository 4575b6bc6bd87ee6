import type { TFunction } from 'i18next';
import { ru } from './ru.ts';

/** The exchange's name of a queue as people call it; one this window does not know is shown as it is. */
export function queueText(t: TFunction, queue: string): string {
  return isKnown(queue) ? t(`queue.${queue}`) : queue;
}

function isKnown(queue: string): queue is keyof typeof ru.queue {
  return Object.hasOwn(ru.queue, queue);
}

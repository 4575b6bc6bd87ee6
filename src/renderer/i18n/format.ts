import type { TFunction } from 'i18next';
import { toMs, type CalendarDate, type Instant } from '../../shared/lib/primitives.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** «14.03.1958». */
export function formatDate(date: CalendarDate): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}.${month}.${year}`;
}

/** «22.11.2026 14:05», by the clock of this workplace. */
export function formatInstant(at: Instant): string {
  const date = new Date(toMs(at));
  return `${two(date.getDate())}.${two(date.getMonth() + 1)}.${date.getFullYear()} ${formatClock(at)}`;
}

/** «14:05», by the clock of this workplace. */
export function formatClock(at: Instant): string {
  const date = new Date(toMs(at));
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** «02:41», from an hour on «1:02:41». Never negative: clocks of two programs may differ by a moment. */
export function formatTimer(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** The first letter large: a phrase from the middle of a sentence at the start of one. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Today at this workplace, YYYY-MM-DD. */
export function today(nowMs: number): CalendarDate {
  const date = new Date(nowMs);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** «•••• •••• •••• 4821»: enough to compare with what the caller reads out, too little to carry away. */
export function maskPolicy(enp: string): string {
  return `•••• •••• •••• ${enp.slice(-4)}`;
}

/** The name by which an operator introduces themselves: of «Смирнова Анна Петровна» only «Анна». */
export function givenNameOf(fullName: string): string {
  const parts = fullName.trim().split(/\s+/);
  return parts[1] ?? parts[0] ?? '';
}

const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
] as const;

/** «1 сут 2 ч», «7 мин»: the two largest units of a length of time. */
export function formatSpan(t: TFunction, ms: number): string {
  let rest = Math.abs(ms);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    // After the first one only its neighbour: «1 сут 40 с» says no more than «1 сут».
    if (count > 0) parts.push(t(`span.${unit}`, { count }));
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.join(' ') || t('span.seconds', { count: 0 });
}

/** «1 250,50 ₽» of kopecks. */
export function formatRoubles(kopecks: number): string {
  return `${(kopecks / 100).toLocaleString('ru', { minimumFractionDigits: 2 })} ₽`;
}

/** «940 Б», «12 КБ», «3,4 МБ»: the size of a file, as people compare them. */
export function formatBytes(t: TFunction, bytes: number): string {
  if (bytes < 1024) return t('files.bytes', { count: bytes });
  if (bytes < 1024 * 1024) return t('files.kilobytes', { size: Math.round(bytes / 1024) });
  const size = (bytes / 1024 / 1024).toLocaleString(t('common.language'), { maximumFractionDigits: 1 });
  return t('files.megabytes', { size });
}

/** «100 000»: a number of things, as it is read. */
export function formatCount(count: number): string {
  return count.toLocaleString('ru');
}

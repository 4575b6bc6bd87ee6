import { AppError } from '../../shared/errors.ts';
import { practiceCallers } from '../../shared/demo/practiceCallers.ts';
import type { PracticePort } from '../core/ports.ts';

/** The practice line's control address on this machine. */
export function practicePort(url: string, secret: string): PracticePort {
  return {
    callers: () => practiceCallers.map(({ id, label, question }) => ({ id, label, question })),
    async ring(sipUser, callerId) {
      let response: Response;
      try {
        response = await fetch(new URL('/ring', url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-practice-secret': secret },
          body: JSON.stringify({ sipUser, callerId }),
          signal: AbortSignal.timeout(5_000),
        });
      } catch (thrown) {
        throw new AppError('practice.unavailable', {}, { cause: thrown });
      }
      if (response.ok) return;
      const body = (await response.json().catch(() => null)) as { error?: { code?: string } } | null;
      throw new AppError(body?.error?.code ?? 'practice.unavailable');
    },
  };
}

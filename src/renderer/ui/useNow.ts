import { useEffect, useState } from 'react';

/** The present moment, renewed every second, or as seldom as is asked, while something on screen counts time. */
export function useNow(isRunning = true, everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const tick = (): void => setNow(Date.now());
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, everyMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [isRunning, everyMs]);
  return now;
}

import { createHash } from 'node:crypto';

/**
 * Lets every waiting promise go on. A tick asked for inside a microtask comes when no microtask is left, and costs none
 * of the system calls that a turn of the real loop does, which would be a sixth of a schedule's time.
 */
function whenNothingIsLeft(goOn: () => void): void {
  queueMicrotask(() => process.nextTick(goOn));
}

/** Kept before the real world is forbidden: only a turn of the real loop reports promises that nobody waits for. */
const realTurn = setImmediate;
const EVENTS_PER_REAL_TURN = 256;
const PAGE_LENGTH = 65_536;

/**
 * Time and order of a simulated world. Nothing happens but by events, one at a time; between two of them everything
 * that promises can do is done. So a seed gives the same history to the byte.
 */
export interface World {
  /** True time, milliseconds of the Unix epoch; clocks of machines may differ from it. */
  nowMs(): number;
  /** Calls `happen` once after `delayMs`; returns its own cancel. */
  after(delayMs: number, what: string, happen: () => void): () => void;
  /** Writes into the history, which is what two runs of a seed are compared by. */
  note(what: string, detail?: string): void;
  /** Lets events happen until `isOver`, or until true time is `untilMs`. Returns whether it was over in time. */
  run(isOver: () => boolean, untilMs: number): Promise<boolean>;
  /** Events so far. */
  events(): number;
  /** Hex SHA-256 of the whole history so far. */
  digest(): string;
}

interface Happening {
  atMs: number;
  order: number;
  what: string;
  happen: () => void;
  isCancelled: boolean;
}

export function createWorld(startMs: number, print: ((line: string) => void) | null): World {
  const queue: Happening[] = [];
  const hash = createHash('sha256');
  /** Lines the hash has not seen yet: fed by the page, not by the line. */
  let page = '';
  let nowMs = startMs;
  let order = 0;
  let events = 0;

  function turnPage(): void {
    hash.update(page);
    page = '';
  }

  function note(what: string, detail = ''): void {
    const line = `${nowMs - startMs} ${what} ${detail}\n`;
    page += line;
    if (page.length > PAGE_LENGTH) turnPage();
    if (print !== null) print(line.slice(0, 2000).trimEnd());
  }

  return {
    nowMs: () => nowMs,
    after(delayMs, what, happen) {
      order += 1;
      const happening = { atMs: nowMs + Math.max(0, delayMs), order, what, happen, isCancelled: false };
      push(queue, happening);
      return () => {
        happening.isCancelled = true;
      };
    },
    note,
    async run(isOver, untilMs) {
      while (!isOver()) {
        const next = queue[0];
        if (next === undefined || next.atMs > untilMs) {
          nowMs = Math.max(nowMs, untilMs);
          return isOver();
        }
        pop(queue);
        if (next.isCancelled) continue;
        nowMs = next.atMs;
        events += 1;
        note(next.what);
        next.happen();
        await new Promise<void>((resolve) => {
          if (events % EVENTS_PER_REAL_TURN === 0) realTurn(resolve);
          else whenNothingIsLeft(resolve);
        });
      }
      return true;
    },
    events: () => events,
    digest() {
      turnPage();
      return hash.copy().digest('hex');
    },
  };
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** A binary heap: the earliest first, and of one instant the first asked for. */
function push(heap: Happening[], happening: Happening): void {
  let at = heap.push(happening) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (isBefore(heap[parent] as Happening, happening)) break;
    heap[at] = heap[parent] as Happening;
    at = parent;
  }
  heap[at] = happening;
}

function pop(heap: Happening[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Happening, heap[child] as Happening)) child += 1;
    if (isBefore(last, heap[child] as Happening)) break;
    heap[at] = heap[child] as Happening;
    at = child;
  }
  heap[at] = last;
}

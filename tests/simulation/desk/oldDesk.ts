import type { SimDisk } from './simDisk.ts';

/** Put before what only a newer desk understands. */
const NEWER = '~';

interface Change {
  entity: string;
  body: { status?: string } | null;
}

/**
 * What a journal tells, in a shape an older desk does not know: an entity it never heard of, a value it has no word
 * for. Every other appeal and every call are of the new kind.
 */
export function fromNewer(path: string, answer: unknown): unknown {
  if (path.startsWith('/v1/push')) {
    const { answers } = answer as { answers: { appeal: { status: string } | null }[] };
    for (const one of answers) if (one.appeal) one.appeal.status = NEWER + one.appeal.status;
  }
  if (!path.startsWith('/v1/pull')) return answer;
  const { changes } = answer as { changes: Change[] };
  for (const change of changes) {
    if (change.body === null) continue;
    if (change.entity === 'appeal') change.body.status = NEWER + change.body.status;
    if (change.entity === 'call') change.entity = `${NEWER}call`;
  }
  return answer;
}

/** The eyes of the newer desk: what lay there unread is in words it knows. */
export function makeReadable(disk: SimDisk): void {
  disk.change(`UPDATE raw_change SET entity = replace(entity, '${NEWER}', ''),
    body = replace(body, '"status":"${NEWER}', '"status":"')`);
}

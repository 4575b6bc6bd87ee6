import type { Plant } from './plants.ts';

const CORE = 'src/main/core';

/** Bugs of the desk's side. */
export const deskPlants: readonly Plant[] = [
  {
    name: 'ack-before-commit',
    file: `${CORE}/desk.ts`,
    find: 'cache.transaction(work).immediate()',
    replace: `{
      if (!cache.inTransaction) {
        cache.exec('BEGIN IMMEDIATE');
        ports.clock.after(40, () => cache.inTransaction && cache.exec('COMMIT'));
      }
      return work();
    }`,
  },
  {
    name: 'delete-before-the-ack',
    file: `${CORE}/sync/drain.ts`,
    find: `    markSent(desk, batch);
    return ask(`,
    replace: `    markSent(desk, batch);
    for (const { act } of batch) desk.cache.prepare('DELETE FROM outbox WHERE act_id = ?').run(act.id);
    return ask(`,
  },
  {
    name: 'retry-with-a-new-id',
    file: `${CORE}/sync/drain.ts`,
    find: 'return ask((wait) => journal.push(batch, wait));',
    replace: `const fresh = batch.map((owed) => ({ ...owed, act: { ...owed.act, id: desk.ports.ids.next() } }));
    const idOf = new Map(fresh.map((owed, i) => [owed.act.id, batch[i]?.act.id ?? '']));
    return ask(async (wait) =>
      (await journal.push(fresh, wait)).map((one) => ({ ...one, actId: idOf.get(one.actId) ?? one.actId })),
    );`,
  },
  {
    name: 'author-replaced-by-the-current-user',
    file: `${CORE}/sync/drain.ts`,
    find: 'return ask((wait) => journal.push(batch, wait));',
    replace: `const authorId = desk.session.current?.user.id;
    const mine = batch.map((owed) => ({ ...owed, act: { ...owed.act, authorId: authorId ?? owed.act.authorId } }));
    return ask((wait) => journal.push(mine, wait));`,
  },
  {
    name: 'withheld-act-forgotten',
    isRare: true,
    file: `${CORE}/sync/drain.ts`,
    find: 'desk.transact(() => desk.outbox.withhold(only.act.id));',
    replace: `desk.transact(() => {
    desk.outbox.withhold(only.act.id);
    desk.cache.prepare(\`UPDATE outbox SET command = '{"kind":"act.withheld","v":1}' WHERE act_id = ?\`).run(only.act.id);
  });`,
  },
  {
    name: 'too-large-batch-never-halved',
    file: `${CORE}/sync/drain.ts`,
    find: `  if (batch.length > 1) {
    size.failed();
    return;
  }`,
    replace: '  if (batch.length > 1) throw thrown;',
  },
  {
    name: 'batch-ack-all-or-nothing',
    file: `${CORE}/sync/settle.ts`,
    find: 'for (const answer of answers) {\n      const owed',
    replace: `for (const { act } of batch) {
      const answer = { ...answers.find((one) => one.actId === act.id), seq: act.seq, actId: act.id, outcome: 'accepted' as const, refusal: null, appeal: null };
      const owed`,
  },
  {
    name: 'rebase-dropped-after-a-refusal',
    isRare: true,
    file: `${CORE}/sync/settle.ts`,
    find: 'if (owed.appealId === null) continue;',
    replace: "if (owed.appealId === null || answer.outcome !== 'accepted') continue;",
  },
  {
    name: 'page-applied-without-its-cursor',
    isRare: true,
    file: `${CORE}/sync/pull.ts`,
    find: `  desk.transact(() => {
    const { pass, sweeping }`,
    replace: `  desk.transact(() => desk.feed.move(user.id, page.cursor));
  desk.transact(() => {
    const { pass, sweeping }`,
  },
  {
    name: 'unknown-event-dropped',
    isRare: true,
    file: `${CORE}/sync/applyChange.ts`,
    find: 'if (!isKnown) desk.feed.keepRaw(user.id, change, context.pass);\n  else if',
    replace: 'if (!isKnown) return;\n  else if',
  },
  {
    name: 'unknown-event-never-replayed',
    isRare: true,
    file: `${CORE}/sync/applyChange.ts`,
    find: 'if (kept.length === 0) return;',
    replace: 'if (kept.length >= 0) return;',
  },
  {
    name: 'leaving-a-scope-ignored',
    file: `${CORE}/sync/applyChange.ts`,
    find: 'else desk.appeals.remove(user.id, change.id);',
    replace: '',
  },
  {
    name: 'waiting-acts-not-applied-over-a-page',
    isRare: true,
    file: `${CORE}/sync/applyChange.ts`,
    find: 'if (!waiting.has(change.id)) {\n    desk.appeals.tell',
    replace: 'if (waiting.size >= 0) {\n    desk.appeals.tell',
  },
  {
    name: 'sweep-forgets-what-it-was-told',
    file: `${CORE}/sync/sweepUntold.ts`,
    find: 'desk.appeals.untold(user.id, pass)',
    replace: 'desk.appeals.untold(user.id, pass + 1)',
  },
  {
    name: 'sweep-never-done',
    isRare: true,
    file: `${CORE}/sync/sweepUntold.ts`,
    find: 'else desk.appeals.remove(user.id, appealId);',
    replace: '',
  },
  {
    name: 'number-block-used-twice',
    file: `${CORE}/cache/numberBlockRepository.ts`,
    find: 'advance.run(row.first);',
    replace: '',
  },
  {
    name: 'registered-draft-left-open',
    file: `${CORE}/appeals/registerAppeal.ts`,
    find: 'desk.drafts.finish(user.id, input.draftId);',
    replace: '',
  },
  {
    name: 'draft-finished-without-registration',
    isRare: true,
    file: `${CORE}/appeals/registerAppeal.ts`,
    find: 'const appealId = desk.transact(() => {',
    replace: 'desk.drafts.finish(user.id, input.draftId);\n  const appealId = desk.transact(() => {',
  },
  {
    name: 'asked-again-registered-again',
    isRare: true,
    file: `${CORE}/appeals/registerAppeal.ts`,
    find: 'if (known?.entityId) return known.entityId;',
    replace: 'if (known?.entityId) input = { ...input, actId: desk.ports.ids.next() };',
  },
  {
    name: 'no-transaction-on-the-desk',
    isRare: true,
    file: `${CORE}/desk.ts`,
    find: 'cache.transaction(work).immediate()',
    replace: 'work()',
  },
  {
    name: 'act-order-by-clock',
    file: `${CORE}/cache/outboxRepository.ts`,
    find: "state = 'waiting' AND seq > ? ORDER BY seq LIMIT ?",
    replace: "state = 'waiting' AND seq > ? ORDER BY occurred_at LIMIT ?",
  },
  {
    name: 'refused-are-not-shown',
    file: `${CORE}/cache/outboxRepository.ts`,
    find: `SELECT * FROM outbox WHERE state IN ('refused', 'parked') AND resolution IS NULL AND author_id = ?
    ORDER BY seq LIMIT ?`,
    replace: `SELECT * FROM outbox WHERE state IN ('parked') AND resolution IS NULL AND author_id = ?
    ORDER BY seq LIMIT ?`,
  },
  {
    name: 're-enrolment-gives-new-act-ids',
    file: `${CORE}/device/deviceDesk.ts`,
    find: `      if (desk.outbox.oweFrom(1)) desk.feed.restart();
      ports.log.warn('device.new_identity'`,
    replace: `      if (desk.outbox.oweFrom(1)) desk.feed.restart();
      for (const { act_id } of desk.cache.prepare<[], { act_id: string }>('SELECT act_id FROM outbox').all())
        desk.cache.prepare('UPDATE outbox SET act_id = ? WHERE act_id = ?').run(ports.ids.next(), act_id);
      ports.log.warn('device.new_identity'`,
  },
  {
    name: 'answer-of-being-a-copy-ignored',
    file: `${CORE}/device/deviceDesk.ts`,
    find: "return thrown instanceof AppError && thrown.code === 'device.cloned';",
    replace: "return thrown instanceof AppError && thrown.code === 'device.copied';",
  },
  {
    name: 'forgotten-acts-not-owed-again',
    isRare: true,
    file: `${CORE}/device/deviceDesk.ts`,
    find: 'if (desk.outbox.oweFrom(answer.lastSeq + 1, shown) || answer.differs) desk.feed.restart();',
    replace: '',
  },
  {
    name: 'nonce-not-kept',
    file: `${CORE}/device/deviceDesk.ts`,
    find: 'if (known.nonce === null) saveDevice(settings, { ...known, nonce });',
    replace: '',
  },
];

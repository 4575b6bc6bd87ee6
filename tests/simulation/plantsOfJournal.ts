import type { Plant } from './plants.ts';

const SYNC = 'src/journal/sync';
const DOMAIN = 'src/shared/domain/appeal';

/** Bugs of the journal's side, and of the domain both sides share. */
export const journalPlants: readonly Plant[] = [
  {
    name: 'counter-outside-the-transaction',
    file: `${SYNC}/takeBatch.ts`,
    find: `acts: rows, device: { ...device, lastSeq } });
    return { answers, lastSeq };
  });`,
    replace: `acts: rows });
    return { answers, lastSeq, device: { ...device, lastSeq } };
  }).then(async ({ device, ...taken }) => {
    if (device) await deps.store.transact((trx) => trx.save({ device }));
    return taken;
  });`,
  },
  {
    name: 'effect-outside-the-transaction',
    file: `${SYNC}/takeBatch.ts`,
    find: `await trx.save({ ...batch.writes(), acts: rows, device: { ...device, lastSeq } });
    return { answers, lastSeq };
  });`,
    replace: `await trx.save({ acts: rows, device: { ...device, lastSeq } });
    return { answers, lastSeq, writes: batch.writes() };
  }).then(async ({ writes, ...taken }) => {
    if (writes) await deps.store.transact((trx) => trx.save(writes));
    return taken;
  });`,
  },
  {
    name: 'dedupe-by-id-only',
    isRare: true,
    file: `${SYNC}/takeBatch.ts`,
    find: 'if (act.seq <= lastSeq) {',
    replace: 'if (known.byAct.has(act.id)) {',
  },
  {
    name: 'dedupe-by-number-only',
    isRare: true,
    file: `${SYNC}/takeBatch.ts`,
    find: "if (first.actId !== act.id) throw new AppError('device.cloned');",
    replace: '',
  },
  {
    name: 'twin-under-another-number-ignored',
    isRare: true,
    file: `${SYNC}/takeBatch.ts`,
    find: 'const twin = known.byAct.get(act.id);',
    replace: 'const twin = undefined as Verdict | undefined;',
  },
  {
    name: 'gap-accepted',
    isRare: true,
    file: `${SYNC}/takeBatch.ts`,
    find: 'if (act.seq !== lastSeq + 1) break;',
    replace: '',
  },
  {
    name: 'wall-clock-used-for-order',
    file: `${SYNC}/push.ts`,
    find: 'const acts = raw.map(readAct);',
    replace: `const acts = raw.map(readAct).sort((a, b) => ((a.by?.occurredAt ?? '') < (b.by?.occurredAt ?? '') ? -1 : 1));
  const numbers = acts.map((act) => act.seq).sort((a, b) => a - b);
  acts.forEach((act, i) => (act.seq = numbers[i] ?? act.seq));`,
  },
  {
    name: 'poison-stops-the-queue',
    file: `${SYNC}/push.ts`,
    find: 'return takeOneByOne(deps, deviceId, epoch, acts);',
    replace: 'throw thrown;',
  },
  {
    name: 'poison-deletes',
    file: `${SYNC}/push.ts`,
    find: "takeBatch(deps, deviceId, epoch, [putAside(act, 'internal')])",
    replace:
      "takeBatch(deps, deviceId, epoch, [{ ...act, command: { kind: 'operator.moved', v: 1, status: 'ready', reason: null, callId: null } }])",
  },
  {
    name: 'id-greater-than-last-cursor',
    file: `${SYNC}/feed.ts`,
    find: `({ id, number: last + 1 + i }));
    if (numbered.length > 0) await trx.numberChanges(numbered, last + numbered.length);`,
    replace: `({ id, number: id + 0 * i }));
    if (numbered.length > 0) await trx.numberChanges(numbered, Math.max(last, ...numbered.map((one) => one.number)));`,
  },
  {
    name: 'cursor-jumps-over-the-rest',
    file: `${SYNC}/feed.ts`,
    find: 'const reached = more ? (page.at(-1)?.number ?? cursor.number) : last;',
    replace: 'const reached = last;',
  },
  {
    name: 'restored-feed-not-noticed',
    file: `${SYNC}/feed.ts`,
    find: "if (cursor.mark !== null && !isOfThisFeed) throw new AppError('feed.restart');",
    replace: 'void isOfThisFeed;',
  },
  {
    name: 'leaving-a-scope-shows-the-body',
    file: `${SYNC}/feed.ts`,
    find: 'body: isMine ? body : null',
    replace: 'body',
  },
  {
    name: 'leaving-a-scope-not-told',
    file: `${SYNC}/workingBatch.ts`,
    find: 'const scopeOld = scopeOfAppeal(appealBefore(after.id));',
    replace: 'const scopeOld = scopeNew;',
  },
  {
    name: 'passing-holder-not-told',
    file: `${SYNC}/workingBatch.ts`,
    find: 'filter((scope) => scope !== scopeOld && scope !== scopeNew)',
    replace: 'filter(() => false)',
  },
  {
    name: 'change-of-a-call-not-told',
    file: `${SYNC}/workingBatch.ts`,
    find: 'return [...ofAppeals, ...ofCalls].filter(',
    replace: 'return [...ofAppeals, ...ofCalls.slice(0, 0)].filter(',
  },
  {
    name: 'clone-not-detected',
    isRare: true,
    file: `${SYNC}/admitDevice.ts`,
    find: "if (epoch < device.epoch) throw new AppError('device.cloned');",
    replace: '',
    also: [
      {
        file: `${SYNC}/takeBatch.ts`,
        find: "if (first.actId !== act.id) throw new AppError('device.cloned');",
        replace: '',
      },
      {
        file: 'src/main/core/device/deviceDesk.ts',
        find: 'if (answer.lastSeq >= desk.outbox.nextSeq()) {',
        replace: 'if (answer.lastSeq < 0) {',
      },
    ],
  },
  {
    name: 'restored-journal-takes-a-desk-for-a-clone',
    file: `${SYNC}/admitDevice.ts`,
    find: 'if (epoch < device.epoch)',
    replace: 'if (epoch !== device.epoch)',
  },
  {
    name: 'epoch-not-raised',
    isRare: true,
    file: `${SYNC}/devices.ts`,
    find: 'const next = isAgain ? device.epoch : epoch + 1;',
    replace: 'const next = epoch;',
  },
  {
    name: 'nonce-ignored',
    file: `${SYNC}/devices.ts`,
    find: 'const isAgain = known !== null && known.attachNonce === nonce && known.epoch === epoch + 1;',
    replace: 'const isAgain = false as boolean && known !== null;',
  },
  {
    name: 'learnt-numbers-given-again',
    isRare: true,
    file: `${SYNC}/devices.ts`,
    find: 'await trx.raiseNumbers(Math.max(0, ...learnt.map((one) => one.last)));',
    replace: '',
  },
  {
    name: 'blocks-overlap',
    file: `${SYNC}/devices.ts`,
    find: 'const last = await trx.advanceNumbers(size);',
    replace: 'const last = (await trx.advanceNumbers(1)) + size - 1;',
  },
  {
    name: 'provisional-alias-lost',
    file: `${SYNC}/settleNumber.ts`,
    find: "const alias = given === '' ? [] : [{ number: given, appealId, isFinal: false }];",
    replace: 'const alias = [].slice(given.length);',
  },
  {
    name: 'taken-number-given-twice',
    file: `${SYNC}/settleNumber.ts`,
    find: "if (context.finalOwner(given) !== null) return replaced(['control.number_taken']);",
    replace:
      'if (context.finalOwner(given) !== null) return { fresh: null, flags: [], numbers: [{ number: given, appealId, isFinal: false }] };',
  },
  {
    name: 'call-overwritten-by-its-last-fact',
    file: `${SYNC}/judgeAct.ts`,
    find: 'mergeCall(before ?? emptyCall(command.callId), command.fact)',
    replace: 'mergeCall(emptyCall(command.callId), command.fact)',
  },
  {
    name: 'was-ignored',
    file: `${DOMAIN}/amendCard.ts`,
    find: 'const isAsSeen = command.was === null ||',
    replace: 'const isAsSeen = true ||',
  },
  {
    name: 'conflicts-overwritten-by-the-last-writer',
    isRare: true,
    file: `${DOMAIN}/evolve.ts`,
    find: 'conflicts: [...appeal.conflicts, ...event.conflicts]',
    replace: 'conflicts: [...event.conflicts]',
  },
  {
    name: 'conflict-dropped',
    file: `${DOMAIN}/decide.ts`,
    find: "if (conflicts.length > 0) events.push({ kind: 'appeal.conflicted', ...meta, conflicts });",
    replace: '',
  },
  {
    name: 'closed-over-a-conflict',
    isRare: true,
    file: `${DOMAIN}/decideStep.ts`,
    find: 'if (appeal.conflicts.length === 0) return null;',
    replace: 'if (appeal.conflicts.length < 1000) return null;',
  },
  {
    name: 'settling-writes-nothing',
    isRare: true,
    file: `${DOMAIN}/decide.ts`,
    find: 'if (command.settles !== null && settled.length > 0) {',
    replace: 'if (command.settles !== null && settled.length > 1000) {',
  },
  {
    name: 'team-not-told',
    file: `${SYNC}/workingBatch.ts`,
    find: 'return who === null ? teamScope(deskOf(of)) : userScope(who);',
    replace: 'return userScope(who ?? of.registeredBy);',
  },
  {
    name: 'taken-from-the-team-in-silence',
    file: `${SYNC}/workingBatch.ts`,
    find: 'return [scopeOld, ...passed].map((left) => ({',
    replace: "return [scopeOld, ...passed].map((left) => (left?.startsWith('team:') ? null : left)).map((left) => ({",
  },
  {
    name: 'taken-by-two',
    file: `${DOMAIN}/way.ts`,
    find: "if (step === 'appeal.accept' && !appeal.isWaiting) {",
    replace: "if (step === 'appeal.accept' && appeal.status === 'closed') {",
  },
  {
    name: 'declined-to-nobody',
    file: `${DOMAIN}/evolve.ts`,
    find: 'assigneeId: sentBy.userId, isWaiting: false, desk',
    replace: 'assigneeId: null, isWaiting: false, desk',
  },
];

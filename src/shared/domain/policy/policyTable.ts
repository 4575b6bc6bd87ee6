import type { Role } from '../user/user.ts';

/**
 * How far somebody's right goes. `own`: what they lead, stand in for or share in; `touched`: that
 * and what they registered, wherever it is now; `team`: what lies before the people
 * of their organisation and level; `organisation`: what their organisation takes part in; `region`: everything, for
 * the fund's people; for an insurer's it ends at their organisation, which sees its own appeals only.
 */
export type Reach = 'own' | 'touched' | 'team' | 'organisation' | 'region';

type Row = Readonly<Partial<Record<Role, Reach>>>;

const everyone: Row = {
  op1: 'own',
  op2: 'own',
  sp1: 'own',
  sp2: 'own',
  sp3: 'own',
  supervisor: 'own',
  ccAdmin: 'own',
  sysAdmin: 'own',
  analyst: 'own',
};
const onTheLine: Row = { op1: 'own', op2: 'own', sp1: 'own', sp2: 'own', sp3: 'own' };
const watching: Row = { supervisor: 'region', ccAdmin: 'region' };
const leading: Row = { ...onTheLine, ...watching };
/** Whoever takes what the first level has passed on. */
const specialists: Row = { op2: 'team', sp2: 'team', sp3: 'team', ...watching };
const administrator: Row = { ccAdmin: 'region' };
const ofTheSystem: Row = { sysAdmin: 'region' };

/**
 * Who may do what, and how far: what is not in the table is forbidden («что не разрешено, то запрещено»; roles by the
 * recommendations of the federal fund of 2021, п. 10–16).
 */
export const policyTable = {
  'session.use': everyone,
  'device.enrol': everyone,
  'reference.read': everyone,
  'feed.pull': everyone,
  'operator.move': everyone,
  'act.handOver': everyone,

  'person.lookUp': leading,
  'call.record': leading,
  /** Playing a recording, in a dispute. */
  'recording.listen': watching,
  'handOver.settle': watching,

  'appeal.register': leading,
  /** One line of an appeal beside a caller: that it is there, who leads it and until when. */
  'appeal.seeLine': {
    op1: 'region',
    op2: 'region',
    sp1: 'organisation',
    sp2: 'organisation',
    sp3: 'organisation',
    ...watching,
  },
  /** The lists and the search of a workplace. */
  'appeal.list': {
    op1: 'touched',
    op2: 'region',
    sp1: 'touched',
    sp2: 'organisation',
    sp3: 'organisation',
    ...watching,
  },
  /** The whole card with its history. */
  'appeal.open': {
    op1: 'touched',
    op2: 'region',
    sp1: 'touched',
    sp2: 'organisation',
    sp3: 'organisation',
    ...watching,
  },
  'appeal.change': leading,
  'appeal.linkCall': {
    ...leading,
    op1: 'region',
    sp1: 'organisation',
    op2: 'region',
    sp2: 'organisation',
    sp3: 'organisation',
  },
  'appeal.linkAppeal': {
    ...leading,
    op1: 'region',
    sp1: 'organisation',
    op2: 'region',
    sp2: 'organisation',
    sp3: 'organisation',
  },
  'appeal.comment': { ...leading, op2: 'organisation', sp2: 'organisation', sp3: 'organisation' },
  'appeal.attach': leading,
  /** Selecting a case for МЭЭ or ЭКМП: the work of an insurer's experts alone (п. 16). */
  'appeal.markExpertise': { sp3: 'organisation' },
  'appeal.accept': specialists,
  'appeal.decline': specialists,
  'appeal.forward': leading,
  'appeal.redirect': { op2: 'own', sp2: 'own', sp3: 'own', ...watching },
  'appeal.answer': { op2: 'own', sp2: 'own', sp3: 'own', ...watching },
  'appeal.submit': leading,
  'appeal.involve': { op2: 'own', sp2: 'own', sp3: 'own', ...watching },
  'appeal.extend': { op2: 'own', sp2: 'own', sp3: 'own', ...watching },
  'appeal.assign': { ...leading, op1: 'own', sp1: 'own' },
  /** Closing with the answer given at once (a consultation), or what was redirected outside. */
  'appeal.closeAtOnce': leading,
  /** Closing what lies on review. */
  'appeal.closeReviewed': administrator,
  'appeal.return': administrator,
  'appeal.reopen': administrator,

  'absence.set': { ...onTheLine, ...watching },
  'key.recover': { ccAdmin: 'region', sysAdmin: 'region' },
  'user.manage': ofTheSystem,
  'organisation.manage': ofTheSystem,
  'reference.manage': ofTheSystem,
  'integration.manage': ofTheSystem,
  'audit.read': { ccAdmin: 'region', sysAdmin: 'region' },
} as const satisfies Record<string, Row>;

/** What somebody may want of the journal. */
export type Action = keyof typeof policyTable;

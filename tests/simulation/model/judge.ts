import { checkActs } from './checkActs.ts';
import { checkCards } from './checkCards.ts';
import { checkFeed, checkIdentities, checkNumbers } from './checkNumbers.ts';
import { checkReplicas } from './checkReplicas.ts';
import type { Complain, Outcome } from './checks.ts';

/** Holds the programs against what people did and were told. */
export function judge(outcome: Outcome, complain: Complain): void {
  checkActs(outcome, complain);
  checkCards(outcome, complain);
  checkNumbers(outcome, complain);
  checkReplicas(outcome, complain);
  checkIdentities(outcome, complain);
  checkFeed(outcome, complain);
}

import type { AppealReference } from '../../src/shared/domain/appeal/controls.ts';
import { emptyApplicant, type Applicant } from '../../src/shared/domain/appeal/appealCard.ts';
import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { evolve } from '../../src/shared/domain/appeal/evolve.ts';
import { classifiersAmong, type ClassifierTheme } from '../../src/shared/domain/theme/classifier.ts';
import type { ThemeKind } from '../../src/shared/domain/theme/classifierRow.ts';
import { defaultTermRules } from '../../src/shared/domain/term/appealTerm.ts';
import type { AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';

interface Known extends Partial<AppealReference> {
  /** Themes of the one classifier: code, kind, and whether it says nothing without a comment. */
  themes?: readonly (readonly [code: string, kind: ThemeKind, isVague?: true])[];
}

function only(themes: Known['themes'] = []): Map<string, ClassifierTheme> {
  const plain = { parentCode: null, isSelectable: true, validFrom: null, validTo: null };
  return new Map(
    themes.map(([code, kind, isVague = false]) => [code, { ...plain, code, kind, isVague, name: code, title: code }]),
  );
}

/** Reference data of a test: nothing is known but what it names. */
export function testReference({ themes, ...known }: Known = {}): AppealReference {
  return {
    version: 'zpz-2023/1',
    classifiers: classifiersAmong([
      {
        id: 'zpz-2023',
        title: 'ЗПЗ 2023',
        validFrom: '2023-01-01',
        validTo: null,
        isBuiltIn: true,
        themes: only(themes),
      },
    ]),
    clinics: new Set(),
    organisations: new Map(),
    staff: new Map(),
    terms: defaultTermRules,
    ...known,
  };
}

export function testApplicant(told: Partial<Applicant> = {}): Applicant {
  return { ...emptyApplicant, ...told };
}

/** An appeal just registered, with what a test says of it. */
export function testAppeal(card: AppealCard, more: Partial<Appeal> = {}): Appeal {
  const registered = evolve(null, {
    kind: 'appeal.registered',
    v: 1,
    actorId: more.registeredBy ?? 'operator',
    organisationId: more.organisationId ?? 'fund',
    occurredAt: more.occurredAt ?? '2026-11-22T08:00:00.000Z',
    receivedAt: null,
    reference: 'zpz-2023/1',
    appealId: more.id ?? 'appeal',
    number: '50-000122',
    classifierVersion: 'zpz-2023',
    card,
    callIds: [],
  });
  return { ...registered, ...more };
}

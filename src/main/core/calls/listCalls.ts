import type { DeskCall } from '../../../shared/contracts/bridge.ts';
import { callOutcome, type Call } from '../../../shared/domain/call/call.ts';
import { fullName } from '../../../shared/domain/person/person.ts';
import type { Desk } from '../desk.ts';

/** Calls of the present user: all, the missed ones, or those somebody promised to ring back. */
export function listCalls(desk: Desk, filter: 'all' | 'missed' | 'callback'): DeskCall[] {
  const { user } = desk.session.require();
  return desk.calls
    .list(user.id, 500)
    .filter((call) => matches(call, filter))
    .slice(0, 300)
    .map((call) => {
      const person = call.personId ? desk.persons.get(user.organisationId, call.personId) : null;
      return { call, personName: person ? fullName(person) : null, hasRecording: call.recordingIds.length > 0 };
    });
}

function matches(call: Call, filter: 'all' | 'missed' | 'callback'): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'missed':
      return callOutcome(call) === 'missed';
    case 'callback':
      return call.callbackWantedAt !== null && call.callbackDoneAt === null;
  }
}

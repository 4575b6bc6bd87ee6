import { recovered, recoveryRequest } from '../../../shared/contracts/journal.ts';
import { recoverDeskKey } from '../../recovery/recoverDeskKey.ts';
import { endpoint } from '../endpoint.ts';

/** A desk that has lost its key asks for it, with an administrator beside it: the password comes with the request. */
export const recoveryEndpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/recovery',
    who: { kind: 'open' },
    area: 'session',
    summary: 'Вернуть рабочему месту ключ его памяти по паролю администратора',
    body: recoveryRequest,
    answer: recovered,
    problems: [
      'auth.wrong_password',
      'auth.locked',
      'auth.forbidden',
      'device.unknown',
      'recovery.unknown_key',
      'recovery.unreadable',
    ],
    handle: ({ journal, body }) => recoverDeskKey(journal, body),
  }),
];

import type { Endpoint } from './endpoint.ts';
import { attachmentEndpoints } from './endpoints/attachmentEndpoints.ts';
import { auditEndpoints } from './endpoints/auditEndpoints.ts';
import { bookEndpoints } from './endpoints/bookEndpoints.ts';
import { docsEndpoints } from './endpoints/docsEndpoints.ts';
import { absenceEndpoints } from './endpoints/absenceEndpoints.ts';
import { handOverEndpoints } from './endpoints/handOverEndpoints.ts';
import { integrationEndpoints } from './endpoints/integrationEndpoints.ts';
import { lookUpEndpoints } from './endpoints/lookUpEndpoints.ts';
import { recordingEndpoints } from './endpoints/recordingEndpoints.ts';
import { recoveryEndpoints } from './endpoints/recoveryEndpoints.ts';
import { regionEndpoints } from './endpoints/regionEndpoints.ts';
import { sessionEndpoints } from './endpoints/sessionEndpoints.ts';
import { syncEndpoints } from './endpoints/syncEndpoints.ts';
import { webhookEndpoints } from './endpoints/webhookEndpoints.ts';
import { worklistEndpoints } from './endpoints/worklistEndpoints.ts';
import { userEndpoints } from './endpoints/userEndpoints.ts';

/** Every endpoint there is. */
export const endpoints: readonly Endpoint[] = [
  ...sessionEndpoints,
  ...recoveryEndpoints,
  ...syncEndpoints,
  ...lookUpEndpoints,
  ...worklistEndpoints,
  ...recordingEndpoints,
  ...attachmentEndpoints,
  ...handOverEndpoints,
  ...absenceEndpoints,
  ...userEndpoints,
  ...regionEndpoints,
  ...bookEndpoints,
  ...auditEndpoints,
  ...integrationEndpoints,
  ...webhookEndpoints,
  ...docsEndpoints(() => endpoints),
];

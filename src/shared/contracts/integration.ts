import { z } from 'zod';
import { appeal } from '../domain/appeal/appeal.ts';
import { appealCard } from '../domain/appeal/appealCard.ts';
import { id, instant } from '../lib/primitives.ts';
import { appealLine } from './journal.ts';

/** What another program may be let do. */
export const integrationScope = z.enum(['appeals.read', 'appeals.register', 'webhook.manage']);
export type IntegrationScope = z.infer<typeof integrationScope>;

/** Another program as an administrator sees it: everything but its token. */
export const integration = z.object({
  id,
  name: z.string().min(1).max(120),
  organisationId: id,
  scopes: z.array(integrationScope).min(1),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
});
export type Integration = z.infer<typeof integration>;

export const integrationRequest = integration
  .pick({ name: true, organisationId: true, scopes: true })
  .extend({ validDays: z.int().min(1).max(730).default(365) });
/** The token is told once: the journal keeps only its hash. */
export const integrationCreated = z.object({ integration, token: z.string() });
export const integrationsFound = z.object({ integrations: z.array(integration) });

/** A page of appeals, newest first; `next` is given back as `cursor`, null at the end. */
export const appealsPage = z.object({ appeals: z.array(appealLine), next: z.string().nullable() });
export const appealOutside = z.object({ appeal });

/** An appeal that came to another program: a letter, a site. What happened is registered, with flags where it must be mended. */
export const registerOutsideRequest = z.object({
  card: appealCard,
  /** When the citizen turned to them; without it, now. */
  occurredAt: instant.optional(),
});
export const registeredOutside = z.object({ id, number: z.string() });

/** A name of the request: sent again under it, the same request is the same registration. */
export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(128)
    .regex(/^[\x21-\x7e]+$/),
});

/** Events of an appeal that may be told of. */
export const webhookKind = z.enum([
  'appeal.registered',
  'appeal.amended',
  'appeal.closed',
  'appeal.numbered',
  'appeal.assigned',
  'appeal.forwarded',
  'appeal.accepted',
  'appeal.declined',
  'appeal.redirected',
  'appeal.answered',
  'appeal.extended',
  'appeal.submitted',
  'appeal.returned',
  'appeal.reopened',
]);

export const webhookRequest = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  /** Signs what is sent: HMAC-SHA256 over «t.body». Never told again. */
  secret: z.string().min(32).max(256),
  kinds: z.array(webhookKind).min(1),
});
export const webhookState = z.object({
  url: z.string(),
  kinds: z.array(z.string()),
  since: instant,
  /** How many wait, and how many were given up after three days. */
  waiting: z.int(),
  givenUp: z.int(),
});

/** What is sent. It holds nothing of anybody: the receiver reads the appeal by the API, under its own right. */
export const webhookPayload = z.object({
  deliveryId: id,
  kind: webhookKind,
  at: instant,
  appeal: appeal.pick({ id: true, number: true, status: true, version: true }),
});
export type WebhookPayload = z.infer<typeof webhookPayload>;

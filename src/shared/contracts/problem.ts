import { z } from 'zod';

/** RFC 9457 §3: how the journal tells of a failure. */
export const PROBLEM_MIME = 'application/problem+json';

/** What `type` begins with: the place of the journal's own description where the code is explained. */
export const PROBLEM_TYPES = '/v1/docs#problem-';

const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** The form of the first journals: what stands in `error` for the desks of their time. */
const ofFirstJournals = z.object({ code: z.string(), params: params.optional(), text: z.string().optional() });

export const problem = z.object({
  type: z.string(),
  /** Russian, for a person. */
  title: z.string(),
  status: z.int(),
  /** `area.reason`, for a program: it stays when the title is reworded. */
  code: z.string(),
  params: params.optional(),
  /** This one occurrence, as the journal's log names it. */
  instance: z.string(),
  error: ofFirstJournals,
});
export type Problem = z.infer<typeof problem>;

/** What any journal may answer, the first ones too, as code, params and text. */
export const toldProblem = z.union([
  z
    .object({ code: z.string(), title: z.string(), params: params.optional() })
    .transform(({ code, title, params: given }) => ({ code, text: title, params: given })),
  z.object({ error: ofFirstJournals }).transform(({ error }) => error),
]);

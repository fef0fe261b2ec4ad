import * as v from 'valibot';
import type { Reach } from './api';
import { CannotAsk } from './errors';

/** Where `npm start -- <scenario> --page` serves, unless told otherwise. */
export const REHEARSAL = 'http://127.0.0.1:8790';

/** The real host is not the one that is signed, so it travels beside. */
const HOST_HEADER = 'x-rehearsal-host';

/** What a running rehearsal says of itself. */
const Rehearsal = v.object({
  /** Virtual time. */
  now: v.pipe(v.string(), v.isoTimestamp()),
  /** The API's address as the rehearsed functions know it. */
  api: v.pipe(v.string(), v.url()),
  region: v.string(),
  environment: v.string(),
  engineers: v.pipe(
    v.array(v.object({ contact: v.string(), accessKeyId: v.string(), secretAccessKey: v.string() })),
    v.minLength(1),
  ),
});
type Rehearsal = v.InferOutput<typeof Rehearsal>;

/** A rehearsal is on this machine: it answers at once, or is not there. */
const TIME_OUT_MS = 5_000;

/**
 * The API of a rehearsal that runs: signed with the keys of one of its engineers, at its own virtual time.
 * @param as id of the engineer's contact; the first of them without it.
 * @param environment which environment it has to be of, where that was said.
 */
export function reachRehearsal(url: string, as: string | undefined, environment: string | undefined): Reach {
  const to = url.replace(/\/$/, '');
  return async () => {
    const rehearsal = await lookAt(to);
    if (environment !== undefined && environment !== rehearsal.environment)
      throw new CannotAsk(
        `The rehearsal at ${to} is of ${rehearsal.environment}, not of ${environment}. Leave --environment out.`,
      );
    const engineer = engineerOf(rehearsal, as);
    const { host } = new URL(rehearsal.api);
    return {
      to,
      host,
      headers: { [HOST_HEADER]: host },
      region: rehearsal.region,
      credentials: engineer,
      at: new Date(rehearsal.now).getTime(),
    };
  };
}

async function lookAt(to: string): Promise<Rehearsal> {
  const start = 'Start one with `npm start -- scale-up-needs-approval --page`.';
  let answer: unknown;
  try {
    const response = await fetch(`${to}/rehearsal`, { signal: AbortSignal.timeout(TIME_OUT_MS), redirect: 'error' });
    answer = response.ok ? await response.json() : { status: response.status };
  } catch {
    throw new CannotAsk(`No rehearsal runs at ${to}. ${start}`);
  }
  const parsed = v.safeParse(Rehearsal, answer);
  if (parsed.success) return parsed.output;
  throw new CannotAsk(`What answers at ${to} is no rehearsal. ${start}`);
}

function engineerOf({ engineers }: Rehearsal, as: string | undefined): Rehearsal['engineers'][number] {
  const [first] = engineers as [Rehearsal['engineers'][number]];
  const engineer = as === undefined ? first : engineers.find(({ contact }) => contact === as);
  if (engineer) return engineer;
  const known = engineers.map(({ contact }) => contact).join(', ');
  throw new CannotAsk(`--as: given "${as}", expected one of the rehearsal's engineers: ${known}.`);
}

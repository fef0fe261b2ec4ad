import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { sinceInstant } from '../list-incidents/since';
import { CLIENT } from '../shared/clients';
import { asCommand, existing, Refusal } from '../shared/command';
import { counted, dateAndTime } from '../shared/wording';
import { type Place, read, written } from './place';

export interface LogEvent {
  /** CloudWatch's own id: the same line has it on every page. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly stream: string;
  readonly message: string;
}

export interface LogPage {
  /** The window that is read, ISO 8601 in UTC; both included. */
  readonly from: string;
  readonly to: string;
  readonly events: readonly LogEvent[];
  /** Gets the next page, with the same service and filter. */
  readonly next?: string;
  /** Whether there may be more than these. */
  readonly truncated: boolean;
  readonly said: string;
}

const Input = v.strictObject({
  /** Role of a service; everybody's without it. */
  service: v.optional(v.string()),
  since: v.optional(v.string(), '10m'),
  /** A CloudWatch Logs filter pattern. */
  filter: v.optional(v.string()),
  next: v.optional(v.string()),
});

/** Lines of one answer: what a person scrolls through, and far from what a response may hold. */
const LINES = 2_000;

/** Pages and milliseconds spent on finding one that is not empty; whoever asked goes on with `next`. */
const PAGES = 10;
const SEARCHING_MS = 10_000;

const logs = new CloudWatchLogsClient(CLIENT);

/** Reads a service's log lines, a page at a time. */
export const handler = asCommand(Input, async ({ service, since, filter, next }, { now, system }): Promise<LogPage> => {
  const streams = service === undefined ? undefined : existing('service', service, system.services).logStreamPrefix;
  const place = next === undefined ? { from: sinceInstant(since, now), to: now } : read(next);
  const { events, token } = await firstPage({ ...place, filter, streams, group: system.logGroup }, now + SEARCHING_MS);
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    from: iso(place.from),
    to: iso(place.to),
    events,
    ...(token === undefined ? {} : { next: written({ from: place.from, to: place.to, token }) }),
    truncated: token !== undefined,
    said: `${counted(events.length, 'line')} since ${dateAndTime(place.from)}${token === undefined ? '' : '; there may be more'}.`,
  };
});

type Wanted = Omit<Place, 'token'> & {
  readonly token?: string;
  readonly group: string;
  readonly streams: string | undefined;
  readonly filter: string | undefined;
};

/** The first page that is not empty; an empty one that carries a token is not the end. */
async function firstPage(wanted: Wanted, until: number): Promise<{ events: LogEvent[]; token?: string }> {
  let { token } = wanted;
  for (let page = 1; ; page++) {
    const answer = await onePage({ ...wanted, ...(token === undefined ? {} : { token }) });
    token = answer.nextToken;
    const events = (answer.events ?? []).map(({ eventId = '', timestamp = 0, logStreamName = '', message = '' }) => ({
      id: eventId,
      at: new Date(timestamp).toISOString(),
      stream: logStreamName,
      message,
    }));
    if (token === undefined) return { events };
    if (events.length > 0 || page === PAGES || Date.now() >= until) return { events, token };
  }
}

async function onePage(wanted: Wanted): Promise<FilterLogEventsCommandOutput> {
  const { group, streams, filter, from, to, token } = wanted;
  try {
    return await logs.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        ...(streams === undefined ? {} : { logStreamNamePrefix: streams }),
        ...(filter === undefined ? {} : { filterPattern: filter }),
        startTime: from,
        endTime: to,
        limit: LINES,
        ...(token === undefined ? {} : { nextToken: token }),
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidParameterException') throw error;
    // What CloudWatch finds wrong here is what was asked for: the pattern, or a page of another question.
    throw new Refusal(400, `CloudWatch Logs does not take this filter or page: ${error.message}`);
  }
}

import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Metrics } from '../alarms/metrics';
import { firstAtOrAfter } from '../alarms/sorted';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { filterPattern } from './filter-pattern';
import { MetricFilter } from './metric-filters';
import { AwsError, type ServiceModel } from './service';

export interface LogsOptions {
  readonly clock: VirtualClock;
  readonly metrics: Metrics;
  readonly groups: readonly string[];
  /** Resolved properties of each `AWS::Logs::MetricFilter`. */
  readonly metricFilters: readonly Readonly<Record<string, unknown>>[];
  /** Events on a page at most; AWS's 10,000 when left out. */
  readonly pageSize?: number;
  /** Makes the first page and every so-manieth after it empty, with a token. At least 2; none when left out. */
  readonly emptyPageEvery?: number;
}

interface LogEvent {
  readonly at: number;
  readonly stream: string;
  readonly message: string;
  readonly id: string;
}

/** Where the next page starts: an index into the group's events, and the page's number. */
interface Position {
  readonly index: number;
  readonly page: number;
}

const MAX_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1_048_576;
const GROUPS_A_PAGE = 50;
const SUPPORTED = [
  'logGroupName',
  'logGroupIdentifier',
  'logStreamNamePrefix',
  'startTime',
  'endTime',
  'filterPattern',
  'limit',
  'nextToken',
];

/** CloudWatch Logs: what was written, read back a page at a time, and counted by metric filters. */
export class Logs implements ServiceModel {
  private readonly groups: ReadonlyMap<string, LogEvent[]>;
  private readonly filters: readonly MetricFilter[];
  private written = 0;

  /** @throws when a metric filter is not rehearsed or belongs to no group. */
  constructor(private readonly options: LogsOptions) {
    const { clock, metrics, pageSize = MAX_EVENTS, emptyPageEvery } = options;
    if (pageSize < 1 || pageSize > MAX_EVENTS)
      throw new Error(`pageSize is ${pageSize}; 1 to ${MAX_EVENTS} are possible.`);
    if (emptyPageEvery !== undefined && emptyPageEvery < 2) {
      throw new Error(`emptyPageEvery is ${emptyPageEvery}; with less than 2 no page would ever hold an event.`);
    }
    this.groups = new Map(options.groups.map((group) => [group, []]));
    this.filters = options.metricFilters.map((properties) => new MetricFilter(clock, metrics, properties));
    for (const filter of this.filters) this.eventsOf(filter.logGroupName);
  }

  readonly operations = {
    FilterLogEvents: (input: FilterLogEventsRequest) => this.filterLogEvents(input),
    DescribeLogGroups: (input: DescribeLogGroupsRequest): DescribeLogGroupsResponse => {
      refuseOthers('logs:DescribeLogGroups', input, ['logGroupNamePrefix']);
      // @claim documented: DescribeLogGroups answers the groups whose names begin with the prefix, in ASCII order, 50 a page.
      // @source SDK client-cloudwatch-logs DescribeLogGroups documentation
      const found = [...this.groups.keys()].filter((name) => name.startsWith(input.logGroupNamePrefix ?? '')).sort();
      if (found.length > GROUPS_A_PAGE) {
        throw new NotPlayed('logs:DescribeLogGroups with an answer of several pages', [
          `up to ${GROUPS_A_PAGE} groups`,
        ]);
      }
      return { logGroups: found.map((logGroupName) => ({ logGroupName })) };
    },
  };

  /** Writes a message now. @throws when there is no such group. */
  append(group: string, stream: string, message: string): void {
    const id = String(this.written++).padStart(56, '0');
    this.eventsOf(group).push({ at: this.options.clock.now(), stream, message, id });
    for (const filter of this.filters) {
      if (filter.logGroupName === group) filter.see(message);
    }
  }

  private eventsOf(group: string): LogEvent[] {
    const events = this.groups.get(group);
    if (events === undefined)
      throw new Error(`There is no log group ${group}. There are: ${[...this.groups.keys()].join(', ')}.`);
    return events;
  }

  private filterLogEvents(input: FilterLogEventsRequest): FilterLogEventsResponse {
    refuseOthers('logs:FilterLogEvents', input, SUPPORTED);
    // @claim documented: FilterLogEvents on a group that does not exist answers ResourceNotFoundException.
    // @source SDK client-cloudwatch-logs FilterLogEvents documentation
    const events = this.groups.get(groupOf(input));
    if (events === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    const position = readToken(input) ?? { index: firstAtOrAfter(events, input.startTime ?? 0), page: 0 };
    const { page, next } = this.pageOf(events, position, input);
    return {
      events: page.map(({ at, stream, message, id }) => ({
        logStreamName: stream,
        timestamp: at,
        message,
        ingestionTime: at,
        eventId: id,
      })),
      searchedLogStreams: [],
      ...(next === undefined ? {} : { nextToken: writeToken(input, next) }),
    };
  }

  private pageOf(
    events: readonly LogEvent[],
    { index: start, page: number }: Position,
    input: FilterLogEventsRequest,
  ): { page: LogEvent[]; next: Position | undefined } {
    // @claim documented: A page holds at most `limit` events (10,000 unless given) and 1 MB, may be partly filled or empty, and is the last only when it has no nextToken.
    // @source SDK client-cloudwatch-logs FilterLogEvents documentation
    // @claim documented: The events of all streams come together, sorted by their timestamps and then by when they were ingested.
    // @source SDK client-cloudwatch-logs FilterLogEvents documentation
    const { pageSize = MAX_EVENTS, emptyPageEvery } = this.options;
    const limit = Math.min(limitOf(input), pageSize);
    // @claim documented: Events before startTime or later than endTime are not returned; both instants themselves are included.
    // @source SDK client-cloudwatch-logs FilterLogEvents documentation
    const end = input.endTime === undefined ? events.length : firstAtOrAfter(events, input.endTime + 1);
    if (emptyPageEvery !== undefined && number % emptyPageEvery === 0) {
      return { page: [], next: { index: start, page: number + 1 } };
    }
    const matches = filterPattern(input.filterPattern ?? '', 'logs:FilterLogEvents');
    const page: LogEvent[] = [];
    let bytes = 0;
    let index = start;
    for (; index < end && page.length < limit; index++) {
      const event = events[index];
      if (event === undefined || !event.stream.startsWith(input.logStreamNamePrefix ?? '')) continue;
      if (!matches(event.message)) continue;
      bytes += Buffer.byteLength(event.message);
      if (bytes > MAX_PAGE_BYTES && page.length > 0) break;
      page.push(event);
    }
    return { page, next: index < end ? { index, page: number + 1 } : undefined };
  }
}

function groupOf({ logGroupName, logGroupIdentifier }: FilterLogEventsRequest): string {
  // @claim documented: Exactly one of logGroupName and logGroupIdentifier (name or ARN) has to be given.
  // @source SDK client-cloudwatch-logs FilterLogEvents documentation
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalid('Exactly one of logGroupName and logGroupIdentifier is required.');
  }
  // @claim assumed: An identifier that ends with an asterisk answers InvalidParameterException, as its documentation forbids elsewhere.
  // @source SDK client-cloudwatch-logs documentation of logGroupIdentifier
  const given = logGroupName ?? logGroupIdentifier ?? '';
  if (given.endsWith('*')) throw invalid(`The log group identifier ${given} must not end with an asterisk.`);
  return logGroupName ?? given.replace(/^arn:[^:]*:logs:[^:]*:\d*:log-group:/, '');
}

function limitOf({ limit = MAX_EVENTS }: FilterLogEventsRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_EVENTS) return limit;
  throw invalid(`limit is ${limit}; 1 to ${MAX_EVENTS} are allowed.`);
}

/** A token holds for the request it was given for; with any other it is refused. */
function writeToken(input: FilterLogEventsRequest, { index, page }: Position): string {
  return Buffer.from(JSON.stringify([index, page, requestOf(input)])).toString('base64url');
}

function readToken(input: FilterLogEventsRequest): Position | undefined {
  if (input.nextToken === undefined) return undefined;
  // @claim assumed: A nextToken that is garbled, or comes with another request than the one it was given for, answers InvalidParameterException.
  // @source SDK client-cloudwatch-logs FilterLogEvents documentation
  const [, index, page, request] =
    /^\[(\d+),(\d+),(".*")\]$/.exec(Buffer.from(input.nextToken, 'base64url').toString()) ?? [];
  if (request !== JSON.stringify(requestOf(input))) throw invalid('The specified nextToken is invalid.');
  return { index: Number(index), page: Number(page) };
}

function requestOf(input: FilterLogEventsRequest): string {
  const { logGroupName, logGroupIdentifier, logStreamNamePrefix, startTime, endTime, filterPattern } = input;
  return JSON.stringify([logGroupName, logGroupIdentifier, logStreamNamePrefix, startTime, endTime, filterPattern]);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

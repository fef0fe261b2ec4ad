import type { LogEvent, LogPage } from '../../../lambdas/show-logs/handler';
import type { Api } from '../api';
import { tellEvent } from '../telling/logs';
import { json, plain } from '../telling/text';

export interface LogsAsked {
  readonly service: string | undefined;
  readonly since: string;
  readonly filter?: string;
  readonly follow?: true;
  readonly json?: true;
}

export interface Following {
  print(line: string): void;
  /** Says something that is no line of the log. */
  remark(text: string): void;
  /** Ends early, without an error, when interrupted. */
  sleep(milliseconds: number): Promise<void>;
  readonly interrupted: AbortSignal;
}

/** How often `--follow` looks again. */
const EVERY_MS = 3_000;

/** Lines arrive late in CloudWatch: every look goes back so far behind the last one, and what was shown is not shown again. */
const OVERLAP_MS = 60_000;

/** Prints log lines, to the last page, and says so where there is none; with `follow` until it is interrupted, which is no error. */
export async function logs(api: Api, asked: LogsAsked, following: Following): Promise<void> {
  const seen = new Map<string, number>();
  let { since } = asked;
  try {
    for (;;) {
      const { printed, to, said } = await printAll(api, { ...asked, since }, seen, following);
      if (printed === 0 && !asked.follow) following.remark(plain(said));
      if (!asked.follow || following.interrupted.aborted) return;
      const from = new Date(to).getTime() - OVERLAP_MS;
      for (const [id, at] of seen) if (at < from) seen.delete(id);
      since = new Date(from).toISOString();
      await following.sleep(EVERY_MS);
      if (following.interrupted.aborted) return;
    }
  } catch (error) {
    if (!following.interrupted.aborted) throw error;
  }
}

/** @returns how many lines were printed, the instant up to which was read (ISO 8601), and what was said of the last page. */
async function printAll(
  api: Api,
  asked: LogsAsked,
  seen: Map<string, number>,
  { print }: Following,
): Promise<Pick<LogPage, 'to' | 'said'> & { readonly printed: number }> {
  const { service, since, filter } = asked;
  const query = { ...(service === undefined ? {} : { service }), ...(filter === undefined ? {} : { filter }) };
  let printed = 0;
  let page = await api.get<LogPage>(['v1', 'logs'], { ...query, since });
  for (;;) {
    for (const event of page.events) {
      if (seen.has(event.id)) continue;
      if (asked.follow) seen.set(event.id, new Date(event.at).getTime());
      print(lineOf(event, asked));
      printed++;
    }
    if (page.next === undefined) return { ...page, printed };
    page = await api.get<LogPage>(['v1', 'logs'], { ...query, next: page.next });
  }
}

const lineOf = (event: LogEvent, { json: machine }: LogsAsked): string => (machine ? json(event) : tellEvent(event));

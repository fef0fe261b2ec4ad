import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { VirtualClock } from '../engine/clock';
import { eventOf, type PagerDutyEvent } from './pager-duty-event';

/** An event that was accepted, and when: milliseconds since the epoch. */
export type Accepted = PagerDutyEvent & { readonly at: number };

/** What PagerDuty made of the events with one key, until it was resolved. */
export interface Alert {
  readonly dedupKey: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  /** Oldest first. */
  readonly events: readonly Accepted[];
}

/** Of the integration, as PagerDuty makes them. */
export const ROUTING_KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';

/** Where events are sent. */
export const PAGER_DUTY_HOST = 'events.pagerduty.com';
const PATH = '/v2/enqueue';

/** PagerDuty's Events API v2, with one integration. */
export class PagerDuty {
  /** In the order they were opened. */
  readonly alerts: readonly Alert[] = [];
  private downUntil = Number.NEGATIVE_INFINITY;
  private limitingUntil = Number.NEGATIVE_INFINITY;

  /** @param routingKey the integration's key, 32 letters and digits. */
  constructor(
    private readonly clock: VirtualClock,
    private readonly routingKey: string,
  ) {}

  /** Answers 500 to everything. @param ms infinite for good. */
  goDown(ms: number): void {
    this.downUntil = this.clock.now() + ms;
  }

  /** Answers 429 to everything. @param ms infinite for good. */
  limitRate(ms: number): void {
    this.limitingUntil = this.clock.now() + ms;
  }

  /** @throws without a code for a request nobody should send. */
  async answer({ method, host, path, body }: HttpRequest): Promise<HttpResponse> {
    if (method !== 'POST' || host !== PAGER_DUTY_HOST || path !== PATH) {
      throw new Error(
        `PagerDuty does not play ${method} https://${host}${path}. It plays: POST https://${PAGER_DUTY_HOST}${PATH}.`,
      );
    }
    // @claim documented: PagerDuty answers 202 to an event it takes, 400 to one it does not, 429 when there are too many and 5XX when it is in trouble; the last two are to be tried again.
    // @source https://github.com/PagerDuty/developer-docs/blob/1da9f6a2d18161a8a568bfdf64dd465523f879e5/docs/events-API-v2/01-Overview.md
    if (this.clock.now() < this.downUntil) {
      return json(500, { status: 'error', message: 'Internal Server Error' });
    }
    if (this.clock.now() < this.limitingUntil) {
      return { status: 429, headers: { 'content-type': 'text/plain' }, body: 'Request Limit Exceeded' };
    }
    const read = eventOf(body.toString('utf8'), this.routingKey);
    if ('status' in read) return json(400, read);
    this.apply({ ...read, at: this.clock.now() });
    // @claim documented: The answer to an event that is taken says success, Event processed, and its dedup_key.
    // @source https://github.com/PagerDuty/api-schema/blob/5cd58ff2b5eebc209eaf19e0ff6ca8f40bdd5a94/reference/events-v2/openapiv3.json
    return json(202, { status: 'success', message: 'Event processed', dedup_key: read.dedupKey });
  }

  // @claim documented: Events with the key of an open alert are applied to it; an alert that is acknowledged stays so when it is triggered again.
  // @source https://github.com/PagerDuty/developer-docs/blob/1da9f6a2d18161a8a568bfdf64dd465523f879e5/docs/events-API-v2/02-Trigger-Events.md
  // @claim documented: Without an open alert of that key a trigger opens one, and an acknowledgement or a resolution is taken and dropped.
  // @source https://github.com/PagerDuty/developer-docs/blob/1da9f6a2d18161a8a568bfdf64dd465523f879e5/docs/events-API-v2/02-Trigger-Events.md
  private apply(event: Accepted): void {
    const { dedupKey, action } = event;
    const alerts = this.alerts as Alert[];
    const index = alerts.findIndex((alert) => alert.dedupKey === dedupKey && alert.status !== 'resolved');
    const open = alerts[index];
    if (open) {
      const status = action === 'trigger' ? open.status : action === 'acknowledge' ? 'acknowledged' : 'resolved';
      alerts[index] = { dedupKey, status, events: [...open.events, event] };
    } else if (action === 'trigger') {
      alerts.push({ dedupKey, status: 'triggered', events: [event] });
    }
  }
}

const json = (status: number, body: object): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { VirtualClock } from '../engine/clock';
import type { BrokerPositions } from './broker-positions';

/** How a call of the service went. `httpStatus` is 0 when there was no answer; `errorcode` is empty when all was well. */
export interface Call {
  readonly httpStatus: number;
  readonly errorcode: string;
}

const WELL: Call = { httpStatus: 200, errorcode: '' };
const NO_ANSWER: Call = { httpStatus: 0, errorcode: '' };
const TOO_OFTEN: Call = { httpStatus: 403, errorcode: '' };
const SESSION_EXPIRED: Call = { httpStatus: 200, errorcode: 'AB1010' };
const TOKEN_EXPIRED: Call = { httpStatus: 200, errorcode: 'AG8002' };
const LOGIN_REFUSED: Call = { httpStatus: 200, errorcode: 'AB1050' };

const MEANINGS: Readonly<Record<string, string>> = {
  AB1010: 'session expired',
  AB1050: 'one-time password refused',
  AG8002: 'token expired',
};

/** Whether the call did what it was for. */
export const succeeded = (call: Call): boolean => call === WELL;

/** A service's session is over; it has to log in anew. */
export const isSessionExpired = (call: Call): boolean => call === SESSION_EXPIRED;

/** The login was refused. Trying again would lock the account. */
export const isLoginRefused = (call: Call): boolean => call === LOGIN_REFUSED;

/** The words a service writes about a call that failed. */
export function complaint({ httpStatus, errorcode }: Call): string {
  if (httpStatus === 0) return 'broker does not answer: ECONNREFUSED';
  if (httpStatus === 403) return 'broker answered 403 (access rate exceeded)';
  return `broker answered ${errorcode} (${MEANINGS[errorcode] ?? 'unknown'})`;
}

/** The broker's API, as the service and as strangers without credentials see it. */
export class Broker {
  private downUntil = Number.NEGATIVE_INFINITY;
  private limitingUntil = Number.NEGATIVE_INFINITY;
  private credentialsExpired = false;

  constructor(
    private readonly clock: VirtualClock,
    private readonly endpoint: string | undefined,
    /** Where it lists the positions; undefined where nobody asks. */
    private readonly positions?: { readonly endpoint: string; readonly list: BrokerPositions },
  ) {}

  /** @param ms infinite for good. */
  goDown(ms: number): void {
    this.downUntil = this.clock.now() + ms;
  }

  /** @param ms infinite for good. */
  limitRate(ms: number): void {
    this.limitingUntil = this.clock.now() + ms;
  }

  /** Refuses our session and every login, or accepts us again. */
  refuseCredentials(refused: boolean): void {
    this.credentialsExpired = refused;
  }

  /** What a call with a session meets. */
  call(): Call {
    return this.outage() ?? (this.credentialsExpired ? SESSION_EXPIRED : WELL);
  }

  /** What a call meets whose session the exchange has ended: every day, before the next trading day. */
  callLoggedOut(): Call {
    return this.outage() ?? TOKEN_EXPIRED;
  }

  /** What a login meets. */
  login(): Call {
    return this.outage() ?? (this.credentialsExpired ? LOGIN_REFUSED : WELL);
  }

  /**
   * Answers a call without credentials; and one for the positions, with a session.
   * @throws with `code` ECONNREFUSED when the broker is down; without a code for a request nobody should send.
   */
  async answer(request: HttpRequest): Promise<HttpResponse> {
    const ofPositions = this.positions && `https://${request.host}${request.path}` === this.positions.endpoint;
    if (!ofPositions) this.refuseOthers(request);
    const outage = this.outage();
    if (outage === NO_ANSWER) {
      throw Object.assign(new Error(`connect ECONNREFUSED ${request.host}`), { code: 'ECONNREFUSED' });
    }
    if (outage === TOO_OFTEN) {
      return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Access denied: access rate exceeded' };
    }
    if (ofPositions && this.positions) return this.positions.list.answer(request);
    const body = { success: false, status: false, message: 'Missing token', errorcode: 'AG8003', data: '' };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }

  private outage(): Call | undefined {
    if (this.clock.now() < this.downUntil) return NO_ANSWER;
    return this.clock.now() < this.limitingUntil ? TOO_OFTEN : undefined;
  }

  private refuseOthers({ method, host, path, headers }: HttpRequest): void {
    const refuse = (what: string) => {
      throw new Error(`The broker does not play ${what}. It plays: GET ${this.endpoint}, without credentials.`);
    };
    if (method !== 'GET' || `https://${host}${path}` !== this.endpoint) refuse(`${method} https://${host}${path}`);
    for (const header of ['authorization', 'x-privatekey'])
      if (headers[header] !== undefined) refuse(`${header} headers`);
  }
}

import type { Metrics } from '../alarms/metrics';
import type { Assembly } from '../assembly';
import type { Logs } from '../aws/logs';
import type { VirtualClock } from '../clock';
import type { Meter } from '../cost';
import type { Door } from '../door';
import type { Functions } from '../functions';
import { asksFor, checkPolicy, evaluate } from '../iam';
import type { Latencies } from '../latency';
import type { Ledger, ReceivedRequest } from '../ledger';
import { type Random, uuid } from '../random';
import { finished, message } from './answer';
import { eventOf } from './event';
import { Integrations } from './integration';
import { eventRefusal, headOrBodyRefusal } from './limits';
import type { ApiAnswer, ApiDefinition, ApiRequest, Outcome, Signer } from './model';
import { type Received, receive } from './received';
import { Recorder, type Underway } from './recorder';
import { selectRoute } from './routes';
import { verifySignature } from './signature';
import { checkSigner, principalOf } from './signer';
import { Throttle } from './throttle';

export interface HttpApiOptions {
  readonly api: ApiDefinition;
  readonly assembly: Assembly;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly latency: Latencies;
  readonly meter: Meter;
  readonly metrics: Metrics;
  readonly logs: Logs;
  readonly ledger: Ledger;
  readonly door: Door;
  readonly functions: Functions;
  /** Told of what is no answer of AWS. */
  readonly onRefusal: (error: unknown) => void;
}

/** The synthesised HTTP API: lets requests through to its functions, or answers them itself. */
export class HttpApi {
  private readonly signers = new Map<string, Signer>();
  private readonly throttle: Throttle;
  private readonly integrations: Integrations;
  private readonly recorder: Recorder;

  constructor(private readonly options: HttpApiOptions) {
    this.throttle = new Throttle(options.clock, options.api.stage.limits);
    this.integrations = new Integrations(options);
    this.recorder = new Recorder(options);
  }

  /** `https://<id>.execute-api.<region>.amazonaws.com`, without a slash at its end. */
  get endpoint(): string {
    return `https://${this.options.api.domainName}`;
  }

  /** Accepts the signatures of a signer from now on. @throws naming the member that is wrong, or what a policy holds that is not judged. */
  know(signer: Signer): void {
    checkSigner(signer, this.options.assembly.account);
    for (const policy of signer.policies) checkPolicy(policy, `signer ${signer.userArn}`);
    this.signers.set(signer.accessKeyId, signer);
  }

  /**
   * Sends a request and waits, in virtual time, for its answer.
   * @throws for what is no HTTP request, and for what the rehearsal does not play; never for what AWS answers.
   */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    const { api, clock, random, latency, ledger, onRefusal } = this.options;
    const at = clock.now();
    const received = receive(request, api.domainName);
    const entry: ReceivedRequest = { at, method: received.method, path: received.sentPath };
    ledger.requests.push(entry);
    clock.stir();
    const underway = { received, requestId: requestIdOf(random), at };
    const half = latency.httpApi.ms / 2;
    try {
      await clock.sleep(half);
      const outcome = await this.decide(underway);
      await clock.sleep(half);
      const answer = finished(outcome.reply, received.method, underway.requestId, clock.now());
      this.recorder.record(entry, underway, outcome, answer);
      clock.stir();
      return answer;
    } catch (error) {
      onRefusal(error);
      throw error;
    }
  }

  private async decide(underway: Underway): Promise<Outcome> {
    const { api, assembly, random } = this.options;
    const { received } = underway;
    const refused = headOrBodyRefusal(received);
    if (refused) return refused;
    // @claim documented: What matches no route, of path and method, is answered with 404 {"message":"Not Found"}.
    // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    const selected = selectRoute(api.routes, received.method, received.path ?? '');
    if (!selected) return { reply: message(404, 'Not Found'), why: 'no route matches' };
    const { route } = selected;
    // @claim documented: A request beyond the limits is answered with 429 Too Many Requests.
    // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
    // @claim assumed: Limits are looked at after the route is selected and before the caller is authorised.
    // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html (does not say)
    if (!this.throttle.admits()) return { reply: message(429, 'Too Many Requests'), route, why: 'throttled' };
    // @claim cross-checked: A request to an AWS_IAM route that is not signed, not signed rightly or not allowed is answered with 403 {"message":"Forbidden"}, and reaches no function.
    // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html and https://github.com/KensioSoftware/yulin/issues/303
    const { signer, why } = route.authorization === 'AWS_IAM' ? await this.authorize(received) : {};
    const caller = { route, ...(signer ? { signer } : {}) };
    if (why !== undefined) return { ...caller, reply: message(403, 'Forbidden'), why };
    const trace = uuid(random).replaceAll('-', '');
    const event = eventOf({ ...underway, api, account: assembly.account, selected, signer, trace });
    const beyond = eventRefusal(event);
    return { ...caller, ...(beyond ?? (await this.integrations.ask(route, event))) };
  }

  /** Whose signature it is, and `why` it does not do. */
  private async authorize(received: Received): Promise<{ signer?: Signer; why?: string }> {
    const { api, assembly, clock } = this.options;
    const { id: accountId, region } = assembly.account;
    const world = { signers: this.signers, region, now: clock.now() };
    const verified = await clock.whileBusy(() => verifySignature(received, world));
    if ('why' in verified) return verified;
    const { signer } = verified;
    const path = (received.path ?? '').replace(/^\//, '');
    const asked = { apiId: api.id, stage: api.stage.name, method: received.method, path };
    const asks = asksFor('execute-api', 'Invoke', asked as never, { accountId, region, keyOf: () => undefined });
    if (!asks) throw new Error('The rehearsal does not know what execute-api:Invoke asks of IAM.');
    for (const ask of asks) {
      const principal = principalOf(signer.userArn);
      const decision = evaluate({ ask, principal, accountId, identity: signer.policies });
      if (!decision.allowed) return { signer, why: decision.why };
    }
    return { signer };
  }
}

/** As API Gateway makes them: `RL2XYiwjPHcEMEQ=`. */
const requestIdOf = (random: Random): string =>
  `${Buffer.from(uuid(random).replaceAll('-', ''), 'hex').toString('base64url').slice(0, 15)}=`;

import type { Assembly } from './assembly';
import { AwsError, type Caller, type ServiceModel } from './aws/service';
import type { VirtualClock } from './clock';
import type { Meter } from './cost';
import { Died, type Disturb, Malformed, Silent } from './disturbance';
import {
  type Ask,
  type AuthorizationWorld,
  asksFor,
  type Decision,
  evaluate,
  type PolicyDocument,
  type Question,
} from './iam';
import type { Latencies } from './latency';
import type { ApiCall, Ledger } from './ledger';
import { encode, encodeError, type HttpResponse, type WireCall } from './wire';

export interface DoorOptions {
  readonly assembly: Assembly;
  readonly clock: VirtualClock;
  readonly latency: Latencies;
  readonly meter: Meter;
  readonly ledger: Ledger;
  readonly disturb: Disturb;
  /** By signing name. */
  readonly services: Readonly<Record<string, ServiceModel>>;
  /** The roles that a task definition gives its tasks. */
  readonly rolesOf: (taskDefinition: string) => readonly string[];
  /** Told of every call that AWS has answered with an error. */
  readonly onError?: (call: ApiCall, error: AwsError) => void;
  /** Told of every question that the policies decided, and alters nothing. */
  readonly onJudged?: ((question: Question, decision: Decision, by: string) => void) | undefined;
}

/** Who calls. */
export interface CallFrom {
  /** ARN of a role of the assembly, or a service principal. */
  readonly principal: string;
  /** Name of the function, machine, rule or alarm behind it. */
  readonly by: string;
  /** Of the machine: the state that calls. */
  readonly state?: string;
  /** Context a service sends along when it acts as itself. */
  readonly context?: Readonly<Record<string, string>>;
  /** Ends the calling environment. */
  readonly die?: () => void;
}

/** Milliseconds beyond the row of the table that one call takes, for a new environment's first connection. */
export interface Extra {
  readonly extraMs?: number;
}

/** The one way into the simulated account: every call is judged by the policies, disturbed, charged, answered, written down. */
export class Door {
  private readonly authorization: AuthorizationWorld;

  constructor(private readonly options: DoorOptions) {
    const { account } = options.assembly;
    this.authorization = {
      accountId: account.id,
      region: account.region,
      keyOf: (arn) => options.assembly.keyOf(arn),
      aliasesOf: (keyArn) => options.assembly.aliasesOf(keyArn),
      partitionKeyOf: (arn) => partitionKey(options.assembly, arn),
      rolesOf: options.rolesOf,
    };
  }

  /** @throws AwsError as AWS would answer, Died when the caller does not live to hear it, anything else is a refusal. */
  async call(from: CallFrom, service: string, operation: string, input: unknown, extra: Extra = {}): Promise<unknown> {
    const { clock, ledger, latency, meter, disturb } = this.options;
    const call: ApiCall = {
      at: clock.now(),
      service,
      operation,
      input,
      principal: from.principal,
      by: from.by,
      ...(from.state === undefined ? {} : { state: from.state }),
      outcome: 'pending',
      effect: false,
    };
    ledger.calls.push(call);
    clock.stir();
    const disturbance = disturb(call);
    const half = (latency.apiCall(service, operation).ms + (extra.extraMs ?? 0)) / 2;
    await clock.sleep(half);
    try {
      if (disturbance?.kind === 'death' && disturbance.when === 'before') throw this.death(from, call);
      this.judge(from, call, disturbance?.kind === 'denial');
      if (disturbance?.kind === 'error' && !disturbance.afterEffect) throw disturbance.error;
      if (disturbance?.kind === 'silence' && !disturbance.afterEffect) throw await this.silence(call);
      const output = await this.behave(call, from);
      call.effect = true;
      meter.call(service, operation, input as object, (output ?? {}) as object);
      if (disturbance?.kind === 'error') throw disturbance.error;
      if (disturbance?.kind === 'death') throw this.death(from, call);
      if (disturbance?.kind === 'silence') throw await this.silence(call);
      if (disturbance?.kind === 'malformed') throw malformed(call);
      if (disturbance?.kind === 'slow') await clock.sleep(disturbance.seconds * 1000);
      call.outcome = 'ok';
      await clock.sleep(half);
      return output;
    } catch (error) {
      if (error instanceof AwsError) {
        call.outcome = error.code;
        this.options.onError?.(call, error);
        await clock.sleep(half);
      }
      throw error;
    }
  }

  /** The same from what was read off the wire to what goes back on it. @throws what `call` throws, but for AwsError. */
  async answer(from: CallFrom, call: WireCall, requestId: string, extra: Extra = {}): Promise<HttpResponse> {
    try {
      return encode(call, await this.call(from, call.service, call.operation, call.input, extra), requestId);
    } catch (error) {
      if (error instanceof AwsError) return encodeError(call, error, requestId);
      if (error instanceof Malformed) return UNREADABLE;
      throw error;
    }
  }

  /** Whether a role may do something, for service models whose answers depend on it. */
  may(principal: string, ask: Ask): boolean {
    return this.decide({ principal, by: '' }, ask).allowed;
  }

  private behave(call: ApiCall, caller: Caller): unknown {
    const { services, clock } = this.options;
    const act = services[call.service]?.operations[call.operation];
    if (!act) {
      const known = Object.keys(services[call.service]?.operations ?? {}).join(', ') || 'nothing of that service';
      throw new Error(
        `The rehearsal does not play ${call.service}:${call.operation}, called by ${call.by}. It plays ${known}.`,
      );
    }
    const answer = (): unknown => act(call.input as never, { principal: caller.principal });
    return services[call.service]?.inVirtualTime?.includes(call.operation) ? answer() : clock.whileBusy(answer);
  }

  private judge(from: CallFrom, call: ApiCall, denyAnyway: boolean): void {
    const asks = asksFor(call.service, call.operation, call.input as never, this.authorization);
    if (!asks) throw new Error(`The rehearsal does not know what ${call.service}:${call.operation} asks of IAM.`);
    for (const ask of asks) {
      const decision = denyAnyway
        ? ({ allowed: false, why: 'the permission was taken away' } as const)
        : this.decide(from, ask);
      if (decision.allowed) continue;
      call.denied = { action: ask.action, resource: ask.resource, why: decision.why };
      throw accessDenied(call, ask);
    }
  }

  private decide(from: CallFrom, ask: Ask) {
    const { assembly } = this.options;
    const kms = ask.action.startsWith('kms:');
    const resource = assembly.resourcePolicy(owner(ask.resource)) as PolicyDocument | undefined;
    const question: Question = {
      ask: { ...ask, context: { ...ask.context, ...from.context } },
      principal: from.principal,
      accountId: assembly.account.id,
      identity: (assembly.roles.get(from.principal)?.policies ?? []) as PolicyDocument[],
      resource,
      ...(kms ? { kind: 'kms' as const } : {}),
    };
    const decision = evaluate(question);
    this.options.onJudged?.(question, decision, from.by);
    return decision;
  }

  private async silence(call: ApiCall): Promise<Silent> {
    call.outcome = 'no answer';
    await this.options.clock.sleep(SILENT_SECONDS * 1000);
    return new Silent(`${call.service}:${call.operation} was not answered`);
  }

  private death(from: CallFrom, call: ApiCall): Died {
    call.outcome = 'caller died';
    from.die?.();
    return new Died(`${from.by} died in ${call.service}:${call.operation}`);
  }
}

/** Longer than any function runs: whoever waits gives up before. */
const SILENT_SECONDS = 900;

function malformed(call: ApiCall): Malformed {
  call.outcome = 'unreadable answer';
  return new Malformed(`the answer of ${call.service}:${call.operation} cannot be read`);
}

/** What a box between a client and AWS may answer in its place. */
const UNREADABLE: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><body>please wait</body></html>'),
};

/** The resource whose policy speaks about an ARN: for an object its bucket. */
const owner = (arn: string): string => (arn.startsWith('arn:aws:s3:::') ? (arn.split('/')[0] ?? arn) : arn);

// @claim assumed: A denial is answered with AccessDeniedException, by SNS with AuthorizationError and by S3 and CloudWatch with AccessDenied.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const DENIAL_CODES: Readonly<Record<string, { code: string; status: number }>> = {
  sns: { code: 'AuthorizationError', status: 403 },
  s3: { code: 'AccessDenied', status: 403 },
  monitoring: { code: 'AccessDenied', status: 403 },
};

function accessDenied({ service, principal }: ApiCall, { action, resource }: Ask): AwsError {
  const { code, status } = DENIAL_CODES[service] ?? { code: 'AccessDeniedException', status: 400 };
  return new AwsError(
    code,
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no policy allows the ${action} action`,
    status,
  );
}

function partitionKey(assembly: Assembly, tableOrIndexArn: string): string | undefined {
  const table = assembly.byArn(tableOrIndexArn.split('/index/')[0] ?? tableOrIndexArn);
  const schema = table?.properties.KeySchema as { AttributeName: string; KeyType: string }[] | undefined;
  return schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
}

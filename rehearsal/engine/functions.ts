import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly, Resource } from './assembly';
import { AwsError } from './aws/service';
import {
  Bundle,
  type Database,
  FunctionError,
  type HttpRequest,
  type HttpResponse,
  type Network,
  QUIET_SDK,
  Sandbox,
} from './bundles';
import type { VirtualClock } from './clock';
import type { Meter } from './cost';
import { Died, Silent } from './disturbance';
import type { Door } from './door';
import type { Latencies } from './latency';
import type { Ledger } from './ledger';
import { type Random, uuid } from './random';
import { NotPlayed } from './refuse';
import { decode, type WireCall } from './wire';

export interface FunctionsOptions {
  readonly assembly: Assembly;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly latency: Latencies;
  readonly meter: Meter;
  readonly ledger: Ledger;
  readonly door: Door;
  /** Answers for hosts that are not AWS. */
  readonly outside: (request: HttpRequest) => Promise<HttpResponse>;
  /** Whether the rehearsal itself serves a host, also one that belongs to AWS. */
  readonly serves: (host: string) => boolean;
  /** The one place functions may open a socket to. */
  readonly database?: Database;
  /**
   * Told of every invocation when it is over.
   * @param at when it came, in milliseconds since the epoch. @param durationMs how long its code worked.
   */
  readonly onInvoked?: (functionName: string, at: number, failed: boolean, durationMs: number) => void;
  /** Told of every line that a function writes to its log; must not throw. */
  readonly onLine?: (of: Resource, line: string) => void;
}

interface Deployed {
  readonly resource: Resource;
  readonly roleArn: string;
  /** Compiled when it is first needed: a story invokes few of the functions. */
  readonly bundle: () => Bundle;
  readonly bundleBytes: number;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
  /** Environments that wait for their next invocation. */
  readonly warm: Environment[];
}

/** One execution environment, and whether it has called AWS yet. */
interface Environment {
  readonly sandbox: Sandbox;
  connected: boolean;
}

export type InvokeAnswer = { readonly result: unknown } | { readonly error: FunctionError };

/** The deployed functions: their bundles as they are, each concurrent invocation in an environment of its own. */
export class Functions {
  private readonly deployed = new Map<string, Deployed>();

  constructor(private readonly options: FunctionsOptions) {
    for (const resource of options.assembly.ofType('AWS::Lambda::Function')) {
      const deployed = deploy(options.assembly, resource);
      this.deployed.set(resource.arn, deployed);
      this.deployed.set(resource.name, deployed);
    }
  }

  /**
   * Invokes a function by name or ARN and waits for its answer. Permission to do so is the door's business.
   * @param requestId the same for every retry of one event; of its own when left out.
   * @throws AwsError ResourceNotFoundException.
   */
  async invoke(nameOrArn: string, event: unknown, requestId?: string): Promise<InvokeAnswer> {
    const { clock, meter, ledger, latency, random } = this.options;
    const target = this.find(nameOrArn);
    const { memoryMb, timeoutMs, resource } = target;
    const at = clock.now();
    const warm = target.warm.pop();
    const initMs = warm ? 0 : latency.lambdaColdStart({ bundleBytes: target.bundleBytes, memoryMb }).ms;
    await clock.sleep(warm ? latency.lambdaWarmStart.ms : initMs);
    const started = clock.now();
    let error: FunctionError | undefined;
    let result: unknown;
    let environment = warm;
    try {
      environment ??= this.open(target);
      result = await environment.sandbox.invoke(event, {
        functionName: resource.name,
        invokedFunctionArn: resource.arn,
        awsRequestId: requestId ?? uuid(random),
        timeoutMs,
      });
    } catch (failure) {
      if (!(failure instanceof FunctionError)) throw failure;
      error = failure;
    }
    // @claim assumed: An environment that answered stays warm for the rest of a rehearsal; one that crashed or timed out is not used again.
    // @source https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    if (environment && environment.sandbox.state === 'idle') target.warm.push(environment);
    meter.invocation({ ms: clock.now() - started, memoryMb, initMs });
    ledger.invocations.push({
      at,
      functionName: resource.name,
      cold: !warm,
      ...(error ? { error: error.errorType } : {}),
    });
    this.options.onInvoked?.(resource.name, at, error !== undefined, clock.now() - started);
    clock.stir();
    return error ? { error } : { result };
  }

  /** @throws AwsError ResourceNotFoundException. */
  resource(nameOrArn: string): Resource {
    return this.find(nameOrArn).resource;
  }

  private find(nameOrArn: string): Deployed {
    const target = this.deployed.get(nameOrArn.replace(/:\$LATEST$/, ''));
    if (!target) throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    return target;
  }

  private open(target: Deployed): Environment {
    const { clock, random, ledger, database, onLine } = this.options;
    const { resource, bundle, handler, env } = target;
    const environment: Environment = {
      connected: false,
      sandbox: new Sandbox({
        name: resource.name,
        bundle: bundle(),
        handler,
        env,
        clock,
        random,
        network: (request, signal) => this.network(target, environment, request, signal),
        log: (line) => {
          ledger.output.push({ at: clock.now(), functionName: resource.name, line });
          onLine?.(resource, line);
        },
        ...(database && { database }),
      }),
    };
    environment.sandbox.initialise();
    return environment;
  }

  private async network(
    target: Deployed,
    environment: Environment,
    request: HttpRequest,
    _signal: Parameters<Network>[1],
  ): Promise<HttpResponse> {
    const { door, outside, serves, random, latency } = this.options;
    // @claim documented: The DNS name of a load balancer ends in elb.amazonaws.com, and whoever is behind it answers, not AWS.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    const ofAws = request.host.endsWith('.amazonaws.com') && !request.host.endsWith('.elb.amazonaws.com');
    if (!ofAws || serves(request.host)) return outside(request);
    const call = await this.options.clock.whileBusy(() => decode(request));
    refuseWaiting(call, target.resource.name);
    const extraMs = environment.connected ? 0 : latency.lambdaFirstConnection.ms;
    environment.connected = true;
    const from = { principal: target.roleArn, by: target.resource.name, die: () => environment.sandbox.kill() };
    try {
      return await door.answer(from, call, uuid(random), { extraMs });
    } catch (error) {
      // The environment is gone, and the answer reaches nobody; or none came.
      if (error instanceof Died || error instanceof Silent)
        throw Object.assign(new Error(error.message), { code: 'ECONNRESET' });
      throw error;
    }
  }
}

/** A function that waits for another one is not played. */
function refuseWaiting({ service, operation, input }: WireCall, by: string): void {
  const { InvocationType: type = 'RequestResponse' } = input as { InvocationType?: string };
  if (service === 'lambda' && type !== 'Event')
    throw new NotPlayed(`lambda ${operation} as ${type} by ${by}`, ['InvocationType Event']);
}

function deploy(assembly: Assembly, resource: Resource): Deployed {
  const {
    Code,
    Handler,
    Role,
    Timeout,
    MemorySize,
    Environment: environment,
  } = resource.properties as {
    Code: { S3Key: string };
    Handler: string;
    Role: string;
    Timeout?: number;
    MemorySize?: number;
    Environment?: { Variables?: Record<string, string> };
  };
  const [file, handler] = Handler.split('.') as [string, string];
  const path = join(assembly.assetDirectory(Code.S3Key), `${file}.js`);
  return {
    resource,
    roleArn: Role,
    bundle: () => Bundle.load(path),
    bundleBytes: statSync(path).size,
    handler,
    // @claim documented: Without MemorySize a function has 128 MB, without Timeout 3 seconds.
    // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
    memoryMb: MemorySize ?? 128,
    timeoutMs: (Timeout ?? 3) * 1000,
    env: {
      ...environment?.Variables,
      ...QUIET_SDK,
      AWS_REGION: assembly.account.region,
      AWS_LAMBDA_FUNCTION_NAME: resource.name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize ?? 128),
      // Any key signs; which role calls is known from the function that calls.
      AWS_ACCESS_KEY_ID: 'ASIAREHEARSAL0000000',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_SESSION_TOKEN: 'rehearsal',
    },
    warm: [],
  };
}

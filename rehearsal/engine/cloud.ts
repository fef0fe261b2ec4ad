import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { type AlarmStateChange, Alarms } from './alarms/alarms';
import { Metrics } from './alarms/metrics';
import type { Assembly, Resource } from './assembly';
import { Asynchronous } from './asynchronous';
import { ApplicationAutoScaling, ecsServices } from './aws/application-autoscaling';
import { CloudWatch } from './aws/cloudwatch';
import { DynamoDb } from './aws/dynamodb';
import { Ec2 } from './aws/ec2';
import { Ecr } from './aws/ecr';
import { Ecs, type EcsAssumptions, type EcsTiming } from './aws/ecs';
import { Elbv2, type Probe } from './aws/elbv2';
import { Logs } from './aws/logs';
import { parametersOf } from './aws/parameters';
import { Rds } from './aws/rds';
import { S3 } from './aws/s3';
import { SecretsManager } from './aws/secrets-manager';
import { AwsError, type ServiceModel } from './aws/service';
import { type Delivery, Sns } from './aws/sns';
import { Sqs } from './aws/sqs';
import { Ssm } from './aws/ssm';
import { type Board, readBoard, type ShownLine, show } from './boards';
import type { Database, HttpRequest, HttpResponse } from './bundles';
import type { VirtualClock } from './clock';
import { Meter } from './cost';
import { Deliveries } from './deliveries';
import { DeliveryMetrics } from './delivery-metrics';
import type { Disturb, Stray } from './disturbance';
import { type CallFrom, Door } from './door';
import { EmbeddedMetrics } from './embedded-metrics';
import { EventBus, readRules } from './events';
import { FunctionMetrics } from './function-metrics';
import { Functions } from './functions';
import { HttpApi, readApi } from './http-api';
import { Connections, HttpTasks } from './http-task';
import { checkPolicy, type PolicyDocument } from './iam';
import type { Latencies } from './latency';
import { Ledger } from './ledger';
import { type Random, uuid } from './random';
import { NotPlayed } from './refuse';
import { Scheduler } from './scheduler';
import { decode } from './wire';
import type { Witness } from './witness';
import { Workflows } from './workflows';

/** What exists beside the stack, made by somebody else. */
export interface Surroundings {
  readonly logGroups: readonly string[];
  readonly buckets: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly type: string }[];
}

export interface CloudOptions {
  readonly assembly: Assembly;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly latency: Latencies;
  readonly surroundings: Surroundings;
  /** Where functions inside the VPC find their database. */
  readonly database?: Database;
  readonly disturb: Disturb;
  readonly stray?: Stray | undefined;
  readonly assumptions: EcsAssumptions & { readonly alarmExtraPeriods: number };
  /** Makes some pages of log events empty though more follow, as AWS may. */
  readonly emptyLogPageEvery?: number;
  readonly witness?: Witness | undefined;
}

interface InvokeInput extends Pick<InvokeCommandInput, 'FunctionName' | 'InvocationType'> {
  readonly Payload?: Uint8Array;
}

export const ecsTiming = (latency: Latencies): EcsTiming => ({
  schedulerMs: latency.schedulerLook.ms,
  provisioningMs: latency.taskProvisioning.ms,
  pullAndStartMs: latency.taskPullAndStart.ms,
  stopGraceMs: latency.taskStopGrace.ms,
  steadyMs: latency.steadyFor.ms,
});

/** The simulated account: what was synthesised, the services it calls, and the wiring between them. */
export class Cloud {
  readonly metrics: Metrics;
  readonly alarms: Alarms;
  readonly boards: readonly Board[];
  readonly logs: Logs;
  readonly ecr: Ecr;
  readonly ecs: Ecs;
  readonly sns: Sns;
  readonly ssm: Ssm;
  readonly s3: S3;
  readonly sqs: Sqs;
  readonly dynamoDb: DynamoDb;
  readonly rds: Rds;
  readonly ec2: Ec2;
  readonly loadBalancing: Elbv2;
  readonly scaling: ApplicationAutoScaling;
  readonly secrets: SecretsManager;
  readonly workflows: Workflows;
  readonly functions: Functions;
  /** The stack's HTTP API, for whoever has a browser or a key; undefined where it has none. */
  readonly api: Pick<HttpApi, 'endpoint' | 'request' | 'know'> | undefined;
  readonly httpTasks: HttpTasks;
  readonly bus: EventBus;
  /** The synthesised schedules, which stand still until they are started. */
  readonly scheduler: Scheduler;
  readonly ledger = new Ledger();
  readonly meter = new Meter();
  /** What a health check of a load balancer meets. */
  probe: Probe = () => 'refused';
  /** Alarm transitions in order. */
  readonly alarmChanges: AlarmStateChange[] = [];
  /** The first thing that happened which is no answer of AWS: the rehearsal cannot go on truthfully. */
  refusal: unknown;
  private readonly door: Door;
  private readonly deliveries: Deliveries;
  private readonly asynchronous: Asynchronous;
  private readonly hosts = new Map<string, (request: HttpRequest) => Promise<HttpResponse>>();

  constructor(private readonly options: CloudOptions) {
    const { assembly, clock, random, latency, surroundings, disturb, stray } = options;
    for (const role of assembly.roles.values()) {
      for (const policy of role.policies) checkPolicy(policy as PolicyDocument, `role ${role.name}`);
    }
    const { account } = assembly;
    const onRefusal = (error: unknown) => {
      this.refusal ??= error;
      clock.stir();
    };
    const of = (type: string): Resource[] => assembly.ofType(type);
    this.metrics = new Metrics(clock);
    this.alarms = new Alarms({
      clock,
      metrics: this.metrics,
      definitions: of('AWS::CloudWatch::Alarm'),
      composites: of('AWS::CloudWatch::CompositeAlarm'),
      onStateChange: (change) => this.alarmChanged(change),
      evaluationDelayMs: latency.alarmEvaluationDelay.ms,
      extraPeriods: options.assumptions.alarmExtraPeriods,
    });
    this.boards = of('AWS::CloudWatch::Dashboard').map((one) => readBoard(one, assembly));
    this.logs = new Logs({
      clock,
      metrics: this.metrics,
      groups: [...surroundings.logGroups, ...of('AWS::Logs::LogGroup').map(({ name }) => name)],
      metricFilters: of('AWS::Logs::MetricFilter').map(({ properties }) => properties),
      ...(options.emptyLogPageEvery ? { emptyPageEvery: options.emptyLogPageEvery } : {}),
    });
    this.loadBalancing = new Elbv2({ clock, probe: (...asked) => this.probe(...asked) });
    this.rds = new Rds({ clock, account, latency });
    this.secrets = new SecretsManager({ clock, account });
    this.ec2 = new Ec2({ account });
    this.ecr = new Ecr({ clock, account });
    this.ecs = new Ecs({
      clock,
      account,
      random,
      resolveImage: (image) => this.ecr.resolve(image),
      timing: ecsTiming(latency),
      onEvent: ({ source, detailType, resources, detail }) =>
        void this.bus.put({ source, detailType, resources, detail }),
      assumptions: options.assumptions,
      targets: this.loadBalancing,
    });
    this.scaling = new ApplicationAutoScaling({
      clock,
      account,
      services: ecsServices(this.ecs),
      metrics: this.metrics,
      evaluationDelayMs: latency.alarmEvaluationDelay.ms,
      extraPeriods: options.assumptions.alarmExtraPeriods,
    });
    const deliveryMetrics = new DeliveryMetrics({ metrics: this.metrics, clock, latency });
    this.sns = new Sns({
      clock,
      latency,
      topics: of('AWS::SNS::Topic').map(({ arn }) => arn),
      subscriptions: of('AWS::SNS::Subscription').map(({ properties }) => ({
        topicArn: String(properties.TopicArn),
        protocol: String(properties.Protocol),
        endpoint: String(properties.Endpoint),
      })),
      onDelivery: (delivery) => {
        this.meter.delivery(delivery.protocol);
        if (delivery.protocol === 'lambda') void this.notify(delivery, deliveryMetrics, onRefusal);
      },
      onFailure: (topicArn) => deliveryMetrics.notificationFailed(topicArn),
    });
    this.ssm = new Ssm({
      clock,
      account,
      parameters: [...surroundings.parameters, ...parametersOf(of('AWS::SSM::Parameter'))],
    });
    this.s3 = new S3({
      clock,
      buckets: [...surroundings.buckets, ...of('AWS::S3::Bucket').map(({ name }) => name)],
      mayList: ({ principal }, bucket) =>
        this.door.may(principal, {
          action: 's3:ListBucket',
          resource: `arn:aws:s3:::${bucket}`,
          context: { 'aws:SecureTransport': 'true' },
        }),
    });
    this.sqs = new Sqs({ clock, queues: of('AWS::SQS::Queue') });
    this.dynamoDb = new DynamoDb({
      clock,
      tables: [...of('AWS::DynamoDB::GlobalTable'), ...of('AWS::DynamoDB::Table')],
    });
    const late = { door: () => this.door, functions: () => this.functions, bus: () => this.bus };
    this.httpTasks = new HttpTasks({
      account,
      clock,
      latency,
      connections: new Connections(of('AWS::Events::Connection'), (name) => this.secrets.text(name)),
      door: late.door,
      outside: (request) => this.outside(request),
    });
    this.workflows = new Workflows({
      assembly,
      clock,
      random,
      latency,
      meter: this.meter,
      metrics: this.metrics,
      ...late,
      httpTasks: () => this.httpTasks,
      onRefusal,
      onAttempt: options.witness?.attempted,
    });
    const functionMetrics = new FunctionMetrics({
      metrics: this.metrics,
      read: [
        ...this.alarms.all.flatMap(({ queries }) => queries),
        ...this.boards.flatMap(({ widgets }) =>
          widgets.flatMap((widget) => (widget.kind === 'metrics' ? widget.queries : [])),
        ),
      ],
      publishDelayMs: latency.metricPublishDelay.ms,
    });
    this.door = new Door({
      assembly,
      clock,
      latency,
      meter: this.meter,
      ledger: this.ledger,
      disturb,
      services: {
        ecr: this.ecr,
        ecs: this.ecs,
        ssm: this.ssm,
        sns: this.sns,
        s3: this.s3,
        sqs: this.sqs,
        logs: this.logs,
        dynamodb: this.dynamoDb,
        rds: this.rds,
        ec2: this.ec2,
        secretsmanager: this.secrets,
        elasticloadbalancing: this.loadBalancing,
        'application-autoscaling': this.scaling,
        monitoring: new CloudWatch({
          alarms: this.alarms,
          metrics: this.metrics,
          clock,
          changes: this.alarmChanges,
          onPut: (datum) => this.meter.ownMetric(datum),
        }),
        states: { operations: { ...this.workflows.operations, ...this.httpTasks.operations } },
        lambda: { operations: { Invoke: (input: InvokeInput) => this.invoke(input) } } satisfies ServiceModel,
      },
      rolesOf: (taskDefinition) => this.ecs.rolesOf(taskDefinition),
      onError: ({ service, operation, input }, { code }) => {
        if (service !== 'lambda' || operation !== 'Invoke') return;
        const { name } = this.functions.resource((input as { FunctionName: string }).FunctionName);
        functionMetrics.refused(name, code, clock.now());
      },
      onJudged: options.witness?.judged,
    });
    const { door, sqs, metrics, meter, ledger } = this;
    const embedded = new EmbeddedMetrics({ metrics, meter, ledger, clock, latency });
    this.deliveries = new Deliveries({ door, sqs, metrics, clock, account, onRefusal });
    this.functions = new Functions({
      assembly,
      clock,
      random,
      latency,
      meter: this.meter,
      ledger: this.ledger,
      door: this.door,
      outside: (request) => this.outside(request),
      serves: (host) => this.hosts.has(host),
      ...(options.database ? { database: options.database } : {}),
      onInvoked: (name, at, failed, ms) => functionMetrics.invoked(name, at, clock.now(), failed, ms),
      onLine: (of, line) => {
        // What is wrong with a line is nothing its function learns of.
        try {
          embedded.see(of, line);
        } catch (error) {
          onRefusal(error);
        }
      },
    });
    const toQueue = this.deliveries.toQueue.bind(this.deliveries);
    this.asynchronous = new Asynchronous({ assembly, clock, random, functions: this.functions, toQueue, onRefusal });
    this.scheduler = this.makeScheduler(functionMetrics, deliveryMetrics, onRefusal);
    const api = readApi(assembly);
    this.api =
      api &&
      new HttpApi({
        api,
        assembly,
        clock,
        random,
        latency,
        meter: this.meter,
        metrics: this.metrics,
        logs: this.logs,
        ledger: this.ledger,
        door: this.door,
        functions: this.functions,
        onRefusal,
      });
    // @claim documented: An HTTP API is reached by its domain name from anywhere, a function of the same account included.
    // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
    if (this.api) this.serve(new URL(this.api.endpoint).host, (request) => this.browse(request));
    this.bus = new EventBus({
      clock,
      random,
      account,
      rules: readRules(of('AWS::Events::Rule')),
      deliveryMs: latency.eventDelivery.ms,
      stray,
      deliver: (target, input, rule) => this.deliveries.toTarget(target, input, rule),
      deadLetter: (queueArn, letter, rule) => this.deliveries.deadLetter(queueArn, letter, rule),
      onGivenUp: ({ name }) => deliveryMetrics.invocationFailed(name),
      onRefusal,
      onPut: options.witness?.put,
    });
  }

  /** Whether an event is on its way to a target. */
  get eventsUnderWay(): boolean {
    return this.bus.underWay > 0;
  }

  /** What answers at a host outside AWS. */
  serve(host: string, answer: (request: HttpRequest) => Promise<HttpResponse>): void {
    this.hosts.set(host, answer);
  }

  /**
   * Answers a signed request from a machine outside the account.
   * @param from a role of the assembly; with whose key it is signed does not matter.
   * @throws when the request is for another Region, or for something that is not played.
   */
  async answer(from: CallFrom, request: HttpRequest): Promise<HttpResponse> {
    const { assembly, clock, random } = this.options;
    const call = await clock.whileBusy(() => decode(request));
    const { region } = assembly.account;
    if (call.region !== region) throw new NotPlayed(`${call.service} in ${call.region}`, [region]);
    return this.door.answer(from, call, uuid(random));
  }

  /** What somebody sees who opens the boards on the time since then. @param since milliseconds since the epoch. */
  shown(since: number): readonly ShownLine[] {
    const time = { from: since, to: this.options.clock.now() + 1 };
    return this.boards.flatMap((board) => show(board, this.metrics, time));
  }

  /** An engineer starts an execution with permissions of their own. @throws when there is no such machine. */
  startAsEngineer(machineName: string, input: unknown): void {
    const machine = this.workflows.machines.find(({ name }) => name === machineName);
    if (!machine) throw new Error(`There is no state machine ${machineName}.`);
    this.workflows.operations.StartExecution({ stateMachineArn: machine.arn, input: JSON.stringify(input) });
  }

  /** An engineer invokes a function with permissions of their own. */
  invokeAsEngineer(functionName: string, event: unknown): Promise<unknown> {
    return this.functions.invoke(functionName, event).then((answer) => {
      if ('error' in answer) throw answer.error;
      return answer.result;
    });
  }

  /** An alarm's change to ALARM is announced again, as a change of its own at this instant. */
  announce(alarmName: string): void {
    const seen = this.alarmChanges.find(({ state }) => state === 'ALARM');
    const alarm = this.options.assembly.ofType('AWS::CloudWatch::Alarm').find(({ name }) => name === alarmName);
    if (!seen || !alarm)
      throw new Error(`Alarm ${alarmName} cannot be announced: it does not exist, or nothing has gone wrong yet.`);
    const { event } = seen;
    const state = {
      ...(event.detail.state as object),
      timestamp: new Date(this.options.clock.now()).toISOString().replace('Z', '+0000'),
    };
    this.bus.put({ ...event, resources: [alarm.arn], detail: { ...event.detail, alarmName, state } });
  }

  private makeScheduler(
    functionMetrics: FunctionMetrics,
    deliveryMetrics: DeliveryMetrics,
    onRefusal: (error: unknown) => void,
  ): Scheduler {
    const { assembly, clock, random, latency, stray } = this.options;
    const { deliveries, functions, door, meter } = this;
    return new Scheduler({
      clock,
      random,
      account: assembly.account,
      schedules: assembly.ofType('AWS::Scheduler::Schedule'),
      roles: assembly.roles,
      deliveryMs: latency.scheduleDelivery.ms,
      stray,
      invoke: async (from, functionArn, payload) => {
        meter.scheduleInvocation();
        const Payload = Buffer.from(JSON.stringify(payload));
        await door.call(from, 'lambda', 'Invoke', { FunctionName: functionArn, InvocationType: 'Event', Payload });
      },
      deadLetter: deliveries.toQueue.bind(deliveries),
      onDropped: (group) => deliveryMetrics.tickDropped(group),
      remember: (arn, at) => functionMetrics.invoked(functions.resource(arn).name, at, at, false),
      onRefusal,
    });
  }

  // @claim documented: Lambda takes an event for a function that is invoked asynchronously, answers 202, and invokes it from its queue.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
  private invoke({ FunctionName = '', InvocationType, Payload }: InvokeInput): { StatusCode?: number } {
    // Of whoever waits for the answer the door judges and charges the invocation; the function answers in its own time.
    if (InvocationType !== 'Event') return {};
    this.asynchronous.accept(FunctionName, JSON.parse(Payload ? Buffer.from(Payload).toString() : '{}') as unknown);
    return { StatusCode: 202 };
  }

  /** A topic's message to a function: what it may not be told is a failed delivery. */
  private async notify(
    delivery: Delivery,
    metrics: DeliveryMetrics,
    onRefusal: (error: unknown) => void,
  ): Promise<void> {
    try {
      await this.deliveries.toFunction(delivery);
    } catch (error) {
      if (error instanceof AwsError) metrics.notificationFailed(delivery.topicArn);
      else onRefusal(error);
    }
  }

  /** A function asks our own HTTP API, as a browser does. */
  private async browse({ method, path, headers, body }: HttpRequest): Promise<HttpResponse> {
    const { api } = this;
    if (!api) throw new Error('There is no HTTP API.');
    const answer = await api.request({ method, path, headers, body });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.body };
  }

  private async outside(request: HttpRequest): Promise<HttpResponse> {
    const answer = this.hosts.get(request.host);
    if (!answer) {
      const known = [...this.hosts.keys()].join(', ') || 'none';
      throw new Error(
        `A request went to ${request.host}, which nobody plays in this rehearsal. Hosts played: ${known}.`,
      );
    }
    return answer(request);
  }

  private alarmChanged(change: AlarmStateChange): void {
    this.alarmChanges.push(change);
    this.ledger.events.push(this.bus.put(change.event));
    for (const action of change.actions) void this.deliveries.alarmAction(change, action);
  }
}

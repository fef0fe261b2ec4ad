import type { Datum } from './alarms/metrics';
import { readUnits, writeUnits } from './aws/dynamodb/units';
import { type PriceName, prices } from './prices';
import { NotPlayed } from './refuse';

/** One row of a bill. */
export interface CostLine {
  readonly what: string;
  readonly quantity: number;
  readonly usd: number;
}

type Quantities = Partial<Record<PriceName, number>>;
type Charge = (input: Record<string, unknown>, output: Record<string, unknown>) => Quantities;

const HOUR_MS = 3_600_000;
const CHUNK = 65_536;
const API_INCREMENT = 512 * 1024;
const chunks = (text: unknown): number => Math.max(1, Math.ceil(Buffer.byteLength(String(text ?? '')) / CHUNK));
const nothing: Charge = () => ({ controlPlaneCall: 1 });

/** Services whose calls cost nothing by themselves; a workflow pays by transition, a function by invocation. */
const WITHOUT_CHARGE = [
  'ecs',
  'ecr',
  'rds',
  'elasticloadbalancing',
  'application-autoscaling',
  'ec2',
  'sts',
  'states',
  'lambda',
];

// @claim documented: SNS and SQS bill every 64 KB of a message as one request.
// @source https://aws.amazon.com/sns/pricing/
// @claim documented: GetMetricData is billed for each metric it asks for, not for each call.
// @source https://aws.amazon.com/cloudwatch/pricing/
const CHARGES: Readonly<Record<string, Charge>> = {
  'dynamodb GetItem': (input, output) => ({ dynamoDbReadUnit: readUnits(input, [output.Item]) }),
  'dynamodb Query': (input, output) => ({ dynamoDbReadUnit: readUnits(input, listOf(output.Items)) }),
  'dynamodb PutItem': (input) => ({ dynamoDbWriteUnit: writeUnits(input) }),
  'dynamodb UpdateItem': (input, output) => ({ dynamoDbWriteUnit: writeUnits(input, output.Attributes) }),
  'dynamodb DeleteItem': (input, output) => ({ dynamoDbWriteUnit: writeUnits(input, output.Attributes) }),
  'dynamodb TransactWriteItems': (input) => ({ dynamoDbWriteUnit: transactionUnits(input) }),
  's3 PutObject': () => ({ s3Put: 1 }),
  's3 GetObject': () => ({ s3Get: 1 }),
  's3 HeadObject': () => ({ s3Get: 1 }),
  's3 ListObjectsV2': () => ({ s3Put: 1 }),
  's3 CopyObject': () => ({ s3Put: 1 }),
  'sns Publish': (input) => ({ snsPublish: chunks(input.Message) }),
  'sns ListSubscriptionsByTopic': () => ({ snsPublish: 1 }),
  'sqs SendMessage': (input) => ({ sqsRequest: chunks(input.MessageBody) }),
  'sqs ReceiveMessage': (_input, output) => ({ sqsRequest: chunks(bodiesOf(output)) }),
  'sqs ChangeMessageVisibility': () => ({ sqsRequest: 1 }),
  'sqs DeleteMessage': () => ({ sqsRequest: 1 }),
  'cloudwatch GetMetricData': (input) => ({ getMetricData: metricsAsked(input) }),
  'cloudwatch GetMetricStatistics': () => ({ cloudWatchRequest: 1 }),
  'cloudwatch DescribeAlarms': () => ({ cloudWatchRequest: 1 }),
  'cloudwatch DescribeAlarmHistory': () => ({ cloudWatchRequest: 1 }),
  'cloudwatch PutMetricData': () => ({ cloudWatchRequest: 1 }),
  'cloudwatch SetAlarmState': () => ({ cloudWatchRequest: 1 }),
  'logs FilterLogEvents': () => ({ filterLogEvents: 1 }),
  // @claim assumed: Calls to CloudWatch Logs that neither bring in nor search log data cost nothing.
  // @source https://aws.amazon.com/cloudwatch/pricing/ (names no price)
  'logs DescribeLogGroups': nothing,
  'ssm GetParameter': () => ({ ssmStandardParameter: 1 }),
  'ssm GetParameters': () => ({ ssmStandardParameter: 1 }),
  'ssm GetParameterHistory': () => ({ ssmStandardParameter: 1 }),
  'ssm PutParameter': () => ({ ssmStandardParameter: 1 }),
  'kms Decrypt': () => ({ kmsRequest: 1 }),
  'kms GenerateDataKey': () => ({ kmsRequest: 1 }),
  'secretsmanager GetSecretValue': () => ({ secretRequest: 1 }),
  'secretsmanager DescribeSecret': () => ({ secretRequest: 1 }),
};

const BY_PROTOCOL: Readonly<Record<string, PriceName | 'free' | 'unpriced'>> = {
  email: 'snsEmail',
  'email-json': 'snsEmail',
  https: 'snsHttps',
  lambda: 'free',
  sqs: 'free',
  sms: 'unpriced',
};

/** Adds up what AWS would charge for what happened. */
export class Meter {
  private readonly quantities = new Map<PriceName, number>();
  private unpricedMessages = 0;
  /** Hours of metrics that are charged already. */
  private readonly metricHours = new Set<string>();

  /** Standard transitions: every state entered and every retry, as AWS counts them. */
  transition(n = 1): void {
    this.add({ stateTransition: n });
  }

  /**
   * One invocation of a function on arm64.
   * @param o.ms of the handler; @param o.initMs of a cold start, 0 if not given.
   */
  invocation(o: { ms: number; memoryMb: number; initMs?: number }): void {
    // @claim documented: Since 1 August 2025 the init phase is billed like the handler, for every function; the sum is rounded up to the next millisecond.
    // @source https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
    const billedMs = Math.ceil(o.ms + (o.initMs ?? 0));
    this.add({ lambdaRequest: 1, lambdaGbSecond: (billedMs / 1000) * (o.memoryMb / 1024) });
  }

  /**
   * One call of an API, answered or refused: AWS charges for most refusals too.
   * @param service as in an ARN or as it signs (`cloudwatch` or `monitoring`). @throws NotPlayed when no price is known.
   */
  call(service: string, operation: string, input: object = {}, output: object = {}): void {
    const name = service === 'monitoring' ? 'cloudwatch' : service;
    const charge = CHARGES[`${name} ${operation}`] ?? (WITHOUT_CHARGE.includes(name) ? nothing : undefined);
    if (!charge)
      throw new NotPlayed(`the price of ${service} ${operation}`, [...Object.keys(CHARGES), ...WITHOUT_CHARGE]);
    this.add(charge(input as Record<string, unknown>, output as Record<string, unknown>));
  }

  /** One message that SNS brought to an endpoint. @throws NotPlayed for a protocol without a price. */
  delivery(protocol: string): void {
    const price = BY_PROTOCOL[protocol];
    if (!price) throw new NotPlayed(`the price of an SNS delivery by ${protocol}`, Object.keys(BY_PROTOCOL));
    if (price === 'unpriced') this.unpricedMessages++;
    else if (price !== 'free') this.add({ [price]: 1 });
  }

  /** One request to an HTTP API. @param bytes of its body or of the answer's, whichever is more. */
  apiRequest(bytes: number): void {
    // @claim documented: Requests to an HTTP API are metered in increments of 512 KB.
    // @source https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html
    // @claim assumed: Every request is charged, also one that is throttled, not authorised or meant for no route.
    // @source https://aws.amazon.com/api-gateway/pricing/ (says otherwise of some refusals, and was not opened)
    this.add({ httpApiRequest: Math.max(1, Math.ceil(bytes / API_INCREMENT)) });
  }

  /** An event of an AWS service that a rule matched. */
  event(n = 1): void {
    this.add({ awsServiceEvent: n });
  }

  /** One attempt of a schedule to invoke its target. */
  scheduleInvocation(): void {
    // @claim assumed: Every attempt of a schedule is charged, a retry too.
    // @source https://aws.amazon.com/eventbridge/pricing/ (speaks of invocations)
    this.add({ scheduleInvocation: 1 });
  }

  /** A datum of a metric that is no service's own. */
  ownMetric({ namespace, name, dimensions, at }: Pick<Datum, 'namespace' | 'name' | 'dimensions' | 'at'>): void {
    // @claim documented: A metric of one's own, one for each set of dimensions, is charged by the hour, and only for the hours in which it is sent data.
    // @source https://aws.amazon.com/cloudwatch/pricing/
    const hour = `${Math.floor(at / HOUR_MS)} ${namespace} ${name} ${JSON.stringify(dimensions)}`;
    if (this.metricHours.has(hour)) return;
    this.metricHours.add(hour);
    this.add({ ownMetricHour: 1 });
  }

  /** Traces recorded by X-Ray. */
  trace(n = 1): void {
    this.add({ xrayTrace: n });
  }

  usd(): number {
    return this.lines().reduce((sum, line) => sum + line.usd, 0);
  }

  /** What was used, dearest first; what has no price (SMS) stands last with 0. */
  lines(): CostLine[] {
    const priced = [...this.quantities].map(([name, quantity]) => ({
      what: `${name}: ${prices[name].unit}`,
      quantity,
      usd: quantity * prices[name].usd,
    }));
    priced.sort((a, b) => b.usd - a.usd || a.what.localeCompare(b.what, 'en'));
    const sms = { what: 'SMS: message (no price known for India)', quantity: this.unpricedMessages, usd: 0 };
    return this.unpricedMessages > 0 ? [...priced, sms] : priced;
  }

  private add(quantities: Quantities): void {
    for (const [name, quantity] of Object.entries(quantities) as [PriceName, number][]) {
      this.quantities.set(name, (this.quantities.get(name) ?? 0) + quantity);
    }
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const bodiesOf = (output: Record<string, unknown>): string =>
  listOf(output.Messages)
    .map((message) => (message as { Body?: string }).Body)
    .join('');

function metricsAsked(input: Record<string, unknown>): number {
  return listOf(input.MetricDataQueries).filter((query) => (query as { MetricStat?: unknown }).MetricStat !== undefined)
    .length;
}

// @claim documented: A write in a transaction costs twice its write units, since each item is prepared and then committed.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
function transactionUnits(input: Record<string, unknown>): number {
  const writes = listOf(input.TransactItems).flatMap((item) => Object.values(item as object));
  return 2 * writes.reduce((sum: number, write) => sum + writeUnits(write as Record<string, unknown>), 0);
}

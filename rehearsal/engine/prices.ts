/** What AWS charges for one unit of something, on demand and without any free allowance. */
export interface Price {
  readonly usd: number;
  /** One of what. */
  readonly unit: string;
  readonly region: 'ap-south-1' | 'us-east-1';
  readonly source: string;
  /** When the price was read by who quotes it or, where that is not said, when we found the quotation. */
  readonly date: string;
}

const READ = '2026-09-17';
const mumbai = (usd: number, unit: string, usageType: string, date = READ): Price => ({
  usd,
  unit,
  region: 'ap-south-1',
  source: `AWS Price List API, usage type ${usageType}, as quoted by a public cost sheet; not read from AWS by us`,
  date,
});
const virginia = (usd: number, unit: string, source: string): Price => ({
  usd,
  unit,
  region: 'us-east-1',
  source: `${source} (commonly quoted list price; the page itself was not opened)`,
  date: '2026-11-22',
});
const free = (unit: string, source: string): Price => ({
  usd: 0,
  unit,
  region: 'ap-south-1',
  source,
  date: '2026-11-22',
});

// @claim cross-checked: Mumbai charges $0.0285 for 1,000 Standard state transitions.
// @source https://aws.amazon.com/step-functions/pricing/ (two independent quotations agree)
// @claim cross-checked: Mumbai charges $0.0000133334 for a GB-second on arm64, $0.71 for a million DynamoDB write request units and $0.1425 for a million read request units.
// @source https://aws.amazon.com/lambda/pricing/ and https://aws.amazon.com/dynamodb/pricing/on-demand/ (two independent quotations of the Price List API agree on DynamoDB, one gives Lambda)
// @claim assumed: What was found for us-east-1 only (SNS, SQS, API Gateway, CloudWatch requests, Scheduler, Secrets Manager, X-Ray) costs the same in Mumbai.
// @source https://aws.amazon.com/pricing/
// @claim assumed: No free allowance is left; AWS would charge nothing for the first part of most rows every month.
// @source https://aws.amazon.com/free/

/** Every price the rehearsal charges. */
export const prices = {
  stateTransition: mumbai(0.0000285, 'Standard state transition', 'APS3-StateTransition'),
  lambdaGbSecond: mumbai(0.0000133334, 'GB-second, arm64', 'APS3-Lambda-GB-Second-ARM'),
  lambdaRequest: mumbai(0.0000002, 'request', 'APS3-Request'),
  dynamoDbWriteUnit: mumbai(0.00000071, 'write request unit', 'APS3-WriteRequestUnits'),
  dynamoDbReadUnit: mumbai(0.0000001425, 'read request unit', 'APS3-ReadRequestUnits'),
  s3Put: mumbai(0.000005, 'PUT, COPY, POST or LIST request', 'APS3-Requests-Tier1', '2026-11-22'),
  s3Get: mumbai(0.0000004, 'GET or other request', 'APS3-Requests-Tier2', '2026-11-22'),
  snsPublish: virginia(0.0000005, 'request of up to 64 KB', 'https://aws.amazon.com/sns/pricing/'),
  snsEmail: virginia(0.00002, 'e-mail notification', 'https://aws.amazon.com/sns/pricing/'),
  snsHttps: virginia(0.0000006, 'HTTPS notification', 'https://aws.amazon.com/sns/pricing/'),
  sqsRequest: virginia(0.0000004, 'request of up to 64 KB', 'https://aws.amazon.com/sqs/pricing/'),
  httpApiRequest: virginia(
    0.000001,
    'request to an HTTP API, each 512 KB of it',
    'https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html',
  ),
  getMetricData: virginia(0.00001, 'metric requested', 'https://aws.amazon.com/cloudwatch/pricing/'),
  cloudWatchRequest: virginia(0.00001, 'request', 'https://aws.amazon.com/cloudwatch/pricing/'),
  ownMetricHour: virginia(
    0.000417,
    'hour of a metric of our own; a month of them is $0.30',
    'https://aws.amazon.com/cloudwatch/pricing/',
  ),
  kmsRequest: mumbai(0.000003, 'request', 'ap-south-1-KMS-Requests'),
  secretRequest: virginia(0.000005, 'request', 'https://aws.amazon.com/secrets-manager/pricing/'),
  xrayTrace: virginia(0.000005, 'trace recorded', 'https://aws.amazon.com/xray/pricing/'),
  filterLogEvents: free('request', 'https://aws.amazon.com/cloudwatch/pricing/ (no charge is listed)'),
  scheduleInvocation: virginia(0.000001, 'invocation of a schedule', 'https://aws.amazon.com/eventbridge/pricing/'),
  awsServiceEvent: free('event of an AWS service', 'https://aws.amazon.com/eventbridge/pricing/'),
  ssmStandardParameter: free('call, standard throughput', 'https://aws.amazon.com/systems-manager/pricing/'),
  controlPlaneCall: free('call', 'https://aws.amazon.com/pricing/ (ECS, RDS, load balancer and similar calls)'),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/**
 * SMS has no row: the price in India depends on the route and the registration of the sender.
 * It is counted and never priced.
 */
export const UNPRICED = ['SMS'] as const;

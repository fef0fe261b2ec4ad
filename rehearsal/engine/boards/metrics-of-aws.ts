import type { Assembly, Resource } from '../assembly';
import { NotPlayed } from '../refuse';
import type { BoardLine } from './lines';

/** Metrics that a service publishes of what we have, and the dimension that says of which. */
interface OfService {
  readonly names: readonly string[];
  readonly dimension: string;
  /** What it says: of each resource of a type, or one word. */
  readonly values: (assembly: Assembly) => readonly string[];
}

const of =
  (type: string, value: (resource: Resource) => string) =>
  (assembly: Assembly): readonly string[] =>
    assembly.ofType(type).map(value);
const name = ({ name }: Resource): string => name;

// @claim documented: AWS/Lambda has Invocations, Errors, Throttles and Duration of each function by FunctionName alone.
// @source https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
// @claim documented: AWS/States has the executions of each workflow that were started, failed, timed out and were aborted, by StateMachineArn alone.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
// @claim documented: The metrics of a queue, a topic and a rule bear its name as their only dimension: QueueName, TopicName, RuleName.
// @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html, https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html and https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
// @claim cross-checked: ConsumedCapacity of state transitions is one metric of the account, under ServiceMetric = StateTransition.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html and aws-cdk-lib aws-stepfunctions StateTransitionMetric
const OF_AWS: Readonly<Record<string, readonly OfService[]>> = {
  'AWS/Lambda': [
    {
      names: ['Invocations', 'Errors', 'Throttles', 'Duration'],
      dimension: 'FunctionName',
      values: of('AWS::Lambda::Function', name),
    },
  ],
  'AWS/States': [
    {
      names: ['ExecutionsStarted', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'],
      dimension: 'StateMachineArn',
      values: of('AWS::StepFunctions::StateMachine', ({ arn }) => arn),
    },
    { names: ['ConsumedCapacity'], dimension: 'ServiceMetric', values: () => ['StateTransition'] },
  ],
  'AWS/SQS': [
    {
      names: ['ApproximateNumberOfMessagesVisible'],
      dimension: 'QueueName',
      values: of('AWS::SQS::Queue', name),
    },
  ],
  'AWS/SNS': [{ names: ['NumberOfNotificationsFailed'], dimension: 'TopicName', values: of('AWS::SNS::Topic', name) }],
  'AWS/Events': [{ names: ['FailedInvocations'], dimension: 'RuleName', values: of('AWS::Events::Rule', name) }],
};

/**
 * A metric of AWS that nobody publishes would be an empty line for ever.
 * @throws when a service has no such metric, or not of this resource, or there is no such resource.
 */
export function checkMetrics(queries: readonly BoardLine[], where: string, assembly: Assembly): void {
  for (const { source } of queries) {
    if ('root' in source || !source.namespace.startsWith('AWS/')) continue;
    const { namespace, name: metric, dimensions } = source;
    const [dimension, ...others] = Object.keys(dimensions);
    const found = OF_AWS[namespace]?.find(({ names }) => names.includes(metric));
    const what = `${namespace} ${metric} ${JSON.stringify(dimensions)}`;
    if (!found || found.dimension !== dimension || others.length > 0) {
      throw new NotPlayed(
        `${where}: ${what}`,
        Object.entries(OF_AWS).flatMap(([service, all]) =>
          all.map(({ names, dimension: by }) => `${service} ${names.join(', ')} by ${by}`),
        ),
      );
    }
    if (!found.values(assembly).includes(dimensions[dimension] ?? '')) {
      throw new Error(`${where}: ${what}: there is none of this name.`);
    }
  }
}

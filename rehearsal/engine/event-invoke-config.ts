import type { Assembly, Resource } from './assembly';
import { NotPlayed, refuseOthers } from './refuse';

/** How a function's queue of asynchronous events is kept. */
export interface AsynchronousSettings {
  readonly maximumEventAgeInSeconds: number;
  readonly maximumRetryAttempts: number;
  /** Queue that is told of events that were given up. */
  readonly onFailureArn?: string;
}

export const BY_DEFAULT: AsynchronousSettings = { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 2 };

const MEMBERS = [
  'FunctionName',
  'Qualifier',
  'MaximumEventAgeInSeconds',
  'MaximumRetryAttempts',
  'DestinationConfig',
] as const;
const QUEUE = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/;

/** The `AWS::Lambda::EventInvokeConfig` of each function that has one, by its ARN. @throws NotPlayed for other settings. */
export function readAsynchronousSettings(assembly: Assembly): ReadonlyMap<string, AsynchronousSettings> {
  const functions = assembly.ofType('AWS::Lambda::Function');
  return new Map(
    assembly.ofType('AWS::Lambda::EventInvokeConfig').map((config) => {
      const given = String(config.properties.FunctionName);
      const found = functions.find(({ name, arn }) => name === given || arn === given);
      if (!found) throw new Error(`${config.logicalId}: FunctionName is ${given}, which is no function of the stacks`);
      return [found.arn, readSettings(config)];
    }),
  );
}

// @claim documented: An event is kept for 60 seconds to 6 hours and retried at most twice.
// @source https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
function readSettings({ logicalId, properties }: Resource): AsynchronousSettings {
  refuseOthers(`${logicalId}:`, properties, MEMBERS);
  const { Qualifier, MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = properties;
  if (Qualifier !== '$LATEST') throw new NotPlayed(`${logicalId}: Qualifier ${String(Qualifier)}`, ['$LATEST']);
  const onFailureArn = readDestination(properties.DestinationConfig ?? {}, logicalId);
  return {
    maximumEventAgeInSeconds: count(age ?? BY_DEFAULT.maximumEventAgeInSeconds, 60, 21_600, `${logicalId}: age`),
    maximumRetryAttempts: count(retries ?? BY_DEFAULT.maximumRetryAttempts, 0, 2, `${logicalId}: retries`),
    ...(onFailureArn === undefined ? {} : { onFailureArn }),
  };
}

function readDestination(given: object, logicalId: string): string | undefined {
  refuseOthers(`${logicalId}: DestinationConfig`, given, ['OnFailure']);
  const { OnFailure: onFailure } = given as { OnFailure?: { Destination?: string } };
  if (onFailure === undefined) return undefined;
  const arn = String(onFailure.Destination);
  if (!QUEUE.test(arn)) throw new NotPlayed(`${logicalId}: OnFailure ${arn}`, ['ARNs of queues']);
  return arn;
}

function count(value: unknown, least: number, most: number, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${where} is ${JSON.stringify(value)}; expected a whole number from ${least} to ${most}`);
}

import { refuseOthers } from '../refuse';
import { checkInput } from './input';
import type { EventPattern, Rule, RuleTarget, TargetInput } from './model';
import { checkPattern } from './pattern';

/** An AWS::Events::Rule of the stack, its intrinsics resolved. */
interface RuleResource {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface TargetProperties extends TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds?: number; readonly MaximumRetryAttempts?: number };
}

const RULE_PROPERTIES = ['Name', 'Description', 'EventBusName', 'EventPattern', 'State', 'Targets', 'Tags'];
const INPUTS = ['Input', 'InputPath', 'InputTransformer'];
const TARGET_PROPERTIES = ['Id', 'Arn', 'RoleArn', 'DeadLetterConfig', 'RetryPolicy', ...INPUTS];

// @claim documented: By default EventBridge retries a delivery for 24 hours and up to 185 times
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const DEFAULT_AGE_SECONDS = 86_400;
const DEFAULT_RETRIES = 185;

/**
 * Reads the stack's rules.
 * @throws for a schedule, another bus than the default one, and every property or pattern the rehearsal does not play.
 */
export function readRules(resources: readonly RuleResource[]): Rule[] {
  return resources.map(readRule);
}

function readRule({ logicalId, name, arn, properties }: RuleResource): Rule {
  const where = `rule ${name} (logical id ${logicalId})`;
  refuseOthers(where, properties, RULE_PROPERTIES);
  const { EventBusName: bus = 'default', State: state = 'ENABLED', EventPattern: pattern, Targets = [] } = properties;
  if (bus !== 'default')
    throw new Error(`${where}: the rehearsal plays the default event bus only, not ${String(bus)}`);
  if (state !== 'ENABLED' && state !== 'DISABLED') {
    throw new Error(`${where}: the rehearsal knows the states ENABLED and DISABLED, not ${String(state)}`);
  }
  checkPattern(pattern, where);
  const targets = (Targets as TargetProperties[]).map((target) => readTarget(target, where));
  return { name, arn, enabled: state === 'ENABLED', pattern: pattern as EventPattern, targets };
}

function readTarget(target: TargetProperties, rule: string): RuleTarget {
  const where = `${rule}, target ${target.Id}`;
  refuseOthers(where, target, TARGET_PROPERTIES);
  checkInput(target, where);
  return {
    id: target.Id,
    arn: target.Arn,
    ...(target.Input === undefined ? {} : { Input: target.Input }),
    ...(target.InputPath === undefined ? {} : { InputPath: target.InputPath }),
    ...(target.InputTransformer === undefined ? {} : { InputTransformer: target.InputTransformer }),
    ...(target.RoleArn === undefined ? {} : { roleArn: target.RoleArn }),
    ...(target.DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: target.DeadLetterConfig.Arn }),
    maximumEventAgeInSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS,
    maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
  };
}

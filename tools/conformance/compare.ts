import type { SimulatePolicyResponse } from '@aws-sdk/client-iam';
import type { TestStateOutput } from '@aws-sdk/client-sfn';
import type { PatternQuestion, PolicyQuestion, StateClaim, StateQuestion } from './question';
import type { Difference } from './verdict';

/** What TestState calls a state in its words, whatever its name. */
// As AWS was recorded: https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/test_state/test_test_state_scenarios.py
const ITS_NAME = "'StateName'";

export function compareState({ claim, request }: StateQuestion, answer: TestStateOutput): Difference[] {
  const cause = answer.cause?.replaceAll(ITS_NAME, `'${request.stateName}'`);
  const said: Record<keyof StateClaim, unknown> = {
    status: answer.status,
    nextState: answer.nextState,
    output: json(answer.output),
    // Absent where there are none.
    variables: json(answer.inspectionData?.variables) ?? {},
    error: answer.error || undefined,
    cause: cause || undefined,
    retryBackoffIntervalSeconds: answer.inspectionData?.errorDetails?.retryBackoffIntervalSeconds,
  };
  const always: readonly (keyof StateClaim)[] = ['status', 'nextState', 'error', 'cause'];
  return (Object.keys(said) as (keyof StateClaim)[])
    .filter((what) => always.includes(what) || what in claim)
    .flatMap((what) => inJson(what, claim[what], said[what]));
}

/** Where two JSON values differ, by path. The order of an object's members does not count. */
function inJson(what: string, engine: unknown, aws: unknown): Difference[] {
  if (!isObject(engine) || !isObject(aws) || Array.isArray(engine) !== Array.isArray(aws)) {
    return engine === aws ? [] : [{ what, engine, aws }];
  }
  const keys = new Set([...Object.keys(engine), ...Object.keys(aws)]);
  return [...keys].flatMap((key) => inJson(`${what}.${key}`, engine[key], aws[key]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function comparePattern({ claim }: PatternQuestion, matches: boolean | undefined): Difference[] {
  return claim.matches === matches ? [] : [{ what: 'matches', engine: claim.matches, aws: matches }];
}

export function comparePolicy({ claim, request }: PolicyQuestion, answer: SimulatePolicyResponse): Difference[] {
  const [result] = answer.EvaluationResults ?? [];
  const resource = request.ResourceArns?.[0];
  const specific = result?.ResourceSpecificResults?.find(({ EvalResourceName }) => EvalResourceName === resource);
  const decision = specific?.EvalResourceDecision ?? result?.EvalDecision;
  if (claim.allowed === (decision === 'allowed') && decision !== undefined) return [];
  const missing = [...(specific?.MissingContextValues ?? []), ...(result?.MissingContextValues ?? [])];
  const without = missing.length > 0 ? `, without ${[...new Set(missing)].join(', ')}` : '';
  return [{ what: 'decision', engine: claim.allowed ? 'allowed' : 'denied', aws: `${decision ?? 'none'}${without}` }];
}

function json(text: string | undefined): unknown {
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

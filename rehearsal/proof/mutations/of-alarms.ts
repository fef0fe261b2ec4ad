import type { Assembly, Resource } from '../../engine/assembly';
import { type Alteration, nth, shortName, without } from './mutant';
import { touch } from './touches';

/** What an alarm does on entering a state, and the state. */
const ACTIONS = { AlarmActions: 'ALARM', OKActions: 'OK', InsufficientDataActions: 'INSUFFICIENT_DATA' } as const;

/** Beyond whatever is measured: counts, seconds, percentages, bytes, rupees. */
const OUT_OF_REACH = 1e15;

/** An alarm that is not there, that is never red, and that tells nobody. */
export function ofAlarm(assembly: Assembly, resource: Resource): readonly Alteration[] {
  const { name, properties, type } = resource;
  const alarm = `alarm ${shortName(assembly, name)}`;
  const touched = touch.alarm(name, 'ALARM');
  const removed: Alteration = {
    kind: 'alarm removed',
    what: `${alarm} removed`,
    touched,
    change: () => undefined,
  };
  const below = String(properties.ComparisonOperator).startsWith('Less');
  const outOfReach: Alteration = {
    kind: 'alarm out of reach',
    what: `${alarm} out of reach`,
    touched,
    change: (of) =>
      type === 'AWS::CloudWatch::CompositeAlarm'
        ? { ...of, AlarmRule: 'FALSE' }
        : { ...of, Threshold: below ? -OUT_OF_REACH : OUT_OF_REACH },
  };
  // CloudFormation does not remove an alarm that a composite alarm or a dashboard names.
  return [...(isNamed(assembly, resource) ? [] : [removed]), outOfReach, ...ofActions(alarm, resource)];
}

const isNamed = (assembly: Assembly, { name, arn }: Resource): boolean =>
  assembly
    .ofType('AWS::CloudWatch::CompositeAlarm')
    .some(({ properties }) => String(properties.AlarmRule).includes(`${name}"`)) ||
  assembly
    .ofType('AWS::CloudWatch::Dashboard')
    .some(({ properties }) => String(properties.DashboardBody).includes(`"${arn}"`));

const ofActions = (alarm: string, { name, properties }: Resource): readonly Alteration[] =>
  Object.entries(ACTIONS).flatMap(([list, state]) => {
    const actions = (properties[list] ?? []) as readonly string[];
    return actions.map((_, position) => ({
      kind: 'alarm action removed' as const,
      what: `${alarm}: ${nth('action', position, actions)} on ${state} removed`,
      touched: touch.alarm(name, state),
      change: (of: Resource['properties']) => ({ ...of, [list]: without(actions, position) }),
    }));
  });

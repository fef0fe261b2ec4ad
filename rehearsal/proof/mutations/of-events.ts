import type { Assembly, Resource } from '../../engine/assembly';
import { type Alteration, shortName, without } from './mutant';
import { touch } from './touches';

interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

/** A rule that hears nothing, that tells nobody, and whose target has no dead-letter queue. */
export function ofRule(assembly: Assembly, { name, properties }: Resource): readonly Alteration[] {
  const rule = `rule ${shortName(assembly, name)}`;
  const targets = (properties.Targets ?? []) as readonly Target[];
  return [
    {
      kind: 'rule disabled',
      what: `${rule} disabled`,
      touched: touch.rule(name),
      change: (of) => ({ ...of, State: 'DISABLED' }),
    },
    ...targets.flatMap(({ Id, DeadLetterConfig }, position): readonly Alteration[] => [
      {
        kind: 'target removed',
        what: `${rule}: target ${Id} removed`,
        touched: touch.rule(name),
        change: (of) => ({ ...of, Targets: without(targets, position) }),
      },
      ...ofLetters(`${rule}: target ${Id}`, name, DeadLetterConfig?.Arn, (of) => ({
        ...of,
        Targets: targets.map((target, index) =>
          index === position ? { ...target, DeadLetterConfig: undefined } : target,
        ),
      })),
    ]),
  ];
}

/** A schedule that is not there, and one whose target has no dead-letter queue. */
export function ofSchedule(assembly: Assembly, { name, properties }: Resource): readonly Alteration[] {
  const schedule = `schedule ${shortName(assembly, name)}`;
  const target = properties.Target as Target;
  return [
    {
      kind: 'schedule removed',
      what: `${schedule} removed`,
      touched: touch.schedule(name),
      change: () => undefined,
    },
    ...ofLetters(schedule, name, target.DeadLetterConfig?.Arn, (of) => ({
      ...of,
      Target: { ...target, DeadLetterConfig: {} },
    })),
  ];
}

/** What a function gives up of its asynchronous events is told to nobody. */
export function ofInvokeConfig(assembly: Assembly, { properties }: Resource): readonly Alteration[] {
  const given = String(properties.FunctionName);
  const name = assembly.byArn(given)?.name ?? given;
  const { OnFailure } = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination?: string } };
  return ofLetters(`function ${shortName(assembly, name)}`, name, OnFailure?.Destination, (of) => ({
    ...of,
    DestinationConfig: {},
  }));
}

function ofLetters(
  what: string,
  by: string,
  queueArn: string | undefined,
  change: Alteration['change'],
): readonly Alteration[] {
  if (queueArn === undefined) return [];
  return [
    {
      kind: 'dead-letter queue removed',
      what: `${what}: dead-letter queue removed`,
      touched: touch.letter(by, queueArn),
      change,
    },
  ];
}

/** Somebody who hears nothing of a topic any more. */
export function ofSubscription(_: Assembly, { properties }: Resource): readonly Alteration[] {
  const [topicArn, endpoint] = [String(properties.TopicArn), String(properties.Endpoint)];
  return [
    {
      kind: 'subscription removed',
      what: `topic ${topicArn.split(':').at(-1)}: subscription of ${endpoint} removed`,
      touched: touch.message(topicArn, endpoint),
      change: () => undefined,
    },
  ];
}

import { stateOf } from '../shared/database';
import type { DatabaseState, ServiceState, SystemState } from '../shared/maintenance/state';

/** One thing that is not as it was, in words. */
export interface Difference {
  readonly says: string;
  /** Nobody has done it on purpose, and it needs nobody: alarms change their state, autoscaling its counts. */
  readonly expected: boolean;
}

type Look<T> = { readonly seen: T } | { readonly unseen: string };

/** What is compared; what could not be read on either side cannot be, and is said apart. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly notCompared: readonly string[];
}

/**
 * Every difference between two documents of the state. What autoscaling and alarms do by themselves is expected: a desired
 * count within bounds that are still the same and not suspended, running tasks that follow it, the state of an alarm, a
 * status of the database that is as usable as the one before. Everything else somebody has changed, and it is unexpected:
 * maintenance changes nothing about the setup.
 */
export function compareStates(before: SystemState, after: SystemState): Comparison {
  const differences: Difference[] = [];
  const notCompared: string[] = [];
  const both = <T>(
    what: string,
    one: Look<T> | undefined,
    other: Look<T> | undefined,
    compare: (one: T, other: T) => Difference[],
  ) => {
    if (one && other && 'seen' in one && 'seen' in other) {
      differences.push(...compare(one.seen, other.seen));
      return;
    }
    const whys = [why('before', one), why('after', other)].flat();
    notCompared.push(`${what} (${whys.join('; ')})`);
  };
  for (const name of names(before.services, after.services)) {
    both(name, before.services[name], after.services[name], (one, other) => ofService(name, one, other));
  }
  both(`database ${before.instance}`, before.database, after.database, (one, other) =>
    ofDatabase(before.instance, one, other),
  );
  both('the parameters', before.parameters, after.parameters, (one, other) => ofParameters(one, other));
  both('the alarms', before.alarms, after.alarms, (one, other) => ofAlarms(one, other));
  return { differences, notCompared };
}

const why = (when: string, look: Look<unknown> | undefined): string[] =>
  !look ? [`not documented ${when}`] : 'unseen' in look ? [`${when}: ${look.unseen}`] : [];

const names = (one: object, other: object): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** By field: what is not the same. */
function changes<T extends object>(of: string, one: T, other: T, fields: readonly (keyof T & string)[]): Difference[] {
  return fields.flatMap((field) => {
    const [was, is] = [shown(one[field]), shown(other[field])];
    return was === is ? [] : [{ says: `${of}: ${WORDS[field] ?? field} was ${was}, is ${is}`, expected: false }];
  });
}

/** Where a field's name is no word. */
const WORDS: Readonly<Record<string, string>> = {
  taskDefinition: 'task definition',
  runningDigests: 'image digests of the running tasks',
  scaling: 'scalable target',
  policies: 'scaling policies',
  instanceClass: 'instance class',
  engineVersion: 'engine version',
  storageGb: 'storage in GB',
  storageType: 'storage type',
  multiAz: 'Multi-AZ',
  deletionProtection: 'deletion protection',
  subnetGroup: 'subnet group',
  securityGroups: 'security groups',
  parameterGroups: 'parameter groups',
  pending: 'pending changes',
};

function ofService(name: string, one: ServiceState, other: ServiceState): Difference[] {
  const setup = changes(name, one, other, ['taskDefinition', 'images', 'scaling', 'policies']);
  // A service without tasks has no digests: that is a difference of its counts.
  const digests = one.running > 0 && other.running > 0 ? changes(name, one, other, ['runningDigests']) : [];
  return [...setup, ...digests, ...ofCounts(name, one, other)];
}

function ofCounts(name: string, one: ServiceState, other: ServiceState): Difference[] {
  const scaled = other.scaling !== null && shown(one.scaling) === shown(other.scaling);
  const { min, max, suspended } = other.scaling ?? { min: 0, max: 0, suspended: { in: true, out: true } };
  const within = (desired: number) => min <= desired && desired <= max;
  const byItself =
    scaled &&
    within(one.desired) &&
    within(other.desired) &&
    !(other.desired > one.desired ? suspended.out : suspended.in);
  const desired =
    one.desired === other.desired
      ? []
      : [{ says: `${name}: desired count was ${one.desired}, is ${other.desired}`, expected: byItself }];
  const running =
    one.running === other.running
      ? []
      : [
          {
            says: `${name}: running tasks were ${one.running}, are ${other.running} of ${other.desired}`,
            expected: other.running === other.desired && (one.desired === other.desired || byItself),
          },
        ];
  return [...desired, ...running];
}

function ofDatabase(instance: string, one: DatabaseState, other: DatabaseState): Difference[] {
  const { status: was } = one;
  const { status: is } = other;
  const status =
    was === is ? [] : [{ says: `${instance}: status was ${was}, is ${is}`, expected: stateOf(is) === 'usable' }];
  return [
    ...status,
    ...changes(instance, one, other, [
      'instanceClass',
      'engine',
      'engineVersion',
      'storageGb',
      'storageType',
      'multiAz',
      'deletionProtection',
      'subnetGroup',
      'securityGroups',
      'parameterGroups',
      'pending',
    ]),
  ];
}

type Seen<K extends 'parameters' | 'alarms'> = Extract<SystemState[K], { readonly seen: unknown }>['seen'];

function ofParameters(one: Seen<'parameters'>, other: Seen<'parameters'>): Difference[] {
  return names(one, other).flatMap((name) => {
    const [was, is] = [one[name] ?? null, other[name] ?? null];
    if (was === null || is === null) {
      return was === is ? [] : [{ says: `parameter ${name} is ${is === null ? 'gone' : 'new'}`, expected: false }];
    }
    if (was.version === is.version && was.value === is.value) return [];
    const value = was.value === is.value ? '' : `"${was.value}" to "${is.value}", `;
    return [
      { says: `parameter ${name} was changed: ${value}version ${was.version} to ${is.version}`, expected: false },
    ];
  });
}

function ofAlarms(one: Seen<'alarms'>, other: Seen<'alarms'>): Difference[] {
  return names(one, other).flatMap((name) => {
    const [was, is] = [one[name], other[name]];
    if (!was || !is) return [{ says: `alarm ${name} is ${is ? 'new' : 'gone'}`, expected: false }];
    return [
      ...(was.state === is.state ? [] : [{ says: `alarm ${name} was ${was.state}, is ${is.state}`, expected: true }]),
      ...(was.actionsEnabled === is.actionsEnabled
        ? []
        : [
            {
              says: `alarm ${name}: its actions are ${is.actionsEnabled ? 'enabled' : 'disabled'} now`,
              expected: false,
            },
          ]),
    ];
  });
}

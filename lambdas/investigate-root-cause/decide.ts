import type { Service } from '@aws-sdk/client-ecs';
import { groupByShape, type Shape } from '../shared/error-shapes';
import type { LogLines } from '../shared/log-lines';
import type { Point } from '../shared/metrics';
import type { Look, StepResult } from '../shared/step';
import { counted, duration } from '../shared/wording';
import { type Around, type Change, describeDeployments, eventsSince } from './deployments';
import { memoryTrend, type Trend } from './memory-trend';
import { describeSlowQueries, slowQueries } from './slow-queries';

export interface Seen extends Around {
  /** The beginning of the window, in milliseconds since the epoch. */
  readonly from: number;
  readonly service: Look<Service | undefined>;
  readonly errors: Look<LogLines>;
  readonly memory: Look<readonly Point[]>;
  /** null: no log of them is configured. */
  readonly slowQueries: Look<LogLines> | null;
}

const ERROR = /\bERROR\b/;
const TOP = 5;

/**
 * What may lie behind it: a release shortly before the alarm, an error that fills the log, memory that leaks, statements
 * that are slow. It only tells: none of the four is proof, and what follows from them (a roll-back above all) is a person's
 * decision. Memory that leaks is for people even where the alarm is about to clear: new tasks lower the average, and the
 * old ones go on leaking. Whatever cannot be read is said, and the rest is told all the same.
 */
export function describeRootCause(seen: Seen): StepResult {
  const change = deployments(seen);
  const shapes = 'seen' in seen.errors ? errorShapes(seen.errors.seen) : [];
  const trend = 'seen' in seen.memory ? memoryTrend(seen.memory.seen) : undefined;
  const parts = [
    change.says,
    describeErrors(seen.errors, shapes),
    'unseen' in seen.memory ? `could not check the memory (${seen.memory.unseen})` : describeTrend(trend),
    describeSlowQueries(seen.slowQueries),
  ];
  const advice = [
    ...(change.suspect ? ['Compare the suspect deployment with the release before it.'] : []),
    ...(trend?.kind === 'leak'
      ? ['Scaling up does not help a leak: find it; until then a restart frees the memory for a while.']
      : []),
  ].join(' ');
  return {
    ...(trend?.kind === 'leak' ? { outcome: 'escalate', verdict: 'not-fixed' } : { outcome: 'continue' }),
    finding: `${capital(parts.join('; ')).replace(/\.$/, '')}.`,
    ...(advice ? { advice } : {}),
    evidence: {
      deployments: deploymentList(seen.service),
      events: 'seen' in seen.service && seen.service.seen ? eventsSince(seen.service.seen, seen.from) : [],
      errors: shapes.slice(0, TOP).map(({ shape, count }) => `${count} x ${shape}`),
      memory: trend ?? 'could not check',
      slowQueries: statements(seen.slowQueries),
    },
  };
}

function deployments({ service, ...around }: Seen): Change {
  if ('unseen' in service) return { says: `could not check the deployments (${service.unseen})`, suspect: false };
  if (!service.seen) return { says: 'could not check the deployments (there is no such service)', suspect: false };
  return describeDeployments(service.seen, around);
}

const errorShapes = ({ lines }: LogLines): Shape[] =>
  groupByShape(
    lines.filter(({ message }) => ERROR.test(message)),
    ERROR,
  );

function describeErrors(errors: Look<LogLines>, shapes: readonly Shape[]): string {
  if ('unseen' in errors) return `could not read the logs (${errors.unseen})`;
  const total = shapes.reduce((sum, { count }) => sum + count, 0);
  const top = shapes[0];
  const least = errors.seen.truncated ? 'at least ' : '';
  if (!top) return `${least}0 lines with ERROR`;
  const kinds = counted(shapes.length, 'kind');
  return `${least}${counted(total, 'line')} with ERROR of ${kinds}, ${top.count} of them "${top.shape.replace(/\.$/, '')}"`;
}

/** A memory trend in words. */
export function describeTrend(trend: Trend | undefined): string {
  switch (trend?.kind) {
    case 'leak': {
      const left = trend.to < 100 ? `, full in about ${duration(((100 - trend.to) / trend.perMinute) * 60)}` : '';
      return `memory rises steadily by ${percent(trend.perMinute, 2)} a minute, from ${percent(trend.from)} to ${percent(trend.to)}${left}: a leak, which scaling up does not help`;
    }
    case 'spike':
      return `memory jumped to ${percent(trend.last)}, from ${percent(trend.usual)} before: a spike, no leak`;
    case 'steady':
      return `memory shows no trend (${percent(trend.lowest)} to ${percent(trend.highest)})`;
    case 'too-little-data':
      return trend.points === 0
        ? 'no data on memory (AWS/ECS reports none while no task runs)'
        : `too little data on memory for a trend (${counted(trend.points, 'point')})`;
    case undefined:
      return 'could not check the memory';
  }
}

const deploymentList = (service: Look<Service | undefined>): string[] =>
  ('seen' in service ? (service.seen?.deployments ?? []) : []).map(
    ({ id = '?', status = '?', createdAt, taskDefinition }) =>
      `${id} ${status}, created ${createdAt?.toISOString() ?? '?'}, ${taskDefinition?.split('/').at(-1) ?? 'task definition unknown'}`,
  );

const statements = (lines: Look<LogLines> | null): string[] =>
  lines && 'seen' in lines
    ? slowQueries(lines.seen.lines)
        .slice(0, TOP)
        .map(({ milliseconds, statement }) => `${Math.round(milliseconds)} ms ${statement}`)
    : [];

const percent = (value: number, digits = 1): string => `${Number(value.toFixed(digits))} %`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

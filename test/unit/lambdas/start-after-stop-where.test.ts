import type { Service } from '@aws-sdk/client-ecs';
import { ALL_SUSPENDED, type Bounds } from '../../../lambdas/shared/capacity';
import type { Undo } from '../../../lambdas/shared/guard/undo';
import { type SeenTask, type Where, whereAreWe } from '../../../lambdas/start-after-stop/where';
import { ALARM_AT, deployment, service } from '../../support/incidents';

const FREE = { in: false, out: false, scheduled: false };
const before = { desired: 2, min: 2, max: 5, suspended: FREE };
const undo: Undo = { kind: 'stopped-first', incident: 'i', since: ALARM_AT, before, generation: 'ecs-svc/1111' };
const OURS: Bounds = { min: 0, max: 5, suspended: ALL_SUSPENDED };
const AS_BEFORE: Bounds = { min: 2, max: 5, suspended: FREE };
const old = deployment();
const fresh = deployment({ id: 'ecs-svc/2222' });

const wanted = (count: number, running: number, of = old): Service =>
  service({ desiredCount: count, runningCount: running, deployments: [of] });
const task = (id: string, lastStatus: string): SeenTask => ({ id, lastStatus });
const RUN = [task('a', 'RUNNING'), task('b', 'RUNNING')];
const DRAIN = [task('a', 'STOPPED'), task('b', 'STOPPING')];
const GONE = [task('a', 'STOPPED'), task('b', 'STOPPED')];

test.each<[string, Service, readonly SeenTask[], Bounds | undefined, Undo | undefined, Where]>([
  ['nothing is written down', wanted(2, 2), RUN, AS_BEFORE, undefined, { at: 'settled' }],
  [
    'the minimum was raised, and nothing stopped',
    wanted(3, 3),
    RUN,
    AS_BEFORE,
    { ...undo, kind: 'scaled-up' },
    { at: 'settled' },
  ],
  ['it was only written down', wanted(2, 2), RUN, AS_BEFORE, undo, { at: 'old-generation', bounds: 'as-before' }],
  [
    'scaling is suspended and the service not stopped',
    wanted(2, 2),
    RUN,
    OURS,
    undo,
    { at: 'old-generation', bounds: 'ours' },
  ],
  ['desired 0 and the tasks still run', wanted(0, 2), RUN, OURS, undo, { at: 'stopping', running: ['a', 'b'] }],
  [
    'a task is in STOPPING, which the service counts no more',
    wanted(0, 0),
    DRAIN,
    OURS,
    undo,
    { at: 'stopping', running: ['b'] },
  ],
  [
    'a task is in DEPROVISIONING',
    wanted(0, 0),
    [task('a', 'DEPROVISIONING')],
    OURS,
    undo,
    { at: 'stopping', running: ['a'] },
  ],
  ['a task is counted that was not listed', wanted(0, 1), GONE, OURS, undo, { at: 'stopping', running: [] }],
  ['every old task is STOPPED', wanted(0, 0), GONE, OURS, undo, { at: 'stopped' }],
  ['ECS has forgotten the old tasks', wanted(0, 0), [], OURS, undo, { at: 'stopped' }],
  [
    'there is no scalable target',
    wanted(0, 0),
    GONE,
    undefined,
    { ...undo, before: { desired: 2 } },
    { at: 'stopped' },
  ],
  [
    'the new generation is wanted',
    wanted(2, 0, fresh),
    GONE,
    OURS,
    undo,
    { at: 'started', deployment: 'ecs-svc/2222' },
  ],
  ['the bounds are back', wanted(2, 2, fresh), RUN, AS_BEFORE, undo, { at: 'back', deployment: 'ecs-svc/2222' }],
  [
    'somebody has set another minimum',
    wanted(2, 2, fresh),
    RUN,
    { ...AS_BEFORE, min: 1 },
    undo,
    { at: 'back', deployment: 'ecs-svc/2222' },
  ],
  [
    'it was started without a scalable target',
    wanted(2, 2, fresh),
    RUN,
    undefined,
    { ...undo, before: { desired: 2 } },
    { at: 'back', deployment: 'ecs-svc/2222' },
  ],
  [
    'the new generation was stopped',
    wanted(0, 0, fresh),
    GONE,
    OURS,
    undo,
    { at: 'stopped-again', deployment: 'ecs-svc/2222' },
  ],
])('%s', (_what, seen, tasks, bounds, kept, where) => {
  expect(whereAreWe(seen, tasks, bounds, kept)).toEqual(where);
});

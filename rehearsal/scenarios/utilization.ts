import type { Role } from '../platform';
import { ESCALATED, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

const runbook = 'high-cpu-memory-utilization-trading';

const acknowledge = (stage: Stage): void => stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));

/** Somebody has suspended target tracking, which would otherwise answer high CPU before any alarm. */
const withoutAutoscaling = (stage: Stage, role: Role = 'trading'): void => {
  const { cluster, services } = stage.description.environment;
  stage.cloud.scaling.operations.RegisterScalableTarget({
    ServiceNamespace: 'ecs',
    ResourceId: `service/${cluster}/${services[role].name}`,
    ScalableDimension: 'ecs:service:DesiredCount',
    SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true },
  });
};

const trading = 'algo-trading-prod-trading';

/** A service that no order waits for is looked after like any other, by alarms, a rule and a runbook of its own. */
const spikeOf = (role: Role): Scenario => ({
  id: `cpu-spike-${role}`,
  title: `the ${role} has more to do than it can; scaled up, and undone when it is over`,
  runbook: `high-cpu-memory-utilization-${role}`,
  play: (stage) => {
    withoutAutoscaling(stage, role);
    stage.inject({ kind: 'cpu-spike', service: role, toPercent: 84, forSeconds: 1800 });
  },
  expects: {
    outcome: 'resolved',
    verdict: 'fixed',
    restarts: 0,
    furtherActs: [`scale minimum 2 algo-trading-prod-${role}`, `scale minimum 1 algo-trading-prod-${role}`],
    pages: [],
    timelineSays: [/Opened as P3/, /Identify the bottleneck: .*CPU/, /Scale up if needed: /],
    runs: { [`high-cpu-memory-utilization-${role}`]: ['resolved'], [`undo-scaling-${role}`]: ['resolved'] },
  },
  goesOn: true,
  minutes: 90,
});

/** The stories of a service that is short of CPU or memory. */
export const highCpuMemoryUtilization: readonly Scenario[] = [
  {
    id: 'cpu-spike',
    title: 'more to do than two tasks can, late in the session; scaled up, and undone after the close',
    runbook,
    startsAt: '2026-11-20T14:45:00+05:30',
    play: (stage) => {
      withoutAutoscaling(stage);
      stage.inject({ kind: 'cpu-spike', service: 'trading', toPercent: 88, forSeconds: 1800 });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [`scale minimum 3 ${trading}`, `scale minimum 2 ${trading}`],
      pages: [],
      timelineSays: [/Opened as P2/, /Identify the bottleneck: .*CPU/, /Scale up if needed: /],
      runs: { [runbook]: ['resolved'], 'undo-scaling-trading': ['stood-down', 'resolved'] },
    },
    goesOn: true,
    minutes: 90,
  },
  spikeOf('dashboard'),
  spikeOf('data-service'),
  {
    id: 'memory-leak',
    title: 'memory leaks: scaled up, no help, escalated with the trend',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'memory-leak', service: 'trading', percentPerMinute: 0.8 });
      acknowledge(stage);
    },
    expects: {
      outcome: 'escalated',
      // With a third task it takes an hour until the alarm goes off again: the audit closes this incident, and that is the next.
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [`scale minimum 3 ${trading}`],
      pages: RUNG_1,
      timelineSays: [/leak/i],
    },
    goesOn: true,
    minutes: 86,
  },
  {
    id: 'already-at-three',
    title: 'more to do than three tasks can, and three is all the runbook asks for',
    runbook,
    play: (stage) => {
      withoutAutoscaling(stage);
      stage.platform.scale('trading', 3);
      stage.inject({ kind: 'cpu-spike', service: 'trading', toPercent: 128 });
      acknowledge(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      refusals: ['already at the ceiling'],
      measures: [...ESCALATED, 'Refusals reason=other'],
    },
    minutes: 35,
  },
  {
    id: 'bad-release-suspected',
    title: 'CPU rises right after somebody deployed',
    runbook,
    play: (stage) => {
      withoutAutoscaling(stage);
      stage.platform.deploy('trading');
      stage.inject({ kind: 'cpu-spike', service: 'trading', toPercent: 88 });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [`scale minimum 3 ${trading}`],
      pages: [],
      timelineSays: [/Investigate root cause: .*suspect/],
    },
    minutes: 45,
  },
];

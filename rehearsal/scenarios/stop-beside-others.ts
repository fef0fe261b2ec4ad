import { acknowledged, hang } from './ingredients';
import type { Scenario } from './scenario';
import {
  type Call,
  DOWN,
  FALSE,
  MINUTES,
  once,
  PARAMETER,
  runbook,
  SLOWER,
  stop,
  stopped,
  TRADING,
  WELL,
  withoutAutoscaling,
} from './stopping';

/** Stopping trading while others act, and that it stays stopped. */
export const stopBesideOthers: readonly Scenario[] = [
  {
    id: 'stop-set-back',
    title: 'somebody enables trading again while the stop is watched over',
    runbook,
    play: (stage) => {
      stopped(stage);
      stage.after(90, () => stage.cloud.ssm.put(PARAMETER, 'true'));
    },
    expects: {
      ...WELL,
      lastOrderWithinSeconds: 110,
      furtherActs: [FALSE, FALSE],
      timelineSays: [/Sweep: Set back: the parameter was "true" \(version 3\), set to "true" \(version 3, .*\)/],
    },
    minutes: 18,
  },
  {
    id: 'stop-during-a-restart',
    title: 'trading is stopped while a runbook restarts its service',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(8, () => stop(stage)));
      acknowledged(stage);
    },
    expects: { ...WELL, restarts: 1, furtherActs: [FALSE, ...DOWN] },
    // The stop comes before the restart: nothing is restarted.
    whenSlower: { ...SLOWER, restarts: 0 },
    minutes: 24,
  },
  {
    id: 'halt-goes-on',
    title: 'somebody halts trading by command, its service ignores the parameter, and the emergency stop goes on',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stage.command('somebody', 'POST', '/v1/halt', { reason: 'orders look wrong' });
      acknowledged(stage);
    },
    expects: {
      ...WELL,
      // The service's word is waited for twice: by the halt, and by the stop that goes on.
      lastOrderWithinSeconds: 40,
      furtherActs: [FALSE, FALSE, ...DOWN],
      answers: [
        /^200 Trading is halted .*NOT PROVED YET.*The emergency stop goes on by itself \(halt-20261120T0431\)/,
        /^200 /,
      ],
    },
    whenSlower: SLOWER,
    minutes: MINUTES,
  },
  {
    id: 'stop-then-scale-out',
    title: 'a scale-out comes after trading was stopped, and brings nothing back',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stage.inject({ kind: 'cpu-spike', toPercent: 97 });
      // By then target tracking has decided to scale out.
      stage.after(170, () => stop(stage));
      acknowledged(stage);
    },
    expects: {
      ...WELL,
      furtherActs: [FALSE, ...DOWN],
    },
    minutes: 20,
  },
  {
    id: 'stop-during-a-deployment',
    title: 'trading is stopped while somebody else’s deployment is under way',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stage.platform.deploy('trading');
      stage.after(15, () => stop(stage));
      acknowledged(stage);
    },
    expects: { ...WELL, furtherActs: [FALSE, ...DOWN] },
    whenSlower: SLOWER,
    minutes: MINUTES,
  },
  {
    id: 'stop-during-a-scale-up',
    title: 'trading is stopped while a runbook scales its service up',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      withoutAutoscaling(stage);
      stage.inject({ kind: 'cpu-spike', service: 'trading', toPercent: 88 });
      once(
        stage,
        ({ operation }) => operation === 'RegisterScalableTarget',
        () => stop(stage),
      );
      acknowledged(stage);
    },
    expects: {
      ...WELL,
      furtherActs: [`scale minimum 3 ${TRADING}`, FALSE, ...DOWN],
      runs: { [runbook]: ['resolved'], 'high-cpu-memory-utilization-trading': ['stood-down'] },
    },
    minutes: 35,
  },
  {
    id: 'stop-during-an-undo',
    title: 'trading is stopped while a scale-up is undone after the close',
    runbook,
    startsAt: '2026-11-20T15:05:00+05:30',
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      withoutAutoscaling(stage);
      stage.inject({ kind: 'cpu-spike', service: 'trading', toPercent: 88, forSeconds: 900 });
      const puttingBack = ({ operation, input }: Call) =>
        operation === 'RegisterScalableTarget' && (input as { MinCapacity?: number }).MinCapacity === 2;
      once(stage, puttingBack, () => stop(stage));
      acknowledged(stage);
    },
    expects: {
      ...WELL,
      lastOrderWithinSeconds: 30,
      furtherActs: [`scale minimum 3 ${TRADING}`, `scale minimum 2 ${TRADING}`, FALSE, ...DOWN],
    },
    goesOn: true,
    minutes: 75,
  },
];

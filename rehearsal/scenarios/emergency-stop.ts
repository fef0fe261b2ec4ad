import { AwsError } from '../engine/aws/service';
import { acknowledged, hang, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

const runbook = 'emergency-stop-trading';

const PARAMETER = '/algo-trading/prod/trading_enabled';
const TRADING = 'algo-trading-prod-trading';
const FALSE = `set "false" ${PARAMETER}`;
const DOWN = [`scale minimum 0, scaling suspended ${TRADING}`, `stop ${TRADING}`];

/** Somebody on call stops trading, and acknowledges their own page. */
const stop = (stage: Stage, by = 'trading-primary', options?: Record<string, true>): void =>
  stage.start(runbook, by, 'orders look wrong', options);

const stopped = (stage: Stage): void => {
  stop(stage);
  acknowledged(stage);
};

type Call = Parameters<Parameters<Stage['disturb']>[0]>[0];

const isWrite = ({ service, operation }: Call): boolean => service === 'ssm' && operation === 'PutParameter';
const isScaling = ({ service, operation }: Call): boolean =>
  operation === 'UpdateService' || (service === 'application-autoscaling' && operation === 'RegisterScalableTarget');

/** Somebody has suspended target tracking, which would otherwise answer high CPU before any alarm. */
const withoutAutoscaling = (stage: Stage): void => {
  const { cluster, services } = stage.description.environment;
  stage.cloud.scaling.operations.RegisterScalableTarget({
    ServiceNamespace: 'ecs',
    ResourceId: `service/${cluster}/${services.trading.name}`,
    ScalableDimension: 'ecs:service:DesiredCount',
    SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true },
  });
};

/** Does something at the very call of our functions. */
function once(stage: Stage, which: (call: Call) => boolean, act: () => void): void {
  let done = false;
  const at = (call: Call): boolean => {
    if (done || !which(call)) return false;
    done = true;
    stage.after(0, act);
    return false;
  };
  stage.disturb(at, 1, { kind: 'error', error: denied.error });
}

/** As AWS words it for a role that may not. */
const denied = {
  kind: 'error',
  error: new AwsError('AccessDeniedException', 'The role is not authorized to perform this action.', 400),
} as const;

/** What every stop has in common: it ends well, and nothing trades half a minute later. */
const WELL = {
  outcome: 'resolved',
  verdict: 'fixed',
  restarts: 0,
  pages: RUNG_1,
  tradingEnabled: 'false',
  disabledWithinSeconds: 2,
  lastOrderWithinSeconds: 30,
} as const;

/** Where nobody of ours may write the parameter. */
const { disabledWithinSeconds: _, ...UNWRITTEN } = WELL;

const MINUTES = 14;

/** Where everything takes three times as long, so does the way from the command over the wait for a word to the tasks' end. */
const SLOWER = { lastOrderWithinSeconds: 60 } as const;

/** Stopping trading, and that it stays stopped. */
export const emergencyStop: readonly Scenario[] = [
  {
    id: 'stop-in-the-session',
    title: 'trading is stopped while orders flow',
    runbook,
    play: stopped,
    expects: {
      ...WELL,
      furtherActs: [FALSE],
      timelineSays: [
        /Method 1: Disable via parameter: .* is "false" in version 2, where it was "true", acknowledged/,
        /Method 2: Scale down trading service: Not needed: acknowledged/,
        /See that nothing comes back: Looked \d+ times, nothing came back/,
      ],
    },
    minutes: MINUTES,
  },
  {
    id: 'stop-ignored',
    title: 'trading is stopped, and its service ignores the parameter',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stopped(stage);
    },
    expects: {
      ...WELL,
      furtherActs: [FALSE, ...DOWN],
      timelineSays: [/Method 2: .*: Scaled down because version 2 is not acknowledged: .*no task running/],
    },
    whenSlower: SLOWER,
    minutes: MINUTES,
  },
  {
    id: 'stop-scale-down',
    title: 'trading is stopped with --scale-down: nobody waits for a word of its service',
    runbook,
    play: (stage) => {
      stop(stage, 'trading-primary', { 'scale-down': true });
      acknowledged(stage);
    },
    expects: {
      ...WELL,
      furtherActs: [FALSE, ...DOWN],
      timelineSays: [/Method 2: .*: Scaled down because it was asked for/],
    },
    minutes: MINUTES,
  },
  {
    id: 'stop-without-acknowledgement',
    title: 'trading is stopped where its service acknowledges nothing',
    runbook,
    environment: 'staging',
    play: stopped,
    expects: {
      ...WELL,
      furtherActs: [
        'set "false" /algo-trading/staging/trading_enabled',
        'scale minimum 0, scaling suspended algo-trading-staging-trading',
        'stop algo-trading-staging-trading',
      ],
    },
    minutes: MINUTES,
  },
  {
    id: 'stop-by-anybody',
    title: 'trading is stopped by somebody nobody knows',
    runbook,
    play: (stage) => {
      stop(stage, 'somebody');
      acknowledged(stage);
    },
    expects: { ...WELL, furtherActs: [FALSE], answers: [/^200 Started emergency-stop-trading/, /^200 /] },
    minutes: MINUTES,
  },
  {
    id: 'stop-twice-at-once',
    title: 'trading is stopped by two people at once',
    runbook,
    play: (stage) => {
      stopped(stage);
      stage.after(4, () => stop(stage, 'devops-primary'));
    },
    expects: {
      ...WELL,
      furtherActs: [FALSE, FALSE],
      timelineSays: [/Asked for again\. Started by devops-primary/],
      runs: { [runbook]: ['resolved', 'resolved'] },
    },
    minutes: MINUTES,
  },
  {
    id: 'stop-while-stopped',
    title: 'trading is stopped that was stopped before',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stopped(stage);
      stage.after(600, () => stop(stage, 'devops-primary'));
    },
    expects: {
      ...WELL,
      pages: [{ rung: 1 }, { rung: 1 }],
      furtherActs: [FALSE, ...DOWN, FALSE],
      runs: { [runbook]: ['resolved', 'resolved'] },
    },
    whenSlower: SLOWER,
    minutes: 24,
  },
  {
    id: 'stop-throttled',
    title: 'trading is stopped, and the parameter takes no more changes for a moment',
    runbook,
    play: (stage) => {
      const error = new AwsError('TooManyUpdates', 'There are concurrent updates for a resource.');
      stage.disturb(({ service, operation }) => service === 'ssm' && operation === 'PutParameter', 1, {
        kind: 'error',
        error,
      });
      stopped(stage);
    },
    expects: {
      ...WELL,
      furtherActs: [FALSE, ...DOWN],
      timelineSays: [/Scaled down because the first write of the parameter failed \(Ssm\.TooManyUpdatesException/],
    },
    // The write that failed, and the first step's.
    whenSlower: { disabledWithinSeconds: 7 },
    minutes: MINUTES,
  },
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
    id: 'stop-denied-parameter',
    title: 'trading is stopped, and nobody of ours may write the parameter',
    runbook,
    play: (stage) => {
      stage.disturb(isWrite, 1_000, denied);
      stopped(stage);
    },
    expects: {
      ...UNWRITTEN,
      // A parameter that stays "true" over a service that is down is for people: whoever starts the service would trade.
      outcome: 'escalated',
      verdict: 'not-fixed',
      tradingEnabled: 'true',
      furtherActs: DOWN,
      timelineSays: [
        /Scaled down because the first write of the parameter failed \(Ssm\.SsmException/,
        /TRADING MAY GO ON: .*the parameter was "true"/,
      ],
    },
    whenSlower: SLOWER,
    minutes: 18,
  },
  {
    id: 'stop-denied-everything',
    title: 'trading is stopped, and nothing of it is permitted: people are told at once what to run',
    runbook,
    play: (stage) => {
      stage.disturb((call) => isWrite(call) || isScaling(call), 1_000, denied);
      stopped(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 2, atSeconds: 9 }],
      tradingEnabled: 'true',
      anyPageSays: [
        /put-parameter --name \/algo-trading\/prod\/trading_enabled --value false --overwrite/,
        /update-service --cluster algo-trading-prod-cluster --service algo-trading-prod-trading --desired-count 0/,
        /have the broker block the account/,
      ],
    },
    minutes: 18,
  },
  {
    id: 'stop-without-table',
    title: 'trading is stopped while the incident table answers nothing',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      const error = new AwsError('InternalServerError', 'An error occurred on the server side.', 500);
      // The command itself is taken: who asks twice asks for one run, and that is written down.
      const { 'start-runbook': taking } = stage.description.functions;
      stage.disturb(({ service, by }) => service === 'dynamodb' && by !== taking, 10_000, { kind: 'error', error });
      stop(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: [FALSE, ...DOWN],
      // The stop at its beginning and at its end, what it escalates, and the alarm's run beside it: none can do without the table.
      pages: Array.from({ length: 5 }, () => ({ rung: 'last resort' }) as const),
      tradingEnabled: 'false',
      disabledWithinSeconds: 2,
      lastOrderWithinSeconds: 60,
    },
    minutes: MINUTES,
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

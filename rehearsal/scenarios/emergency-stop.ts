import { AwsError } from '../engine/aws/service';
import { acknowledged } from './ingredients';
import type { Scenario } from './scenario';
import {
  DOWN,
  denied,
  FALSE,
  isScaling,
  isWrite,
  MINUTES,
  runbook,
  SLOWER,
  stop,
  stopped,
  UNWRITTEN,
  WELL,
} from './stopping';

/** Stopping trading, whatever stands in its way. */
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
    id: 'stop-between-two-crashes',
    title: 'trading is stopped while no task runs because all keep crashing, and those to come ignore the parameter',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      stage.inject({ kind: 'ignores-parameter' });
      stage.after(40, () => stopped(stage));
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
      // The watch tells of functions that fail again and again.
      pages: (
        ['last resort', 'last resort', 'watch', 'watch', 'last resort', 'last resort', 'last resort'] as const
      ).map((rung) => ({ rung })),
      tradingEnabled: 'false',
      disabledWithinSeconds: 2,
      lastOrderWithinSeconds: 60,
    },
    // Then no function fails more than three times within five minutes; the audits fail as before.
    whenSlower: {
      pages: (['last resort', 'last resort', 'watch', 'last resort', 'last resort', 'last resort'] as const).map(
        (rung) => ({ rung }),
      ),
    },
    minutes: MINUTES,
  },
];

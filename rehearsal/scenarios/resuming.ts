import { AwsError } from '../engine/aws/service';
import { MONDAY } from './days';
import { ALL_RUNGS, acknowledged, RUNG_1 } from './ingredients';
import {
  approves,
  HALT,
  halt,
  haltedAndRecovered,
  PARAMETER,
  RESUME,
  recover,
  resumed,
  runbook,
  stays,
  twoApprove,
} from './recovering';
import type { Scenario, Stage } from './scenario';

const common = { runbook, queriesDatabase: true } as const;

const serverError = (): AwsError => new AwsError('InternalServerError', 'An error occurred on the server side.', 500);

type Call = Parameters<Parameters<Stage['disturb']>[0]>[0];

/** Does something a second after a call is seen for the first time; the call itself goes its way. */
const once = (stage: Stage, which: (call: Call) => boolean, act: () => void): void => {
  let done = false;
  const seen = (call: Call): false => {
    if (!done && which(call)) {
      done = true;
      stage.after(1, act);
    }
    return false;
  };
  stage.disturb(seen, 1, { kind: 'error', error: serverError() });
};

const enables = ({ service, operation, input }: Call): boolean =>
  service === 'ssm' && operation === 'PutParameter' && (input as { Value?: string }).Value === 'true';

/** The second comparison begins: two people have said yes, and nothing is written yet. */
const comparesAgain = ({ service, by }: Call): boolean =>
  service === 'secretsmanager' && by.endsWith('-resume-trading');

/** Id of the run's incident, whatever people were paged about since. */
const recovery = (stage: Stage): string => {
  const { machines } = stage.cloud.workflows;
  const run = machines.flatMap(({ executions }) => executions).find(({ machine }) => machine.name.endsWith(runbook));
  if (!run) throw new Error('No recovery has been started.');
  return `${runbook}-${new Date(run.startedAt)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '')}`;
};

/** Enabling trading again: who may, when, and what voids it. */
export const resuming: readonly Scenario[] = [
  {
    ...common,
    id: 'resume-by-one',
    title: 'one of two says yes, and the second never answers: not resumed',
    play: (stage) => {
      haltedAndRecovered(stage);
      approves(stage, 'trading-primary', 60);
    },
    expects: {
      ...stays,
      outcome: 'escalated',
      verdict: 'not-fixed',
      pages: ALL_RUNGS,
      refusals: ['not approved'],
      timelineSays: [/Nobody approved resume-trading .*: not approved\. Approved by trading-primary; one more person/],
      stakeholdersTold: true,
    },
    minutes: 100,
  },
  {
    ...common,
    id: 'resume-by-one-twice',
    title: 'the same person says yes twice: that is one',
    play: (stage) => {
      haltedAndRecovered(stage);
      approves(stage, 'trading-primary', 60);
      approves(stage, 'trading-primary', 90);
    },
    expects: {
      ...stays,
      outcome: null,
      pages: [{ rung: 1 }],
      answers: [
        /^200 /,
        /^200 /,
        /^200 .*a second person is needed/,
        /^409 You have approved it already, .*a second person is needed/,
      ],
    },
    minutes: 10,
  },
  {
    ...common,
    id: 'resume-by-the-requester',
    title: 'who asked for it says yes as well: that does not count',
    play: (stage) => {
      haltedAndRecovered(stage, 'trading-backup');
      approves(stage, 'trading-backup', 45);
      twoApprove(stage);
    },
    expects: {
      ...resumed,
      answers: [/^200 /, /^200 /, /^403 You have asked for it yourself/, /^200 /, /^200 /],
    },
    minutes: 30,
  },
  {
    ...common,
    id: 'resume-refused',
    title: 'one says yes, the other refuses with a reason: not resumed',
    play: (stage) => {
      haltedAndRecovered(stage);
      approves(stage, 'trading-primary', 60);
      stage.onPage(90, ({ rung }) => {
        if (rung !== 1) return;
        stage.approve('team-lead', 'by command line', { decision: 'refuse', reason: 'the feed is not trusted yet' });
      });
    },
    expects: {
      ...stays,
      outcome: 'escalated',
      verdict: 'not-fixed',
      pages: RUNG_1,
      refusals: ['refused by team-lead'],
    },
    minutes: 20,
  },
  {
    ...common,
    id: 'resume-with-discrepancies',
    title: 'the positions differ: nobody is even asked',
    play: (stage) => {
      stage.inject({ kind: 'broker-position-differs', by: 10 });
      haltedAndRecovered(stage);
      acknowledged(stage);
    },
    expects: {
      ...stays,
      outcome: 'escalated',
      verdict: 'not-fixed',
      pages: RUNG_1,
      refusals: ['the positions are not reconciled'],
      pageSays: [/Trading is not resumed: the positions are not reconciled\./, /quantity differs/],
    },
    minutes: 15,
  },
  {
    ...common,
    id: 'discrepancy-after-the-approval',
    title: 'the positions differ by the time two people have said yes: seen again, and not resumed',
    play: (stage) => {
      haltedAndRecovered(stage);
      stage.onPage(45, () => stage.inject({ kind: 'broker-position-extra' }));
      twoApprove(stage);
    },
    expects: {
      ...stays,
      outcome: 'escalated',
      verdict: 'not-fixed',
      pages: RUNG_1,
      refusals: ['the positions are not reconciled'],
      documents: [[/reconciliation-before-resuming\.md$/, /missing here/]],
    },
    minutes: 20,
  },
  {
    ...common,
    id: 'resume-on-a-holiday',
    title: 'on a holiday it is not resumed, and the next session is named',
    startsAt: '2026-11-24T11:00:00+05:30',
    play: (stage) => haltedAndRecovered(stage),
    expects: {
      ...stays,
      outcome: 'stood-down',
      pages: [],
      refusals: ['no session today'],
      timelineSays: [/Not resumed on a day without a session .*The next session is on 25 Nov 2026/],
    },
    minutes: 15,
  },
  {
    ...common,
    id: 'resume-in-the-closing-auction',
    title: 'in the closing auction it is not resumed, and its end is named',
    startsAt: '2026-11-20T15:15:00+05:30',
    play: (stage) => haltedAndRecovered(stage),
    expects: {
      ...stays,
      outcome: 'stood-down',
      pages: [],
      refusals: ['the market phase forbids it'],
      timelineSays: [/Not resumed in the closing auction .*It ends at 15:35:00 IST/],
    },
    minutes: 15,
  },
  {
    ...common,
    id: 'resume-while-the-gate-is-closed',
    title: 'the open is gated this morning: not resumed, and it is said how the gate is lifted',
    startsAt: `${MONDAY}T08:43:00+05:30`,
    day: 'to come',
    play: (stage) => {
      stage.inject({ kind: 'broker-session-expired' });
      acknowledged(stage);
      stage.after(9 * 60, () => recover(stage));
    },
    expects: {
      ...stays,
      outcome: 'stood-down',
      pages: RUNG_1,
      refusals: ['the gate of the open is closed'],
      timelineSays: [/Not resumed while the gate of the open is closed\..*waive-gate/],
      gates: [`${MONDAY} closed`],
    },
    minutes: 16,
  },
  {
    ...common,
    id: 'resume-while-a-p1-is-open',
    title: 'the loss of the day is above its limit: not resumed',
    play: (stage) => {
      stage.inject({ kind: 'daily-loss', amount: 60_000 });
      acknowledged(stage);
      stage.after(240, () => recover(stage));
    },
    expects: {
      ...stays,
      outcome: 'escalated',
      verdict: 'not-fixed',
      pages: [{ rung: 1 }, { rung: 1 }],
      refusals: ['the loss of the day is above its limit'],
      timelineSays: [/THE LOSS OF THE DAY IS ABOVE ITS LIMIT of 50,000/],
    },
    minutes: 11,
  },
  {
    ...common,
    id: 'stop-during-the-approval',
    title: 'somebody stops trading again while it is asked: what was approved is void',
    play: (stage) => {
      haltedAndRecovered(stage);
      let again = false;
      stage.onPage(30, () => {
        if (!again) stage.start('emergency-stop-trading', 'trading-backup', 'wait');
        again = true;
      });
      stage.onPage(60, ({ subject }) => {
        if (!/System Recovery/.test(subject)) return;
        stage.approve('trading-primary', 'by command line', { incident: recovery(stage) });
        stage.after(20, () => stage.approve('team-lead', 'by command line', { incident: recovery(stage) }));
      });
    },
    expects: {
      ...stays,
      furtherActs: [HALT, HALT],
      outcome: 'stood-down',
      pages: [{ rung: 1 }, { rung: 1 }],
      refusals: ['stopped on purpose'],
      timelineSays: [/has stopped trading again at .*: what was approved is void/],
    },
    minutes: 20,
  },
  {
    ...common,
    id: 'stop-right-after-the-write',
    title: 'somebody stops trading a second after it was enabled: the stop stands',
    play: (stage) => {
      haltedAndRecovered(stage);
      twoApprove(stage);
      once(stage, enables, () => halt(stage, 'trading-backup', 'not yet'));
    },
    expects: {
      ...stays,
      furtherActs: [HALT, RESUME, HALT],
      outcome: 'stood-down',
      pages: RUNG_1,
      refusals: ['stopped on purpose'],
    },
    minutes: 20,
  },
  {
    ...common,
    id: 'stop-right-before-the-write',
    title: 'somebody stops trading after two people have said yes, and before anything is written',
    play: (stage) => {
      haltedAndRecovered(stage);
      twoApprove(stage);
      once(stage, comparesAgain, () => halt(stage, 'trading-backup', 'not yet'));
    },
    expects: {
      ...stays,
      outcome: 'stood-down',
      pages: RUNG_1,
      refusals: ['stopped on purpose'],
    },
    minutes: 20,
  },
  {
    ...common,
    id: 'world-changed-before-resuming',
    title: 'somebody writes the parameter while it is asked: void, asked anew, and resumed',
    play: (stage) => {
      haltedAndRecovered(stage);
      stage.onPage(30, () => stage.cloud.ssm.put(PARAMETER, 'false'));
      twoApprove(stage);
      twoApprove(stage, 'a2', 180);
    },
    expects: {
      ...resumed,
      timelineSays: [/What was approved is void: parameter version \d+, now \d+/, /Trading is resumed/],
      answers: [/^200 /, /^200 /, /^200 /, /^200 /, /^200 /, /^200 /],
    },
    minutes: 30,
  },
  {
    ...common,
    id: 'resume-write-unanswered',
    title: 'the one write gets no answer though it took effect: read, and not repeated',
    play: (stage) => {
      haltedAndRecovered(stage);
      twoApprove(stage);
      stage.disturb(enables, 1, { kind: 'error', error: serverError(), afterEffect: true });
    },
    expects: { ...resumed, timelineSays: [/Trading is resumed/] },
    minutes: 30,
  },
];

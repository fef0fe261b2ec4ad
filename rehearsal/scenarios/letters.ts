import { at, MONDAY, MORNING, morning } from './days';
import { hang, runbook } from './ingredients';
import type { Scenario, Stage } from './scenario';

/** Whoever looks after what could not be delivered. */
const WHO = 'devops-primary';

const WATCH = { rung: 'watch' } as const;

/** Ids of the letters in a queue, as the engineer reads them in the list. */
function lettersIn({ cloud, description: { environment, queues } }: Stage, queue: keyof typeof queues): string[] {
  const arn = `arn:aws:sqs:${environment.region}:${environment.account}:${queues[queue]}`;
  return cloud.sqs.messages(arn).map(({ messageId }) => messageId);
}

const list = (stage: Stage): void => stage.command(WHO, 'GET', '/v1/letters');

const redrive = (stage: Stage, letters: readonly string[], reason: string): void =>
  stage.command(WHO, 'POST', '/v1/letters/redrive', { letters, reason });

const discard = (stage: Stage, letters: readonly string[], reason: string): void =>
  stage.command(WHO, 'POST', '/v1/letters/discard', { letters, reason });

/** The rule may not start its workflow, so many times. */
const denied = (stage: Stage, times: number): void =>
  stage.disturb(
    ({ service, operation, by }) =>
      service === 'states' && operation === 'StartExecution' && by === `${stage.description.stackName}-${runbook}`,
    times,
    { kind: 'denial' },
  );

/** The dead letter, and the event that did not reach its workflow. */
const EVENT_NOT_DELIVERED = [WATCH, WATCH] as const;

/** What could not be delivered, and what an engineer does about it. */
export const letters: readonly Scenario[] = [
  {
    id: 'letter-redriven',
    title: 'the event may not start the runbook; the permission is restored, and an engineer redrives its letter',
    runbook,
    play: (stage) => {
      hang(stage);
      denied(stage, 1);
      // The watch has paged by then, and the audit has not yet missed the incident.
      stage.onAlarm(() => {
        stage.after(180, () => list(stage));
        stage.after(190, () => redrive(stage, lettersIn(stage, 'deadLetters'), 'permission restored'));
        stage.after(240, () => list(stage));
      });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: EVENT_NOT_DELIVERED,
      anyPageSays: [/DeadLetters.*letters list/],
      denied: 1,
      runs: { [runbook]: ['resolved'] },
      answers: [
        /^200 1 dead letter\.$/,
        /^200 1 dead letter redriven by devops-primary .*started trading-/,
        /^200 No /,
      ],
      channelSays: [/1 dead letter redriven by devops-primary \(IAM user .*\): permission restored/],
      deadLetters: 0,
      ownRed: [],
    },
    oracle: 'hung-tasks',
    goesOn: true,
    minutes: 20,
  },
  {
    id: 'letter-redriven-late',
    title: 'the event may not start the runbook, the audit does; an hour later an engineer redrives the letter',
    runbook,
    play: (stage) => {
      hang(stage);
      denied(stage, 1);
      stage.onAlarm(() =>
        stage.after(3_600, () => redrive(stage, lettersIn(stage, 'deadLetters'), 'left over from this morning')),
      );
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      // Once, and not again for an alarm that is long over.
      restarts: 1,
      pages: [...EVENT_NOT_DELIVERED, WATCH],
      denied: 1,
      joined: 1,
      answers: [/^200 1 dead letter redriven/],
      deadLetters: 0,
      ownRed: [],
    },
    goesOn: true,
    minutes: 75,
  },
  {
    id: 'watch-letter-redriven',
    title: 'a run is aborted, and the watch’s own topic does not take the event of it; an engineer redrives it',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(60, () => stage.abort(runbook)));
      const rule = `${stage.description.stackName}-dead-executions`;
      stage.disturb(({ service, by }) => service === 'sns' && by === rule, 1, { kind: 'denial' });
      stage.onAlarm(() =>
        stage.after(300, () => redrive(stage, lettersIn(stage, 'watchDeadLetters'), 'the key’s policy is mended')),
      );
    },
    expects: {
      outcome: null,
      restarts: 1,
      // By the alarms of the dead run, of the event and of its letter; then by the audit of the incident that nobody works on;
      // then, at last, by the event itself.
      pages: [WATCH, { rung: 'last resort' }, { rung: 'last resort' }, WATCH, WATCH],
      anyPageSays: [/^A runbook's own workflow ended as ABORTED: arn:/, /WatchDeadLetters.*letters list/],
      denied: 1,
      answers: [/^200 1 dead letter redriven .*had the watch page\.$/],
      deadLetters: 0,
    },
    // The metrics of the run and of the event come a minute after the queue's own.
    whenSlower: { pages: [{ rung: 'last resort' }, WATCH, { rung: 'last resort' }, WATCH, WATCH] },
    goesOn: true,
    minutes: 15,
  },
  {
    id: 'letter-discarded',
    title: 'the event may not start the runbook, the audit does; an engineer sees that, and discards the letter',
    runbook,
    play: (stage) => {
      hang(stage);
      denied(stage, 1);
      stage.onAlarm(() => {
        stage.after(900, () => list(stage));
        stage.after(910, () => discard(stage, lettersIn(stage, 'deadLetters'), 'the audit has started it'));
        stage.after(960, () => list(stage));
      });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [...EVENT_NOT_DELIVERED, WATCH],
      denied: 1,
      joined: 0,
      answers: [
        /^200 1 dead letter\.$/,
        /^200 1 dead letter discarded by devops-primary .*is gone: Not started: "Trading Service Not Processing Orders"/,
        /^200 No /,
      ],
      channelSays: [/1 dead letter discarded by devops-primary \(IAM user .*\): the audit has started it/],
      deadLetters: 0,
      ownRed: [],
    },
    goesOn: true,
    minutes: 30,
  },
  morning({
    id: 'tick-letters',
    title: 'a tick and an audit come so late that they are given up; an engineer has both called again',
    play: (stage) => {
      const late = (schedule: 'tick' | 'audit', seconds: number): void =>
        stage.stray(({ name }) => name === `${stage.description.stackName}-${schedule}`, 1, { kind: 'late', seconds });
      late('tick', 3_600);
      at(stage, `${MONDAY}T09:23`, () => late('audit', 1_200));
      at(stage, `${MONDAY}T09:55`, () => list(stage));
      at(stage, `${MONDAY}T09:56`, () => redrive(stage, lettersIn(stage, 'deadLetters'), 'Scheduler is itself again'));
      at(stage, `${MONDAY}T09:57`, () => list(stage));
    },
    expects: {
      outcome: 'resolved',
      restarts: 0,
      // The tick of 09:00 has begun the morning; the one that is called again finds that, and begins nothing.
      runs: { [MORNING]: ['resolved'] },
      pages: [WATCH, WATCH],
      anyPageSays: [/TicksDropped/, /DeadLetters.*letters list/],
      answers: [
        /^200 2 dead letters\.$/,
        /^200 2 dead letters redriven .*(called (audit-incidents|start-due)\..*){2}$/,
        /^200 No /,
      ],
      deadLetters: 0,
      ownRed: [],
    },
    // Of the tick that is late and the newest one, which is not yet in its metric: rehearsal/scenarios/ticks.ts.
    whenSlower: { pages: [WATCH, WATCH, WATCH, WATCH] },
    goesOn: true,
    minutes: 90,
  }),
];

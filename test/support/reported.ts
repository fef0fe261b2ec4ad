import { readStates } from '../../rehearsal/report/definition';
import type { Reported } from '../../rehearsal/report/reported';
import type { Result } from '../../rehearsal/result';

export const MACHINE = 'runbook-prod-restart-it';

/** One step that asks again, may escalate, and is caught; as frame and step of a runbook are written. */
export const DEFINITION = {
  StartAt: 'Open it',
  States: {
    'Open it': { Type: 'Task', Next: 'After: Open it', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last resort' }] },
    'After: Open it': { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Joined' }], Default: 'Restart' },
    Restart: { Type: 'Task', Next: 'After: Restart', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After: Restart' }] },
    'After: Restart': {
      Type: 'Choice',
      Choices: [
        { Condition: '{% 1 %}', Next: 'Restart' },
        { Condition: '{% 2 %}', Next: 'Document' },
      ],
      Default: 'Escalate',
    },
    Escalate: { Type: 'Task', Next: 'Document', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last resort' }] },
    Document: { Type: 'Task', End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last resort' }] },
    'Last resort': { Type: 'Task', End: true },
    Joined: { Type: 'Succeed' },
  },
};

/** Restarted twice, and then it was well. */
export const PATH = ['Open it', 'After: Open it', 'Restart', 'After: Restart', 'Restart', 'After: Restart', 'Document'];

/** What a story came to in which a restart mended what had failed. */
export const playedOut = (id: string, over: Partial<Result> = {}): Result => ({
  scenario: id,
  title: `the tasks of ${id} hang`,
  runbook: 'restart-it',
  environment: 'prod',
  ok: true,
  broken: [],
  outcome: 'resolved',
  verdict: 'fixed',
  detectedAfterSeconds: 90,
  mitigatedAfterSeconds: 61.5,
  oracleSeconds: 56,
  transitions: 7,
  costUsd: 0.0042,
  invocations: 5,
  pages: [],
  tradingEnabled: 'true',
  disabledAfterSeconds: null,
  lastOrderAfterSeconds: null,
  mayTrade: true,
  channel: [],
  backups: [],
  answers: [],
  pagerDuty: [],
  allClear: [],
  notices: [],
  acts: [{ action: 'restart', resource: 'trading', at: '2026-11-20T04:33:10.000Z' }],
  refusals: [],
  denied: [],
  measured: [],
  dashboard: [],
  executions: [
    { machine: MACHINE, outcome: 'resolved', transitions: 7, startedAt: '2026-11-20T04:33:01.000Z', path: PATH },
  ],
  timeline: [
    { at: '2026-11-20T04:33:02.000Z', step: 'Open it', finding: 'Opened as P2.', outcome: 'noted' },
    { at: '2026-11-20T04:33:11.000Z', step: 'Restart', finding: 'Restarted.', outcome: 'continue' },
    { at: '2026-11-20T04:35:00.000Z', step: 'Verify', finding: 'Fixed: all alarms OK.', outcome: 'resolved' },
  ],
  checklists: [],
  gates: [],
  deadLetters: 0,
  ownRed: [],
  documents: {},
  incidents: ['1'],
  faultAt: '2026-11-20T04:31:30.000Z',
  alarmAt: '2026-11-20T04:33:00.000Z',
  ...over,
});

const runbook = (id: string, title: string) => ({ id, title, severity: 'P2', machine: MACHINE, steps: [], alarms: [] });

/** A game day of these stories. */
export const gameDay = (results: readonly Result[], over: Partial<Reported> = {}): Reported => ({
  description: {
    stackName: 'runbook-prod',
    environment: {
      name: 'prod',
      services: { trading: { generationsMayOverlap: true, stateSurvivesRestart: false } },
    } as Reported['description']['environment'],
    runbooks: [runbook('restart-it', 'Restart It'), runbook('look-at-it', 'Look at It')],
    checklists: [],
    notWatched: ['dailyLoss'],
  },
  seed: 1,
  slower: 1,
  otherwise: [],
  results,
  workflows: new Map([[MACHINE, readStates(DEFINITION)]]),
  ...over,
});

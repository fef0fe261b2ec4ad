import { prod } from '../../environments/prod';
import { staging } from '../../environments/staging';
import { RunbookError } from '../../lib/check-runbook';
import { RunbookStack } from '../../lib/runbook-stack';
import { TradingDayStack } from '../../lib/trading-day-stack';
import { dayRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { databaseBackup } from '../../runbooks/database-backup';
import type { Runbook } from '../../runbooks/runbook';
import { testApp } from '../support/synth';

const props = { environment: prod, elsewhere: [], checklists: [], env: { account: prod.account, region: prod.region } };
const first = (over: object) => new RunbookStack(testApp(), 'first', { ...props, runbooks: [], ...over });
const day = (over: object) => new TradingDayStack(testApp(), 'day', { ...props, runbooks: [], alarms: [], ...over });

const late = (runbook: Runbook | undefined): Runbook => {
  if (!runbook) throw new Error('There is no such runbook.');
  return { ...runbook, planned: { deadlineSeconds: 60 } };
};

test('a runbook that could overrun its time does not synthesise, whichever stack it is in', () => {
  expect(() => first({ runbooks: [late(runbooks[0])] })).toThrow(RunbookError);
  expect(() => day({ runbooks: [late(databaseBackup)] })).toThrow(
    new RunbookError(
      'Runbook "Database Backup", step "Wait until the backup is available": the run could take 2675 s at worst, and its deadline permits 60 s; this step takes most of it.',
    ),
  );
});

test('a checklist that nothing would follow does not synthesise', () => {
  const without = dayRunbooks.filter(({ id }) => id !== 'evening-checklist-not-passed');
  expect(() => day({ runbooks: without, checklists })).toThrow(
    'Evening Checklist: there is no runbook "evening-checklist-not-passed" to start when it is not passed.',
  );
});

test('a runbook that may ask for an approval does not synthesise where nobody could be shown the question', () => {
  const asking = runbooks.filter(({ id }) => id === 'high-cpu-memory-utilization-trading');
  // Two copies of the trading service may not run side by side there.
  expect(() => day({ environment: staging, runbooks: asking })).toThrow(
    'Runbook "High CPU/Memory Utilization (trading)", step "Scale up if needed": it may ask for an approval, and its stack knows no pages.',
  );
});

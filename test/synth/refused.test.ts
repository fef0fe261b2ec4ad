import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { prod } from '../../environments/prod';
import { EnvironmentError } from '../../environments/schema';
import { staging } from '../../environments/staging';
import { RunbookError } from '../../lib/check-runbook';
import { checkDistinct } from '../../lib/naming';
import { RunbookStack } from '../../lib/runbook-stack';
import { TradingDayStack } from '../../lib/trading-day-stack';
import { dayRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { databaseBackup } from '../../runbooks/database-backup';
import type { Runbook } from '../../runbooks/runbook';
import { assemble, testApp } from '../support/synth';

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

test('a stack of which a runbook may ask for an approval looks up where the pages are when it is deployed', () => {
  const asking = runbooks.filter(({ id }) => id === 'high-cpu-memory-utilization-trading');
  const lookedUp = (stack: Stack) =>
    Object.values(Template.fromStack(stack).toJSON().Parameters as Record<string, { Type: string; Default: string }>)
      .filter(({ Type }) => Type === 'AWS::SSM::Parameter::Value<String>')
      .map(({ Default }) => Default);
  // Two copies of the trading service may not run side by side there.
  expect(lookedUp(day({ environment: staging, runbooks: asking }))).toContain('/runbook-staging/api');
  expect(lookedUp(day({ environment: prod, runbooks: asking }))).not.toContain('/runbook-prod/api');
});

test('two environments whose resources could be taken for each other’s do not synthesise', () => {
  const named = (name: string) => ({ ...staging, name });
  const both =
    (...names: string[]) =>
    () =>
      checkDistinct([prod, ...names.map(named)]);
  expect(both('staging', 'production', 'pre-prod')).not.toThrow();
  expect(both('prod-eu')).toThrow(
    new EnvironmentError(
      'environments/prod-eu.ts: name: given "prod-eu", expected one that is not "prod" and does not begin with "prod-": everything of prod is found by that',
    ),
  );
  expect(both('prod')).toThrow(EnvironmentError);
  expect(() => assemble(testApp(), { environments: [named('prod-day'), prod] })).toThrow(EnvironmentError);
});

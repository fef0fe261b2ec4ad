import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Environment } from '../environments/schema';
import type { Checklist } from '../runbooks/checklists';
import type { Runbook } from '../runbooks/runbook';
import type { Severity } from '../runbooks/severity';
import type { Described } from './described';
import { checkDistinct } from './naming';
import { OnDemandStack } from './on-demand-stack';
import { RunbookStack } from './runbook-stack';
import { TradingDayStack } from './trading-day-stack';
import { WatchStack } from './watch-stack';

/** What there is to run, in every environment. */
export interface Everything {
  /** Started by alarms, or by an engineer. */
  readonly runbooks: readonly Runbook[];
  /** Of the trading day and the maintenance window. */
  readonly dayRunbooks: readonly Runbook[];
  /** Started by an engineer alone. */
  readonly onDemandRunbooks: readonly Runbook[];
  readonly checklists: readonly Checklist[];
}

/**
 * Adds the stacks of every environment and synthesises, with `environment.json` beside the templates.
 * @returns the cloud assembly's folder.
 * @throws EnvironmentError when the names of one environment's resources would begin like another's.
 */
export function synthesise(app: App, environments: readonly Environment[], everything: Everything): string {
  checkDistinct(environments);
  const described = environments.map((environment) => addStacks(app, environment, everything));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { directory } = app.synth();
  const byName = Object.fromEntries(described.map((each) => [each.environment.name, each]));
  writeFileSync(join(directory, 'environment.json'), `${JSON.stringify(byName, null, 2)}\n`);
  return directory;
}

function addStacks(app: App, environment: Environment, everything: Everything): Described {
  const { runbooks, dayRunbooks, onDemandRunbooks, checklists } = everything;
  const name = `runbook-${environment.name}`;
  const common = {
    environment,
    checklists,
    env: { account: environment.account, region: environment.region },
    suppressTemplateIndentation: true,
  };
  const main = new RunbookStack(app, name, {
    ...common,
    runbooks,
    elsewhere: [...dayRunbooks, ...onDemandRunbooks],
    description: `The operations runbook of ${environment.name}, running itself.`,
  });
  const day = new TradingDayStack(app, `${name}-day`, {
    ...common,
    runbooks: dayRunbooks,
    elsewhere: [...runbooks, ...onDemandRunbooks],
    alarms: main.alarms,
    description: `The trading day and the maintenance window of ${environment.name}.`,
  });
  const onDemand = new OnDemandStack(app, `${name}-on-demand`, {
    ...common,
    runbooks: onDemandRunbooks,
    elsewhere: [...runbooks, ...dayRunbooks],
    alarms: main.alarms,
    description: `What an engineer starts in ${environment.name}: emergencies, recovery, deployment and rollback.`,
  });
  const watch = new WatchStack(app, `${name}-watch`, {
    environment,
    env: common.env,
    suppressTemplateIndentation: true,
    machines: [main, day, onDemand].flatMap(({ machineIds }) => machineIds),
    timeouts: { ...main.timeouts, ...day.timeouts, ...onDemand.timeouts },
    rules: main.ruleIds,
    severities: severitiesOf(everything),
    description: `The watch on the runbooks of ${environment.name} themselves.`,
  });
  day.addStackDependency(main);
  onDemand.addStackDependency(main);
  onDemand.addStackDependency(day);
  for (const watched of [main, day, onDemand]) watch.addStackDependency(watched);
  return {
    ...main.described,
    stackNames: [main, day, onDemand, watch].map(({ stackName }) => stackName),
    functions: { ...main.described.functions, ...day.functionNames, ...onDemand.functionNames },
    checklists: day.checklists,
  };
}

/** Severities of what alarms start, the highest first. */
function severitiesOf({ runbooks, dayRunbooks, onDemandRunbooks }: Everything): readonly Severity[] {
  const started = [...runbooks, ...dayRunbooks, ...onDemandRunbooks].filter(({ triggers }) => triggers.length > 0);
  return [...new Set(started.flatMap((one) => [one.severity, one.severityInSession ?? one.severity]))].sort();
}

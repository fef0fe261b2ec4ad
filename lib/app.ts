import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Environment } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import { RunbookStack } from './runbook-stack';

/**
 * Adds one stack per environment and synthesises, with `environment.json` beside the templates.
 * @returns the cloud assembly's folder.
 */
export function synthesise(app: App, environments: readonly Environment[], runbooks: readonly Runbook[]): string {
  const stacks = environments.map(
    (environment) =>
      new RunbookStack(app, `runbook-${environment.name}`, {
        environment,
        runbooks,
        env: { account: environment.account, region: environment.region },
        suppressTemplateIndentation: true,
        description: `The operations runbook of ${environment.name}, running itself.`,
      }),
  );
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { directory } = app.synth();
  const described = Object.fromEntries(stacks.map((stack) => [stack.described.environment.name, stack.described]));
  writeFileSync(join(directory, 'environment.json'), `${JSON.stringify(described, null, 2)}\n`);
  return directory;
}

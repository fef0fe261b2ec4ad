import { type App, Stack } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { environments } from '../../environments';
import { NOT_CONFIGURED } from '../../environments/schema';
import { assemble, read, testApp } from '../support/synth';

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

/** Keeps a finding from failing the synthesis, so that the test can name it. */
const REPORTING = {
  '@aws-cdk/core:failSynthOnValidationErrors': false,
  '@aws-cdk/core:validationReportPrettyPrint': false,
};

/** What cdk-nag and CDK's own template validation find, as `cdk synth` runs them; the other tests run without. */
function findings(app: App, over: Parameters<typeof assemble>[1] = {}): readonly string[] {
  process.env.CDK_VALIDATION = 'true';
  try {
    const { pluginReports } = read<ValidationReport>(assemble(app, over), 'validation-report.json');
    return pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
      ),
    );
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
}

test('cdk-nag and the validation of templates find nothing that is not acknowledged with its reason', () => {
  // What is not configured is for the owner to decide, and no finding: synth tells it each time.
  expect(findings(testApp({ context: REPORTING }))).toEqual(
    environments
      .filter(({ watch }) => watch.deadManUrl === NOT_CONFIGURED)
      .map(({ name }) => `Annotation::runbook:no-dead-man runbook-${name}-watch`),
  );
}, 120_000);

test('and they do look: a queue without TLS and a property that does not exist are found', () => {
  const app = testApp({ context: REPORTING });
  const queue = new CfnQueue(new Stack(app, 'stray'), 'Queue');
  queue.addPropertyOverride('NoSuchProperty', true);
  // Beside them one environment is enough: what is in them the other test looks at.
  const found = findings(app, { environments: environments.slice(0, 1) });
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/SQS4\b.* stray\/Queue/)]));
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/F3002\b.* stray\/Queue/)]));
}, 60_000);

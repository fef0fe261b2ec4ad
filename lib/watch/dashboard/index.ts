import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type HealthProps, health } from './health';
import { type OwnNumbersProps, ownNumbers } from './own-numbers';
import { use } from './use';
import { type Row, text } from './widgets';

export interface WatchDashboardProps extends HealthProps, Pick<OwnNumbersProps, 'severities'> {
  /** As people call it: `prod`. */
  readonly environment: string;
}

/**
 * What an owner looks at once a week, and whoever has been woken first: what became of incidents, how people were reached
 * and what they answered, what was held back, whether the automation itself is well, and what it uses. Our own numbers are
 * those of runbooks/own-metrics.ts; all others are AWS's.
 */
export class WatchDashboard extends Construct {
  constructor(scope: Construct, id: string, { environment, severities, ...props }: WatchDashboardProps) {
    super(scope, id);
    const { naming } = props;
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: naming.dashboard,
      defaultInterval: Duration.days(7),
      // By the hour and by the day, as it stands here, whatever time is looked at.
      periodOverride: cloudwatch.PeriodOverride.INHERIT,
    });
    const rows = [
      ...whatToDo(environment, naming.function('…')),
      ...ownNumbers({ namespace: naming.metrics, severities }),
      ...health(props),
      ...use(props),
    ];
    for (const row of rows) dashboard.addWidgets(...row);
  }
}

const runbook = (...words: readonly string[]): string =>
  words.map((said) => `\`npm run runbook -- ${said}\``).join(' · ');

const whatToDo = (environment: string, functions: string): readonly Row[] => [
  [
    text(8, [
      `# The runbooks of ${environment}`,
      [
        '| If you want | type |',
        '|---|---|',
        `| to see how it stands, what is open, all of one incident | ${runbook('status', 'incidents', 'show latest')} |`,
        `| to say that you have it, to end it | ${runbook('ack latest', 'close latest --reason "…"')} |`,
        `| to stop trading, whoever you are | ${runbook('start emergency-stop-trading --reason "…"')} |`,
        `| to stop the runbooks | ${runbook('mode off --reason "…"')} |`,
      ].join('\n'),
      `Numbers are of the time chosen above. Behind each of ours stands a line in the log of a function, \`${functions}\`, and the line names its incident.`,
    ]),
  ],
];

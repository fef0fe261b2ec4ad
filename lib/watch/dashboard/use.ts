import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { MEMORY_MB } from '../../bundled-function';
import type { WatchedFunction } from '../functions';
import { DAY, heading, numbers, type Row, sumOf, text, WHOLE } from './widgets';

export interface UseProps {
  readonly machines: ReadonlyMap<string, sfn.IStateMachine>;
  readonly functions: readonly WatchedFunction[];
}

const WIDTH = WHOLE / 4;

/** What is used that is charged by use. CloudWatch counts no transitions by workflow: of them there is the account's sum. */
export function use({ machines, functions }: UseProps): readonly Row[] {
  const daily = { period: DAY, statistic: 'Sum' };
  const started = [...machines.values()].map((machine) => machine.metricStarted(daily));
  const calls = functions.map(({ function: of }) => of.metricInvocations(daily));
  const milliseconds = functions.map(({ function: of }) => of.metricDuration(daily));
  return [
    heading('What it uses'),
    [
      numbers('Runs of workflows', WIDTH, [sumOf('started', DAY, started)]),
      numbers('State transitions of the account in this Region', WIDTH, [
        sfn.StateTransitionMetric.metricConsumedCapacity({ label: 'transitions', ...daily }),
      ]),
      numbers('Calls of functions', WIDTH, [sumOf('calls', DAY, calls)]),
      numbers('Time of functions', WIDTH, [sumOf('GB-seconds', DAY, milliseconds, ` * ${MEMORY_MB / 1024} / 1000`)]),
    ],
    [
      text(2, [
        'In dollars: docs/costs.md, for an incident, a checklist and a month in which nothing happens. Nearly all of it stands, whatever happens here: the metrics that alarms read.',
      ]),
    ],
  ];
}

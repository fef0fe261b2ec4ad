import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { compactCalendar } from '../../../../environments/calendar-schema';
import { nse } from '../../../../environments/nse-calendar';
import type { Calendar, Overrides } from '../../../../lambdas/shared/calendar';
import type * as StartDue from '../../../../lambdas/start-due/handler';
import type { Ticked } from '../../../../lambdas/start-due/tick';
import { loadFunction, type ModelledTable, underFunctions } from '../../../support/dynamodb';
import { answerSsm } from '../../../support/incidents';

export const calendar: Calendar = { ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } };
export const WATCH = 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-watch';
const machine = (id: string) => `arn:aws:states:ap-south-1:123456789012:stateMachine:runbook-prod-${id}`;
export const MACHINES = Object.fromEntries(
  ['morning-checklist', 'evening-checklist', 'maintenance-notice', 'scheduled-maintenance', 'end-to-end-probe'].map(
    (id) => [id, machine(id)],
  ),
);
export const VARIABLES = {
  SETTINGS: JSON.stringify({ mode: '/p/mode', calendar: '/p/calendar', overrides: '/p/overrides' }),
  DAY: JSON.stringify({ morning: '08:45', evening: '16:00', probe: { weekday: 'sunday', at: '11:00' } }),
  MACHINES: JSON.stringify(MACHINES),
  WATCH_TOPIC: WATCH,
};

/** An instant of Indian time, as `2026-11-20 10:00`. */
export const ist = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+05:30`);

interface Execution {
  readonly machine: string;
  readonly input: string;
  runs: boolean;
}

/** Everything around the function. */
export interface World {
  readonly table: ModelledTable;
  readonly parameters: Map<string, string>;
  /** By name. */
  readonly executions: Map<string, Execution>;
  readonly published: PublishCommandInput[];
  /** Called in place of the next calls of that kind: may throw, before or after the effect. */
  readonly fail: { start?: (effect: () => void) => void; publish?: (effect: () => void) => void };
  override(overrides: Overrides): void;
  /** A tick at that Indian time. @param request its id, the same for each try of one tick. */
  tick(local: string, request?: string): Promise<Ticked>;
  /** Ticks from one time to another, both included. */
  ticks(from: string, to: string, everyMinutes?: number): Promise<void>;
  /** What is claimed, without what a test need not know. */
  claims(): Promise<object[]>;
}

export function world(): World {
  const table = underFunctions(ist('2026-11-20 00:00'));
  const parameters = new Map([
    ['/p/mode', 'observe'],
    ['/p/calendar', compactCalendar(calendar)],
    ['/p/overrides', '{}'],
  ]);
  const executions = new Map<string, Execution>();
  const published: World['published'] = [];
  const fail: World['fail'] = {};
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation(((command: object) => answerSsm(parameters, command)) as never);
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async (command: StartExecutionCommand) => {
    const { stateMachineArn = '', name = '', input = '' } = command.input;
    const before = executions.get(name);
    if (before && (!before.runs || before.input !== input))
      throw new ExecutionAlreadyExists({ message: 'Execution Already Exists', $metadata: {} });
    const effect = () => void (before ?? executions.set(name, { machine: stateMachineArn, input, runs: true }));
    (fail.start ?? ((act) => act()))(effect);
    return { executionArn: 'arn', startDate: new Date() };
  }) as never);
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async ({ input }: PublishCommand) => {
    (fail.publish ?? ((act) => act()))(() => void published.push(input));
    return { MessageId: 'message' };
  }) as never);
  Object.assign(process.env, VARIABLES);
  const { handler } = loadFunction(() => jest.requireActual<typeof StartDue>('../../../../lambdas/start-due/handler'));
  let requests = 0;
  const tick = (local: string, request = `request-${++requests}`) => {
    jest.setSystemTime(ist(local));
    return handler({ scheduledAt: new Date(ist(local)).toISOString() }, { awsRequestId: request } as Context);
  };
  return {
    table,
    parameters,
    executions,
    published,
    fail,
    override: (overrides) => void parameters.set('/p/overrides', JSON.stringify(overrides)),
    tick,
    ticks: async (from, to, everyMinutes = 15) => {
      for (let at = ist(from); at <= ist(to); at += everyMinutes * 60_000)
        await tick(new Date(at + 5.5 * 3600_000).toISOString().slice(0, 16).replace('T', ' '));
    },
    claims: async () =>
      (await table.items())
        .filter(({ pk }) => String(pk).startsWith('DAY#'))
        .map(({ pk, sk, kind, state }) => ({ pk, sk, kind, state })),
  };
}

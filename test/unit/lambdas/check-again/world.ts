import { S3Client } from '@aws-sdk/client-s3';
import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { GateTable } from '../../../../lambdas/shared/checklist/gate';
import { judge } from '../../../../lambdas/shared/checklist/passing';
import { ChecklistTable } from '../../../../lambdas/shared/checklist/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, openRequest, parameters, TRADING_ENABLED } from '../../../support/incidents';
import { BROKER, checked, DATE, ITEMS, NOW } from '../report-checklist/world';

export const MORNING = 'morning-checklist';
export const INCIDENT = 'morning-checklist-not-passed-20261123T031612Z';
export const BAD = { [BROKER]: { state: 'failed' as const, says: 'Session expired.' } };
export const iso = (seconds = 0): string => new Date(NOW + seconds * 1000).toISOString();

/** The system around the steps that follow upon a checklist: the tables, Parameter Store, the trading service, Step Functions. */
export class World {
  readonly modelled = underFunctions(NOW);
  readonly runs = new ChecklistTable(this.modelled.client, TABLE);
  readonly gates = new GateTable(this.modelled.client, TABLE);
  readonly table = new IncidentTable(this.modelled.client, TABLE);
  readonly held = parameters({ [TRADING_ENABLED]: 'true' });
  version = 7;
  /** Whether the trading service acts on the parameter. */
  heeds = true;
  /** Values written to the parameter. */
  readonly written: string[] = [];
  readonly started: StartExecutionCommand['input'][] = [];
  /** What comes of an execution that is started. */
  onStart: (input: StartExecutionCommand['input']) => unknown = () => undefined;
  /** Takes a command's place, or throws. */
  instead: (command: object) => unknown = () => undefined;

  constructor() {
    jest.spyOn(SSMClient.prototype, 'send').mockImplementation((async (command: object) => {
      const answer = await this.instead(command);
      if (answer !== undefined) return answer;
      if (command instanceof PutParameterCommand) return this.write(String(command.input.Value));
      const read = (await answerSsm(this.held, command)) as { Parameter?: object };
      return read.Parameter ? { Parameter: { ...read.Parameter, Version: this.version } } : read;
    }) as never);
    jest.spyOn(S3Client.prototype, 'send').mockImplementation((async () => ({
      Body: { transformToString: async () => this.word() },
    })) as never);
    const names = new Set<string>();
    jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async (command: StartExecutionCommand) => {
      await this.instead(command);
      const name = `${command.input.stateMachineArn}:${command.input.name}`;
      if (names.has(name)) throw new ExecutionAlreadyExists({ message: 'is there', $metadata: {} });
      names.add(name);
      this.started.push(command.input);
      await this.onStart(command.input);
      return { executionArn: executionOf(command.input) };
    }) as never);
  }

  write(value: string) {
    this.version++;
    this.held.set(TRADING_ENABLED, value);
    this.written.push(value);
    return { Version: this.version };
  }

  private word = (): string =>
    this.heeds
      ? JSON.stringify({
          asOf: new Date(Date.now()).toISOString(),
          version: this.version,
          tradingEnabled: this.held.get(TRADING_ENABLED) === 'true',
        })
      : JSON.stringify({ asOf: iso(), version: 3, tradingEnabled: true });

  /** The incident of a checklist that was not passed. */
  async open(): Promise<void> {
    await this.table.openOrJoin(
      openRequest({
        ...{ id: INCIDENT, runbook: 'morning-checklist-not-passed', target: 'system', dependsOn: [] },
        ...{ title: 'Morning Checklist Not Passed', openedAt: iso(30), alarmAt: iso(30), deadlineAt: iso(1830) },
      }),
    );
  }

  /** A run that somebody begins, and its result. */
  async run(execution: string, over: Parameters<typeof checked>[0] = {}, checklist = MORNING): Promise<number> {
    const run = await this.begin(execution, checklist);
    await this.finish(run, over, checklist);
    return run;
  }

  begin = (execution: string, checklist = MORNING): Promise<number> =>
    this.runs.begin(checklist, DATE, {
      ...{ at: new Date(Date.now()).toISOString(), execution },
      ...{ startedBy: 'the schedule', reason: 'Due.' },
    });

  finish = (run: number, over: Parameters<typeof checked>[0] = {}, checklist = MORNING) =>
    this.runs.finish(checklist, DATE, run, {
      at: new Date(Date.now()).toISOString(),
      ...judge(ITEMS, checked(over)),
      ...{ startedBy: 'the schedule', reason: 'Due.' },
    });

  close = (run = 1) =>
    this.gates.close(DATE, {
      ...{ at: iso(30), run, failed: [{ item: 'Verify broker connectivity', says: 'Session expired.' }] },
      ...{ incident: INCIDENT, tradingEnabledBefore: 'true' },
    });
}

export const executionOf = ({ stateMachineArn = '', name }: StartExecutionCommand['input']): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

type Step = (event: unknown, lambda: Context) => Promise<{ outcome: string; finding: string }>;

/** Works a step to its end, in virtual time. @param o.seconds its time-out. @param o.round of how many. */
export async function work(
  handler: Step,
  input: object,
  o: { seconds: number; round?: number; rounds?: number },
): Promise<Awaited<ReturnType<Step>>> {
  const { seconds, round = 1, rounds = 1 } = o;
  const step = 'The step';
  const previous = round > 1 ? { step, round: round - 1, finding: '' } : null;
  const lambda = { awsRequestId: `request-${round}`, getRemainingTimeInMillis: () => seconds * 1000 } as Context;
  const answer = handler({ incidentId: INCIDENT, step, rounds, previous, input }, lambda);
  const settled = Promise.allSettled([answer]);
  for (let second = 0; second < seconds + 10; second++) {
    // The table answers in real time: it is let finish before the clock goes on.
    for (let turn = 0; turn < 20; turn++) await new Promise((go) => setImmediate(go));
    await jest.advanceTimersByTimeAsync(1000);
  }
  await settled;
  return answer;
}

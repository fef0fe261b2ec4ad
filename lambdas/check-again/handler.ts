import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { checklists } from '../../runbooks/checklists';
import { openingAt, todayIn } from '../shared/checklist/day';
import { type Gate, GateTable, waiverReason } from '../shared/checklist/gate';
import { gatesTheOpen, startCommand } from '../shared/checklist/passing';
import { ChecklistTable, type Runs } from '../shared/checklist/table';
import { CLIENT, setting } from '../shared/clients';
import { readSettings, SettingNames, type Settings } from '../shared/guard/settings';
import { disable, disableCommand } from '../shared/halt/disable';
import { OURSELVES } from '../shared/incident';
import { asStep, look, poll, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { type Awaited, decideParameter, decideRound, underWay, WAIVE } from './decide';

const Input = v.object({
  /** Id of the checklist. */
  checklist: v.picklist(checklists.map(({ id }) => id)),
  /** As people read it. */
  title: v.string(),
  /** ARN of the checklist's state machine. */
  machine: v.string(),
  /** Name of the parameter; looked at for the checklist that gates the open, and for no other. */
  tradingEnabled: v.string(),
  settings: SettingNames,
});
type Input = v.InferOutput<typeof Input>;

const LOOKING = { ...CLIENT, maxAttempts: 2 };

const ssm = new SSMClient(LOOKING);
const acting = new SSMClient({ ...CLIENT, maxAttempts: 1 });
const sfn = new SFNClient(CLIENT);
const dynamoDb = new DynamoDBClient(CLIENT);
const runs = new ChecklistTable(dynamoDb, setting('INCIDENT_TABLE'));
const gates = new GateTable(dynamoDb, setting('INCIDENT_TABLE'));

const EVERY_MS = 5_000;

/**
 * Has the checklist worked again, once a round, until it passes or somebody waives the gate. Working a checklist is looking:
 * that is done in every mode, and only setting the parameter needs one.
 */
export const handler = asStep(Input, async (input, context): Promise<StepResult> => {
  const settings = await readSettings(ssm, input.settings);
  const { date } = todayIn(settings.calendar, context.now());
  const gateOf = async () => (gatesTheOpen(input.checklist) ? gates.get(date) : undefined);
  const [latest, gate] = await Promise.all([runs.latest(input.checklist, date), gateOf()]);
  const parameter = await watchParameter(input, gate, settings, context);
  const settled = latest?.finished?.passed === true || gate?.state === 'waived';
  const awaited: Awaited = settled ? { run: 0 } : await startOrJoin(input, date, latest, context);
  const result = await poll(
    EVERY_MS,
    context,
    async () => ({ runs: await runs.latest(input.checklist, date), gate: await gateOf() }),
    (seen) =>
      decideRound({
        ...seen,
        ...{ title: input.title, awaited, parameter: input.tradingEnabled, again: startCommand(input.checklist, date) },
        ...{ about: parameter.says, mayWait: context.mayWait },
      }),
  );
  await settle(input, date, result, context);
  return { ...result, ...parameter.act };
});

/** Looks at the parameter while the gate is closed, and sets it to "false" again where somebody has enabled trading. */
async function watchParameter(
  { tradingEnabled }: Input,
  gate: Gate | undefined,
  { mode, calendar }: Settings,
  { now, sleep }: StepContext,
): Promise<{ readonly says: string | null; readonly act?: Pick<StepResult, 'act'> }> {
  if (gate?.state !== 'closed') return { says: null };
  const opening = openingAt(calendar, now());
  const { disable: needed, says } = decideParameter({
    gate,
    value: await look(async () => (await readSwitch(ssm, tradingEnabled)).value),
    openIsPast: opening.is === 'begun' || opening.is === 'none',
    mayAct: 'unseen' in mode || mode.seen === 'act',
  });
  if (!needed) return { says };
  const done = await disable({ ssm, acting }, tradingEnabled, sleep);
  if ('unseen' in done)
    return {
      says: `${says}, and it could not be set back (${done.unseen}). Do it by hand: ${disableCommand(tradingEnabled)}`,
    };
  return {
    says: `${says}; it is "false" again in version ${done.seen.version}. ${WAIVE}`,
    act: { act: { action: 'gate the open', resource: tradingEnabled } },
  };
}

/** Starts a run, unless one is under way: that one is as good. */
async function startOrJoin(
  { machine }: Input,
  date: string,
  latest: Runs | undefined,
  { incident, now }: StepContext,
): Promise<Awaited> {
  const run = underWay(latest, now());
  if (run !== undefined) return { run };
  // Rounds are minutes apart: the second tells their names apart.
  const name = `${incident.id}-again-${new Date(now()).toISOString().slice(11, 19).replaceAll(':', '')}`;
  const input = {
    date,
    startedBy: OURSELVES,
    reason: `Checks again for ${incident.id}.`,
    rerun: incident.id,
  };
  const started = await look(async () => {
    const command = new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) });
    try {
      await sfn.send(command);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    return { execution: `${machine.replace(':stateMachine:', ':execution:')}:${name}` };
  });
  return 'seen' in started ? started.seen : { unseen: started.unseen };
}

/** Writes down what a round has ended in, in case the function that should have done it has died. */
async function settle(input: Input, date: string, { outcome }: StepResult, context: StepContext): Promise<void> {
  if (!gatesTheOpen(input.checklist)) return;
  const at = new Date(context.now()).toISOString();
  if (outcome === 'resolved') {
    const { finished } = (await runs.latest(input.checklist, date)) ?? {};
    if (finished?.passed) await gates.pass(date, { at, run: finished.run });
  }
  if (outcome !== 'stand-down') return;
  const { waived } = (await gates.get(date)) ?? {};
  // Whoever waives closes the incident as well; whichever comes first, it is closed by that person.
  if (waived)
    await context.table.closeByPerson(context.incident, { by: waived.by, reason: waiverReason(waived.reason) }, at);
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { checklists } from '../../runbooks/checklists';
import { todayIn } from '../shared/checklist/day';
import { ChecklistTable } from '../shared/checklist/table';
import { CLIENT, setting } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { asStep, look, type StepResult } from '../shared/step';
import { executionName, type Wanted, wantedRunbooks } from './decide';

const Input = v.object({
  /** Id of the checklist. */
  checklist: v.picklist(checklists.map(({ id }) => id)),
  /** Runbook id to its state machine's ARN, for every runbook an item of the checklist names. */
  machines: v.record(v.string(), v.string()),
  settings: SettingNames,
});
type Input = v.InferOutput<typeof Input>;

const ssm = new SSMClient(CLIENT);
const sfn = new SFNClient(CLIENT);
const runs = new ChecklistTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/**
 * Starts the runbooks of the items that do not pass. Each has its own mode and its own guard, and an incident of its own;
 * whether it helped, the next run of the checklist says. One that could not be started keeps neither the others nor that run
 * from going on.
 */
export const handler = asStep(Input, async (input, { incident, now }): Promise<StepResult> => {
  const { mode, calendar } = await readSettings(ssm, input.settings);
  const latest = await runs.latest(input.checklist, todayIn(calendar, now()).date);
  const wanted = latest?.finished ? wantedRunbooks(latest.finished) : [];
  const names = wanted.map(({ runbook }) => runbook).join(', ');
  if (wanted.length === 0)
    return { outcome: 'continue', finding: 'No runbook is to be started: nothing that does not pass has one.' };
  // Halting needs no mode; starting something does.
  if ('unseen' in mode)
    return notStarted(
      `Did not start ${names}: the mode could not be read (${mode.unseen}).`,
      'the mode cannot be read',
    );
  if (mode.seen !== 'act')
    return notStarted(`Would have started ${names}.`, mode.seen === 'off' ? 'mode off' : 'observe');
  const said = await Promise.all(wanted.map((one) => start(one, incident.id, input)));
  return { outcome: 'continue', finding: said.join(' ') };
});

const notStarted = (finding: string, because: string): StepResult => ({
  outcome: 'continue',
  finding,
  refused: { act: 'start-failed-runbooks', because },
});

async function start({ runbook, reason }: Wanted, incident: string, { checklist, machines }: Input): Promise<string> {
  const machine = machines[runbook];
  if (machine === undefined) return `${runbook} could not be started: it has no state machine here.`;
  const input = JSON.stringify({ startedBy: checklist, reason });
  const command = new StartExecutionCommand({
    stateMachineArn: machine,
    name: executionName(incident, runbook),
    input,
  });
  const started = await look(async () => {
    try {
      await sfn.send(command);
    } catch (error) {
      // An attempt before this one has started it, and it has ended since.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  });
  return 'seen' in started ? `Started ${runbook}. ${reason}` : `${runbook} could not be started (${started.unseen}).`;
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { everyRunbook } from '../../runbooks';
import { checkOptions, type Options } from '../../runbooks/options';
import { DayDate } from '../shared/checklist/day';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, type CommandContext, existing, knownContact, Reason, Refusal } from '../shared/command';
import { clockTime } from '../shared/wording';
import { ONE_START_MS, type Start, Starts } from './starts';

const Input = v.strictObject({
  /** Of the runbook, or the checklist. */
  id: v.string(),
  reason: Reason,
  /** Of a checklist: the day it is for, today without it. */
  date: v.optional(DayDate),
  /** Of a runbook: what it takes besides (runbooks/options.ts). */
  options: v.optional(v.record(v.string(), v.unknown()), {}),
});

const sfn = new SFNClient(CLIENT);
const starts = new Starts(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/**
 * An engineer starts a runbook, or has a checklist worked now. It stands where an alarm's run stands: the same mode, the same guard before every act. Which
 * incident it becomes is decided when it opens or joins one; the incident names the execution.
 */
export const handler = asCommand(Input, async ({ id, reason, date, options: given }, context) => {
  const { machines, checklists } = context.system;
  const machine = existing('runbook', id, { ...machines, ...checklists });
  if (date !== undefined && !Object.hasOwn(checklists, id))
    throw new Refusal(
      400,
      `date: given "${date}", expected none: only a checklist is for a day, and ${id} is a runbook.`,
    );
  const startedBy = starterOf(id, context);
  const options = optionsOf(id, given);
  const more = {
    ...(date === undefined ? {} : { date }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  const wanted: Start = { name: executionName(startedBy, context.requestId), reason, at: context.now, ...more };
  const claimed = await starts.claim(id, startedBy, wanted);
  const endedBefore = await begin(machine, claimed, startedBy);
  // What makes the system safer is not put off because a run of a moment ago has ended.
  const again = endedBefore && runbookOf(id)?.startedBy === 'anybody';
  const start = again ? wanted : claimed;
  const ended = again ? await begin(machine, wanted, startedBy) : endedBefore;
  const asked = `${id} at ${clockTime(start.at)}`;
  return {
    said:
      start.name === wanted.name
        ? `Started ${asked} for ${context.said}: ${start.reason}`
        : `${startedBy} has asked for ${asked} already, and ${ended ? `that run has ended. Ask again after ${clockTime(start.at + ONE_START_MS)} for another` : 'it is the same run'}: ${start.reason}`,
    execution: `${machine.replace(':stateMachine:', ':execution:')}:${start.name}`,
    startedAt: new Date(start.at).toISOString(),
  };
});

const runbookOf = (id: string) => everyRunbook.find((runbook) => runbook.id === id);

/** A contact; or, of a runbook that anybody may start, whoever has signed, in words. */
const starterOf = (id: string, context: CommandContext): string =>
  runbookOf(id)?.startedBy === 'anybody' ? (context.caller.contact ?? context.said) : knownContact(context);

/** @throws Refusal that names the option, what was given and what is expected. */
function optionsOf(id: string, given: Readonly<Record<string, unknown>>): Options {
  const checked = checkOptions(runbookOf(id)?.options ?? [], given);
  if ('complaint' in checked) throw new Refusal(400, `${id}: ${checked.complaint}.`);
  return checked.options;
}

/**
 * Asked for under the same name with the same input, a run that goes on is not started again; one that has ended is refused.
 * @returns whether it has ended.
 */
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
async function begin(machine: string, { name, reason, date, options }: Start, startedBy: string): Promise<boolean> {
  try {
    // What is absent is left out.
    const input = JSON.stringify({ startedBy, reason, date, options });
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
    return false;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return true;
    throw error;
  }
}

/** Letters, digits, `-` and `_`, 80 at most: what Step Functions takes anywhere. The request's own id tells two apart. */
const executionName = (contact: string, requestId: string): string =>
  `${contact.replace(/[^\w-]/g, '-').slice(0, 40)}-${requestId}`.slice(0, 80);

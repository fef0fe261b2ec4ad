import { DescribeExecutionCommand, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import type { Incident } from '../shared/incident';
import { parse } from '../shared/step';
import { closeIfMended } from './close-mended';
import { attendanceOf, isAtWork, type Memory, type Red, type Run } from './decide';
import { type Input, type Tools, type Trying, tell } from './tools';
import { unattendedWords } from './words';

/** Every open incident has a run or people, and what people have mended is closed. */
export async function auditIncidents(
  tools: Tools,
  input: Input,
  seen: {
    readonly open: readonly Incident[];
    readonly reds: readonly Red[] | undefined;
    readonly before: Memory;
    readonly now: number;
    readonly id: string;
  },
  trying: Trying,
): Promise<{ readonly unattended: readonly string[]; readonly closed: readonly string[] }> {
  const { open, reds, before, now, id } = seen;
  const unattended: string[] = [];
  const closed: string[] = [];
  for (const listed of open) {
    const run = await trying(`who works on ${listed.id} could not be seen`, () => runOf(tools, listed.execution));
    if (!run || isAtWork(run)) continue;
    // A run that ended since the list was read has closed its incident, or handed it over, before it ended.
    const incident = await trying(`${listed.id} could not be read again`, () => tools.table.get(listed.id));
    if (incident?.status !== 'open' || incident.execution !== listed.execution) continue;
    const attendance = attendanceOf(incident, run);
    if (attendance === 'unattended') {
      const known = before.unattended.includes(incident.id);
      const told =
        known ||
        (await trying(`that nobody works on ${incident.id} could not be told`, () =>
          giveUp(tools, input, incident, run, now),
        ));
      if (told) unattended.push(incident.id);
    }
    const judged = judgedBy(input, incident);
    const red = reds === undefined || reds.some(({ alarm }) => alarm in incident.alarms);
    if (!judged || red) continue;
    const done = await trying(`${incident.id} could not be looked at again`, () =>
      closeIfMended(tools, judged, incident, { now, unique: id }),
    );
    if (done) closed.push(incident.id);
  }
  return { unattended: unattended.filter((one) => !closed.includes(one)), closed };
}

/** Incidents that an alarm has opened, of runbooks that are verified by alarms. */
function judgedBy({ runbooks, grounds }: Input, { runbook, alarms }: Incident) {
  const known = runbooks[runbook];
  if (!known || Object.keys(alarms).length === 0) return undefined;
  const { target } = known;
  return { ...(target.is === 'system' ? grounds.system : grounds.others), target };
}

/** A run that died keeps what it held: it is given back, and people are told. */
async function giveUp(tools: Tools, { watch }: Input, incident: Incident, run: Run, now: number): Promise<true> {
  for (const id of [incident.id, ...(incident.tookOver ?? [])]) await tools.guard.release(id, now);
  return tell(tools, watch, unattendedWords(incident, run.status));
}

const Answered = v.object({ outcome: v.optional(v.string()) });

async function runOf({ sfn }: Tools, executionArn: string): Promise<Run> {
  const found = await sfn.send(new DescribeExecutionCommand({ executionArn })).catch((error: unknown) => {
    // An incident may be open for longer than Step Functions remembers its run: ninety days.
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    if (error instanceof ExecutionDoesNotExist) return { status: 'FORGOTTEN', output: undefined };
    throw error;
  });
  const { status = 'UNKNOWN', output } = found;
  const { outcome } = output ? parse(Answered, JSON.parse(output), executionArn) : {};
  return { status, ...(outcome ? { outcome } : {}) };
}

import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { dueAt, dueUnread, missedBetween, type Occasion, type Scheduled } from '../shared/calendar';
import { look } from '../shared/step';
import type { Claim, Claimed, Claims } from './claims';
import { type Decision, decide, type Tick, type Untold, type Wanted } from './decide';
import { readDaySettings } from './settings';
import type { Variables } from './variables';
import { type About, missedWords } from './words';

export interface Tools {
  readonly claims: Claims;
  readonly ssm: SSMClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
}

/** What a tick did: names of executions that it has started, or found started. */
export interface Ticked {
  readonly started: readonly string[];
  /** Names of what was told to have been missed. */
  readonly told: readonly string[];
  /** Why nothing was looked at. */
  readonly idle?: string;
}

/** Something a tick had to do and could not. Lambda tries it again, and so does the next tick. */
export class TickFailed extends Error {
  override readonly name = 'TickFailed';
}

/**
 * Starts what is due now. Where the environment is off nothing is; in observe everything is, because a checklist only looks
 * and a runbook knows its own mode.
 * @throws TickFailed when something could not be done, or the calendar or the mode could not be read; what could be done
 * has been done by then.
 */
export async function tick(tools: Tools, variables: Variables, now: Tick): Promise<Ticked> {
  const [{ mode, calendar }, last] = await Promise.all([
    readDaySettings(tools.ssm, variables.settings),
    tools.claims.lastTick(),
  ]);
  // The first tick has nothing before it that could have been missed.
  if (last === undefined) await tools.claims.noteTick(now.now);
  if ('seen' in mode && mode.seen === 'off') {
    await tools.claims.noteTick(now.now);
    return { started: [], told: [], idle: 'The mode of the environment is off: nothing is started.' };
  }
  const failures = 'unseen' in mode ? [`the mode of the environment could not be read (${mode.unseen})`] : [];
  if ('unseen' in calendar) {
    const unread = dueUnread(variables.day, now.now, calendar.unseen);
    const { start } = await decided(tools, unread ? [unread] : [], [], now);
    const { done, failed } = await startAll(tools, variables, start);
    const decidedBy = done.length > 0 ? `${done.join(', ')} was started all the same` : 'nothing was decided';
    throw failure([...failures, `the calendar could not be read, and ${decidedBy} (${calendar.unseen})`, ...failed]);
  }
  const about = { ...calendar.seen, lastTick: last ?? now.now, now: now.now };
  const { start, tell, left } = await decided(
    tools,
    dueAt(about.calendar, about.overrides, variables.day, now.now),
    missedBetween(about.calendar, about.overrides, variables.day, about.lastTick, now.now),
    now,
  );
  const started = await startAll(tools, variables, start);
  const told = await look(() => tellAll(tools, variables, tell, about, now));
  if ('unseen' in told)
    throw failure([...failures, ...started.failed, `what was missed could not be told (${told.unseen})`]);
  if (failures.length + started.failed.length > 0) throw failure([...failures, ...started.failed]);
  if (left.length + told.seen.left === 0) await tools.claims.noteTick(now.now);
  return { started: started.done, told: told.seen.told };
}

const failure = (failures: readonly string[]): TickFailed =>
  new TickFailed(`This tick could not do all it had to: ${failures.join('; ')}`);

async function decided(
  { claims }: Tools,
  due: readonly Occasion[],
  missed: readonly Occasion[],
  now: Tick,
): Promise<Decision> {
  const dates = [...new Set([...due, ...missed].map(({ date }) => date))];
  const held = await Promise.all(dates.map(async (date): Promise<[string, Claimed]> => [date, await claims.of(date)]));
  return decide(due, missed, new Map(held), now);
}

async function startAll(
  tools: Tools,
  { machines }: Variables,
  wanted: readonly Wanted[],
): Promise<{ done: string[]; failed: string[] }> {
  const done: string[] = [];
  const failed: string[] = [];
  for (const { claim, seen } of wanted) {
    const tried = await look(() => startOnce(tools, machines[machineOf(claim.task)], claim, seen));
    if ('unseen' in tried) failed.push(`${claim.execution} could not be started (${tried.unseen})`);
    else if (tried.seen) done.push(claim.execution);
  }
  return { done, failed };
}

const machineOf = (task: Scheduled): keyof Variables['machines'] =>
  task === 'maintenance-cancelled' ? 'maintenance-notice' : task;

/** Claims, starts, and marks as started: dying between two of them, a tick leaves a claim that is started again. */
async function startOnce(
  { claims, sfn }: Tools,
  stateMachineArn: string,
  claim: Claim,
  seen: Claim | undefined,
): Promise<boolean> {
  const standing = claim === seen ? claim : await claims.put(claim, seen);
  if (standing.kind !== 'due' || standing.state !== 'claimed') return false;
  const { date, reason, execution: name, task } = standing;
  const about = { startedBy: 'the schedule', reason };
  const input = JSON.stringify(task.endsWith('-checklist') ? { date, ...about } : about);
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    // It has been started, and may have ended.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  await claims.settle(standing, 'started');
  return true;
}

/** One message for all that this tick could claim. Dying before it is marked as told, it is told again. */
async function tellAll(
  { claims, sns }: Tools,
  { watchTopic }: Variables,
  untold: readonly Untold[],
  about: About,
  { by }: Tick,
): Promise<{ told: string[]; left: number }> {
  const claimed = await Promise.all(
    untold.map(async (each) => ({ ...each, claim: await claims.put(each.claim, each.seen) })),
  );
  const open = claimed.filter(({ claim }) => claim.kind === 'missed' && claim.state === 'claimed');
  const ours = open.filter(({ claim }) => claim.by === by);
  if (ours.length > 0) {
    await sns.send(new PublishCommand({ TopicArn: watchTopic, ...missedWords(ours, about) }));
    await Promise.all(ours.map(({ claim }) => claims.settle(claim, 'told')));
  }
  return { told: ours.map(({ claim }) => claim.execution), left: open.length - ours.length };
}

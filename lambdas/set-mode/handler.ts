import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asCommand, type CommandContext, existing, Failure, knownContact, Reason, Refusal } from '../shared/command';
import { runbookMode, type System } from '../shared/directory';
import type { Mode } from '../shared/guard/mode';
import { channelPublication } from '../shared/messages/channel';
import { type Look, look } from '../shared/step';
import { decideMode, type Effective, effectiveModes, effectiveWords } from './decide';
import { type Modes, readModes } from './modes';

const Input = v.strictObject({
  mode: v.picklist(['off', 'observe', 'act']),
  /** Id; without it the environment's own mode is meant, the ceiling of all. */
  runbook: v.optional(v.string()),
  reason: Reason,
});

const ssm = new SSMClient(CLIENT);
/** Tries once: repeated by the SDK, a raise whose answer got lost could undo what somebody has lowered in between. */
const raising = new SSMClient({ ...CLIENT, maxAttempts: 1 });
const sns = new SNSClient(CLIENT);

/** A person sets how far the runbooks may go, all of them or one. */
export const handler = asCommand(Input, async ({ mode, runbook, reason }, context) => {
  const { system, directory } = context;
  const contact = knownContact(context);
  if (runbook !== undefined) existing('runbook', runbook, system.machines);
  const name = runbook === undefined ? system.settings.mode : runbookMode(system, runbook);
  const what = runbook === undefined ? `the environment ${directory.environment}` : runbook;
  // Where Parameter Store does not answer, lowering must still be tried.
  const before = at(await look(() => readModes(ssm, [name])), name);
  const decision = decideMode(before, mode, contact, directory.approvers.otherwise?.contacts ?? []);
  if (decision.change === 'refused') throw new Refusal(403, decision.because);

  const written = await write(decision.change, name, mode);
  const meant = runbook === undefined ? Object.keys(system.machines) : [runbook];
  const now = await look(() => readAll(system, meant));
  const is = at(now, name);
  if ('unseen' in written && !('seen' in is && is.seen === mode))
    throw new Failure(`The mode of ${what} could not be set (${written.unseen}); it ${inWords('is', is)}.`);

  const change =
    decision.change === 'none'
      ? `The mode of ${what} is ${mode} already.`
      : `${context.said} has set the mode of ${what} to ${mode}, which ${inWords('was', before)}: ${reason}.`;
  const modes = effectiveOf(system, meant, now);
  const said = [change, ...since(mode, is), effectiveWords(modes)];
  const told = decision.change === 'none' ? [] : await tell(context, name, `Mode of ${what}: ${mode}`, said);
  return {
    said: [...said, ...told].join(' '),
    was: 'seen' in before ? before.seen : null,
    is: 'seen' in is ? is.seen : null,
    effective: modes,
  };
});

async function write(change: 'none' | 'lower' | 'raise', name: string, mode: Mode): Promise<Look<unknown>> {
  if (change === 'none') return { seen: 'nothing to write' };
  const client = change === 'raise' ? raising : ssm;
  return look(() => client.send(new PutParameterCommand({ Name: name, Value: mode, Overwrite: true })));
}

const readAll = (system: System, runbooks: readonly string[]): Promise<Modes> =>
  readModes(ssm, [system.settings.mode, ...runbooks.map((id) => runbookMode(system, id))]);

const at = (modes: Look<Modes>, name: string): Look<Mode> =>
  'seen' in modes ? (modes.seen.get(name) ?? { unseen: 'not asked for' }) : modes;

const effectiveOf = (system: System, runbooks: readonly string[], modes: Look<Modes>): Effective =>
  effectiveModes(
    at(modes, system.settings.mode),
    Object.fromEntries(runbooks.map((id) => [id, at(modes, runbookMode(system, id))])),
  );

const inWords = (is: string, mode: Look<Mode>): string =>
  'seen' in mode ? `${is} ${mode.seen}` : `could not be read (${mode.unseen})`;

/** Read back, it may say something else: somebody was quicker. */
function since(mode: Mode, is: Look<Mode>): string[] {
  if ('seen' in is && is.seen === mode) return [];
  return [`Read back, it ${inWords('is', is)}.`];
}

/** The audit line: a change of mode belongs to no incident. */
async function tell({ system }: CommandContext, name: string, title: string, lines: string[]): Promise<string[]> {
  const news = channelPublication({ title, lines, eventType: 'mode-changed', resources: [name], keywords: ['mode'] });
  const told = await look(() => sns.send(new PublishCommand({ TopicArn: system.channelTopic, ...news })));
  return 'unseen' in told ? [`The incident channel could not be told (${told.unseen}).`] : [];
}

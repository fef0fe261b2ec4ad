import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { placeOf, rewriteReport } from '../close-incident/report';
import { tellEnd } from '../close-incident/tell-end';
import { channelMessage, makeReport } from '../document-incident/report';
import type { Directory, System } from '../shared/directory';
import type { Incident } from '../shared/incident';
import type { IncidentTable } from '../shared/incident-table';
import { look } from '../shared/step';
import { decideVerdict } from '../verify-resolution/decide';
import { type Judged, type Looking, seenOf } from '../verify-resolution/judge';
import { measureMitigation } from '../verify-resolution/measure-mitigation';

/**
 * Seconds for which everything must have been normal. Longer than a run's own soak: what was escalated was not mended by what
 * usually mends it, and people who have it in hand are not told that it is over between two relapses.
 */
export const AUDIT_SOAK_SECONDS = 900;

const STEP = 'Look again at what people have';

type TellTools = Parameters<typeof tellEnd>[0] & { readonly sns: SNSClient };

export interface Closing extends TellTools, Looking {
  readonly table: IncidentTable;
  readonly s3: Parameters<typeof rewriteReport>[0]['s3'];
  readonly parameters: () => Promise<{ readonly directory: Directory; readonly system: System }>;
}

/**
 * Judges an incident that people have as its own run would, by its alarms and what they are about, and closes it when it is
 * fixed, whoever mended it. Those who were paged are told, and its report is written anew.
 *
 * @param unique tells the lines of one audit from those of another.
 * @returns whether it was closed by this audit.
 */
export async function closeIfMended(
  tools: Closing,
  judged: Judged,
  incident: Incident,
  { now, unique }: { readonly now: number; readonly unique: string },
): Promise<boolean> {
  const { table } = tools;
  const seen = await seenOf(tools, judged, incident, { now, soakSeconds: AUDIT_SOAK_SECONDS });
  const { outcome, finding } = decideVerdict(seen);
  if (outcome !== 'resolved') return false;
  const at = new Date(now).toISOString();
  if (!(await table.closeFixed(incident, at))) return false;
  measureMitigation(incident, seen);
  await table.noteVerdict(incident.id, 'fixed');
  await table.write(incident.id, { at, step: STEP, finding, outcome: 'resolved', verdict: 'fixed' }, unique);
  await documentEnd(tools, incident.id, { at, unique });
  return true;
}

/** It is closed by now: what cannot be told or written is said in its timeline, and changes nothing. */
async function documentEnd(
  tools: Closing,
  id: string,
  { at, unique }: { readonly at: string; readonly unique: string },
): Promise<void> {
  const { table, sns } = tools;
  const note = (finding: string, what: string) =>
    table.write(id, { at, step: STEP, finding, outcome: 'noted' }, `${unique}-${what}`);
  const parameters = await look(tools.parameters);
  if ('unseen' in parameters) {
    await note(`Nobody could be told that it is over, and its report is as it was: ${parameters.unseen}.`, 'untold');
    return;
  }
  const { directory, system } = parameters.seen;
  const incident = await table.get(id);
  for (const { finding, unique: what } of await tellEnd(tools, incident, system)) await note(finding, what);
  const place = placeOf(incident, directory, system);
  const written = await look(async () => {
    await rewriteReport(tools, id, place, 'resolved');
    const report = makeReport(incident, 'resolved', await table.lines(id), []);
    await sns.send(new PublishCommand({ TopicArn: system.channelTopic, ...channelMessage(report) }));
  });
  if ('unseen' in written)
    await note(`Its report could not be written anew, or the channel not be told: ${written.unseen}.`, 'report');
}

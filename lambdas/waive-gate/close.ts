import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import { placeOf, rewriteReport } from '../close-incident/report';
import { tellEnd } from '../close-incident/tell-end';
import { type Gate, waiverReason } from '../shared/checklist/gate';
import type { CommandContext } from '../shared/command';
import type { IncidentTable } from '../shared/incident-table';
import type { ToldTable } from '../shared/messages/told';
import { look } from '../shared/step';

export interface Tools {
  readonly table: IncidentTable;
  readonly told: ToldTable;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sfn: SFNClient;
}

const STEP = 'Waive the gate';

/**
 * Closes the incident of a waived gate by the person who has waived it: those who were paged learn of it, and its report is
 * written anew. Doing it again closes and tells nothing twice.
 * @returns sentences.
 * @throws when the incident itself cannot be closed.
 */
export async function closeIncident(
  { table, told, s3, sns, sfn }: Tools,
  gate: Pick<Gate, 'incident'> & { readonly waived: NonNullable<Gate['waived']> },
  { said, system, directory }: Pick<CommandContext, 'said' | 'system' | 'directory'>,
): Promise<string[]> {
  const { incident: id, waived } = gate;
  const incident = await table.findIncident(id);
  if (!incident) return [`Its incident ${id} is not kept any more.`];
  const { at } = waived;
  const write = (finding: string, unique: string) =>
    // Under the instant of the waiver: said again it is the same line.
    table.write(id, { at, step: STEP, finding, outcome: 'noted' }, unique);
  await write(`Gate waived by ${said}: ${waived.reason}`, 'waived');
  if (!(await table.closeByPerson(incident, { by: waived.by, reason: waiverReason(waived.reason) }, at)))
    return [`Its incident ${id} has ended as ${(await table.get(id)).status} before.`];

  const present = await table.get(id);
  for (const { finding, unique } of await tellEnd({ sns, sfn, told }, present, system)) {
    await write(finding, `waived-${unique}`);
  }
  const report = await look(() => rewriteReport({ s3, table }, id, placeOf(present, directory, system)));
  return [
    `Incident ${id} is closed.`,
    ...('unseen' in report ? [`Its report could not be written anew (${report.unseen}).`] : []),
  ];
}

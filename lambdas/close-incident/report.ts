import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { asMarkdown, type Ending, makeReport } from '../document-incident/report';
import { setting } from '../shared/clients';
import type { Directory, System } from '../shared/directory';
import type { Incident } from '../shared/incident';
import type { IncidentTable } from '../shared/incident-table';
import { consoles, type Place } from '../shared/links';
import { datePath } from '../shared/wording';

/** What console links are made of, for an incident whose workflow nobody has at hand. */
export function placeOf(
  { target }: Pick<Incident, 'target'>,
  { region }: Pick<Directory, 'region'>,
  { cluster, services, database, logGroup }: Pick<System, 'cluster' | 'services' | 'database' | 'logGroup'>,
): Place {
  const service = services[target];
  return {
    region,
    cluster,
    service: service?.name ?? null,
    database: target === 'database' || target === 'system' ? database : null,
    logGroup,
    streamPrefix: service?.logStreamPrefix ?? null,
  };
}

/**
 * Writes an incident's report anew, as it ended after its run: the same two objects that its run has written, in a new
 * version.
 * @returns the key of the one for people.
 */
export async function rewriteReport(
  { s3, table }: { readonly s3: S3Client; readonly table: IncidentTable },
  id: string,
  place: Place,
  ending: Ending = 'closed',
): Promise<string> {
  const [incident, lines] = await Promise.all([table.get(id), table.lines(id)]);
  const report = makeReport(incident, ending, lines, consoles(place, Object.keys(incident.alarms)));
  const folder = `incidents/${datePath(incident.alarmAt)}/${id}`;
  const put = (name: string, ContentType: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: `${folder}/${name}`, ContentType, Body }));
  await Promise.all([
    put('report.md', 'text/markdown; charset=utf-8', asMarkdown(report)),
    put('report.json', 'application/json', JSON.stringify(report, null, 2)),
  ]);
  return `${folder}/report.md`;
}

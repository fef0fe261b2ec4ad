import * as v from 'valibot';

/** What console links are made of; synth passes it in. What the incident is not about is null. */
export const Place = v.object({
  region: v.string(),
  cluster: v.string(),
  service: v.nullable(v.string()),
  database: v.nullable(v.string()),
  logGroup: v.string(),
  streamPrefix: v.nullable(v.string()),
});
export type Place = v.InferOutput<typeof Place>;

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** Consoles an engineer opens first, for what the incident is about and its alarms. */
export function consoles(place: Place, alarms: readonly string[]): Link[] {
  const { region, cluster, service, database, logGroup, streamPrefix } = place;
  const host = `https://${region}.console.aws.amazon.com`;
  const ecs = `${host}/ecs/v2/clusters/${cluster}/services`;
  const group = `${host}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${twice(logGroup)}`;
  return [
    service
      ? { title: 'ECS service', url: `${ecs}/${service}/health?region=${region}` }
      : { title: 'ECS services', url: `${ecs}?region=${region}` },
    ...(database ? [{ title: 'RDS', url: `${host}/rds/home?region=${region}#database:id=${database}` }] : []),
    ...alarms.map((alarm) => ({
      title: `Alarm ${alarm}`,
      url: `${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(alarm)}`,
    })),
    { title: 'Logs', url: streamPrefix ? `${group}$3FlogStreamNameFilter$3D${twice(streamPrefix)}` : group },
  ];
}

/** The console's own encoding of names inside the fragment: `$25` for the percent sign. */
const twice = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');

import * as v from 'valibot';

/** What console links are made of; synth passes it in. */
export const Place = v.object({
  region: v.string(),
  cluster: v.string(),
  service: v.string(),
  logGroup: v.string(),
  streamPrefix: v.string(),
});
export type Place = v.InferOutput<typeof Place>;

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** Consoles an engineer opens first, for one service and the alarms of its incident. */
export function consoles(place: Place, alarms: readonly string[]): Link[] {
  const host = `https://${place.region}.console.aws.amazon.com`;
  return [
    {
      title: 'ECS service',
      url: `${host}/ecs/v2/clusters/${place.cluster}/services/${place.service}/health?region=${place.region}`,
    },
    ...alarms.map((alarm) => ({
      title: `Alarm ${alarm}`,
      url: `${host}/cloudwatch/home?region=${place.region}#alarmsV2:alarm/${encodeURIComponent(alarm)}`,
    })),
    {
      title: 'Logs',
      url:
        `${host}/cloudwatch/home?region=${place.region}#logsV2:log-groups/log-group/${twice(place.logGroup)}` +
        `$3FlogStreamNameFilter$3D${twice(place.streamPrefix)}`,
    },
  ];
}

/** The console's own encoding of names inside the fragment: `$25` for the percent sign. */
const twice = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');

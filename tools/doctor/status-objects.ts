import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Parameter } from '@aws-sdk/client-ssm';
import type { Environment } from '../../environments/schema';
import { type Check, statusOf } from './check';
import { couldNotCheck, type Finding, missing, ok } from './finding';
import { readParameter } from './parameter';

interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly maxAgeSeconds: number;
}

const NEEDS = ['s3:GetObject', 's3:ListBucket'];

const urlOf = ({ bucket, key }: Place): string => `s3://${bucket}/${key}`;

/** Where an object that one of the services writes should be; undefined where none is configured. */
const PLACES = {
  'broker heartbeat': ({ signals: { brokerStatus } }: Environment): Place | undefined =>
    brokerStatus === 'not configured' ? undefined : brokerStatus.heartbeat,
  'acknowledgement of trading_enabled': ({ signals: { tradingEnabledAcknowledgement: place } }: Environment) =>
    place === 'not configured' ? undefined : place,
} as const satisfies Readonly<Record<string, (environment: Environment) => Place | undefined>>;

const CONTRACT: Readonly<Record<keyof typeof PLACES, string>> = {
  'broker heartbeat': 'docs/signals.md#broker-status',
  'acknowledgement of trading_enabled': 'docs/signals.md',
};

/** How old an object is; what is not configured is listed with the signals, and is no finding here. */
const age = (title: keyof typeof PLACES): Check<Date | undefined | 'not configured'> => ({
  title,
  needs: NEEDS,
  look: async ({ environment, clients: { s3 } }) => {
    const place = PLACES[title](environment);
    if (!place) return 'not configured';
    try {
      return (await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }))).LastModified;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  },
  decide: (seen, { environment, now }) => {
    const place = PLACES[title](environment);
    return place && seen !== 'not configured' ? decideAge(title, place, seen, now) : [];
  },
});

/** An object older than it may be is read as unknown by the runbooks, which is as good as none. */
function decideAge(title: keyof typeof PLACES, place: Place, written: Date | undefined, now: number): Finding {
  const url = urlOf(place);
  const remedy = `Have the trading service write it at least every ${place.maxAgeSeconds} s, as ${CONTRACT[title]} says`;
  if (!written) return missing(title, `There is no ${url}.`, `${remedy}, or correct its place in the environment`);
  const seconds = Math.max(0, Math.round((now - written.getTime()) / 1000));
  const says = `${url} is ${seconds} s old`;
  return seconds > place.maxAgeSeconds
    ? missing(title, `${says}, and may be ${place.maxAgeSeconds} s: it is read as unknown.`, remedy)
    : ok(title, `${says}, and may be ${place.maxAgeSeconds} s.`);
}

export const heartbeat = age('broker heartbeat');
export const acknowledgement = age('acknowledgement of trading_enabled');

interface Versions {
  readonly parameter: Parameter | undefined;
  /** The text of the object; undefined where there is none. */
  readonly acknowledged: string | undefined;
}

/** Whether the trading service has acted on the parameter as it is now. It flips nothing to find out. */
export const acknowledgedVersion: Check<Versions | 'not configured'> = {
  title: 'trading service heeds trading_enabled',
  needs: [...NEEDS, 'ssm:GetParameter'],
  look: async (world) => {
    const place = PLACES['acknowledgement of trading_enabled'](world.environment);
    if (!place) return 'not configured';
    // The parameter first: one that changes in between is acknowledged with a later version, never with an earlier one.
    const parameter = await readParameter(world);
    try {
      const { Body } = await world.clients.s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
      return { parameter, acknowledged: await Body?.transformToString() };
    } catch (error) {
      if (statusOf(error) === 404) return { parameter, acknowledged: undefined };
      throw error;
    }
  },
  decide: (seen, { environment, now }) => {
    const place = PLACES['acknowledgement of trading_enabled'](environment);
    return place && seen !== 'not configured' ? decideVersion(seen, environment, place, now) : [];
  },
};

/**
 * The acknowledged version has to be the parameter's present one or later. A parameter that was changed less long ago than
 * an acknowledgement may be old can still be acknowledged: that is for another look.
 */
function decideVersion(
  { parameter, acknowledged }: Versions,
  { parameters: { tradingEnabled } }: Environment,
  place: Place,
  now: number,
): Finding {
  const title = 'trading service heeds trading_enabled';
  const url = urlOf(place);
  const contract = 'Have the trading service write { asOf, version, tradingEnabled } of the parameter it last acted on';
  const present = parameter?.Version;
  if (present === undefined) {
    return couldNotCheck(
      title,
      `There is no parameter ${tradingEnabled} to acknowledge.`,
      'See the trading parameter above',
    );
  }
  const version = acknowledged === undefined ? undefined : versionIn(acknowledged);
  if (version === undefined) {
    const says = acknowledged === undefined ? `There is no ${url}.` : `${url} names no version.`;
    return missing(title, says, contract);
  }
  if (version >= present)
    return ok(title, `${url} acknowledges version ${version} of ${tradingEnabled}, the present one.`);
  const says = `${url} acknowledges version ${version} of ${tradingEnabled}; the present one is ${present}`;
  const changed = Math.round((now - (parameter?.LastModifiedDate?.getTime() ?? 0)) / 1000);
  if (changed < place.maxAgeSeconds) {
    return couldNotCheck(
      title,
      `${says}, changed ${changed} s ago.`,
      `Run the doctor again in ${place.maxAgeSeconds} s`,
    );
  }
  return missing(
    title,
    `${says}: a halt could not be proved.`,
    `Find out why the trading service no longer reads ${tradingEnabled}. ${contract}`,
  );
}

function versionIn(text: string): number | undefined {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'number' ? version : undefined;
  } catch {
    return undefined;
  }
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { Acknowledgement } from '../shared/acknowledgement';
import { CLIENT, setting } from '../shared/clients';
import { asSignedCommand, callerOf, Failure, Reason, type Signed } from '../shared/command';
import { readParameters } from '../shared/directory';
import { GuardTable, type Stop } from '../shared/guard/table';
import { acknowledged, type Disabled, disable, disableCommand } from '../shared/halt/disable';
import { stopCommand } from '../shared/halt/stop-service';
import { channelPublication } from '../shared/messages/channel';
import { type Look, look } from '../shared/step';
import { goOn } from './go-on';
import { acknowledgement, channelTopic, stopMachine, tradingEnabled, tradingService } from './told';
import { effectWords, goneOnWords, type Halted, haltNews, haltWords } from './words';

const Input = v.strictObject({
  /** Whoever is in a hurry may leave it out. */
  reason: v.optional(Reason, 'no reason given'),
});

/** Two tries: a halt does not wait long for a look that fails. */
const LOOKING = { ...CLIENT, maxAttempts: 2 };

const ssm = new SSMClient(LOOKING);
/** Tries once: repeated by the SDK, a halt whose answer got lost could end what a person has resumed in between. */
const acting = new SSMClient({ ...CLIENT, maxAttempts: 1 });
const s3 = new S3Client(LOOKING);
const sns = new SNSClient(LOOKING);
const sfn = new SFNClient(LOOKING);
const dynamoDb = new DynamoDBClient(LOOKING);

const now = () => Date.now();
const sleep = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

/** The caller waits for the service's word for so long; then the answer says that it has not come. */
const ACKNOWLEDGED_WITHIN_MS = 10_000;
/** An HTTP API waits 30 s for its function: what the caller is to know must be said before. */
const ANSWERED_WITHIN_MS = 25_000;

/**
 * Anybody whose signature AWS has checked halts trading, with one call: no approval, no list, no mode, no calendar, no lease.
 * The parameter is written first; who it was, the record of the stop, the channel and the service's acknowledgement come
 * after, and none of them can stop it. Where the write failed, or its effect is not proved in the time a caller waits, the
 * emergency stop goes on by itself. Asking again is recorded, and writes nothing.
 */
export const handler = asSignedCommand(Input, async ({ reason }, { request, now: at }) => {
  const parameter = tradingEnabled();
  const directory = look(readParameters);
  const done = await disable({ ssm, acting }, parameter, sleep);
  const known = await directory;
  const by = callerWords(request, known);
  const commands = { disable: disableCommand(parameter), ...stopOf(known) };
  const halted: Halted = { by, reason, at, parameter, done, commands };
  const [told, kept, word] = await Promise.all([
    look(() => sns.send(new PublishCommand({ TopicArn: channelTopic(), ...channelPublication(haltNews(halted)) }))),
    look(() => record({ by, reason, at })),
    effect(done, at),
  ]);
  const untold = [
    ...('unseen' in told ? [`The incident channel could not be told (${told.unseen}).`] : []),
    ...('unseen' in kept ? [`The stop could not be written down (${kept.unseen}).`] : []),
  ];
  const goneOn = 'seen' in word ? undefined : await look(() => goOn(sfn, stopMachine(), { by, reason, at }));
  const further = goneOn ? [goneOnWords(goneOn, commands)] : [];
  if ('unseen' in done) throw new Failure([haltWords(halted), ...further, ...untold].join(' '));
  const said = [haltWords(halted), effectWords(word), ...further, ...untold].join(' ');
  const { version, already } = done.seen;
  return {
    said,
    by,
    parameter,
    version,
    already,
    effect: 'seen' in word ? 'acknowledged' : 'not-proved',
    ...(goneOn && 'seen' in goneOn ? { goesOn: goneOn.seen } : {}),
  };
});

/** So that whoever ends the stop knows of this one. Every call is one of its own. */
function record({ by, reason, at }: Pick<Stop, 'by' | 'reason'> & { at: number }): Promise<Stop> {
  const table = new GuardTable(dynamoDb, setting('INCIDENT_TABLE'));
  const incident = 'none: halted by command';
  return table.keepStop(tradingService(), { id: `halt-${at}`, since: at, by, reason, incident, kind: 'disabled' });
}

type Known = Awaited<ReturnType<typeof readParameters>>;

/** Who is who may be unreadable just now; what the signature says always can be told. */
const callerWords = (request: Signed, known: Look<Known>): string =>
  'seen' in known
    ? callerOf(request, known.seen.directory).said
    : `${request.iam.userArn} (who that is could not be looked up)`;

async function effect(done: Look<Disabled>, since: number): Promise<Look<Acknowledgement>> {
  if ('unseen' in done) return { unseen: 'nothing to acknowledge' };
  const place = await look(async () => acknowledgement());
  if ('unseen' in place) return place;
  if (!place.seen) return { unseen: 'the trading service acknowledges nothing' };
  const until = Math.min(now() + ACKNOWLEDGED_WITHIN_MS, since + ANSWERED_WITHIN_MS);
  return acknowledged(s3, place.seen, done.seen.version, until, { now, sleep });
}

function stopOf(known: Look<Known>): { stop?: string } {
  if ('unseen' in known) return {};
  const { cluster, services } = known.seen.system;
  return services.trading ? { stop: stopCommand({ cluster, service: services.trading.name }) } : {};
}

import { ListSubscriptionsByTopicCommand, type Subscription } from '@aws-sdk/client-sns';
import type { Environment } from '../../environments/schema';
import { naming } from '../../lib/naming';
import type { Check, World } from './check';
import { type Finding, missing, ok } from './finding';

/** A topic of the app, and who should read it. */
interface Reader {
  readonly title: string;
  readonly topic: string;
  readonly email: string;
  /** The stack it is made in. */
  readonly stack: string;
}

function readersOf(environment: Environment): Reader[] {
  const { contacts, incidentChannel, lastResort } = environment;
  const { topic, stack } = naming(environment);
  return [
    ...Object.entries(contacts).map(([id, { email }]) => ({ title: `contact ${id}`, topic: topic(id), email, stack })),
    { title: 'incident channel', topic: topic('incident-channel'), email: incidentChannel, stack },
    { title: 'last resort', topic: topic('last-resort'), email: lastResort, stack },
    { title: 'watch on the runbooks', topic: topic('watch'), email: lastResort, stack: `${stack}-watch` },
  ];
}

const arnOf = ({ region, account }: Environment, topic: string): string => `arn:aws:sns:${region}:${account}:${topic}`;

/** @returns undefined when there is no such topic. */
async function subscriptionsOf(topic: string, { environment, clients }: World): Promise<Subscription[] | undefined> {
  const all: Subscription[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const asked = { TopicArn: arnOf(environment, topic), ...(NextToken && { NextToken }) };
      const page = await clients.sns.send(new ListSubscriptionsByTopicCommand(asked));
      all.push(...(page.Subscriptions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return all;
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw error;
  }
}

/** One check a topic: a contact who has not confirmed is passed over when a rung is paged. */
export const topics = (environment: Environment): Check<Subscription[] | undefined>[] =>
  readersOf(environment).map((reader) => ({
    title: reader.title,
    needs: ['sns:ListSubscriptionsByTopic'],
    look: (world) => subscriptionsOf(reader.topic, world),
    decide: (seen) => decideReader(reader, seen, environment),
  }));

/** Every subscription has to be confirmed, and there has to be one for the address of the environment. */
function decideReader(
  { title, topic, email, stack }: Reader,
  seen: readonly Subscription[] | undefined,
  environment: Environment,
): Finding {
  const deploy = `npx cdk deploy ${stack}`;
  if (!seen) return missing(title, `There is no topic ${topic}.`, deploy);
  if (!seen.some(({ Endpoint }) => Endpoint === email))
    return missing(title, `Nobody reads ${topic} at ${email}.`, deploy);
  const waiting = seen.filter(({ SubscriptionArn = '' }) => !SubscriptionArn.startsWith('arn:'));
  const [first] = waiting;
  if (!first)
    return ok(title, `${email} reads ${topic}; ${seen.length} of ${seen.length} subscriptions are confirmed.`);
  const { Protocol = 'email', Endpoint = email } = first;
  return missing(
    title,
    `${Endpoint} has not confirmed its subscription of ${topic} and gets nothing; ${seen.length - waiting.length} of ${seen.length} are confirmed.`,
    `Open the confirmation mail at ${Endpoint}. Send it again: aws sns subscribe --topic-arn ${arnOf(environment, topic)} ` +
      `--protocol ${Protocol} --notification-endpoint ${Endpoint} --region ${environment.region}`,
  );
}

import { DescribeClustersCommand, type DescribeClustersResponse } from '@aws-sdk/client-ecs';
import { kindOf, LOG_IN, sayError, type World } from './check';
import { couldNotCheck, type Finding, ok } from './finding';

/** What is known of whoever asks. */
export interface Asker {
  /** The end of the access key's id. */
  readonly key?: string;
  /** The account, as the provider of the credentials has it; most do not say. */
  readonly claimed?: string;
  /** ARNs in an answer, or the sentence of a denial: both name the account that asked. */
  readonly answered?: string;
  /** Why it could not be found out. */
  readonly failed?: unknown;
}

/** Whether anything further makes sense: `undefined` when it does not. */
export interface Identity {
  readonly finding: Finding;
  readonly goOn: boolean;
}

/**
 * Whose credentials these are. The SDK's client for STS is not part of the house, so the account is read where AWS says it
 * by the way: in the ARN of a cluster that ECS describes (one that does not exist has an ARN too), or in the sentence of a
 * denial. What the credentials say of themselves comes last.
 */
export async function whoAsks({ clients: { ecs }, environment }: World): Promise<Asker> {
  let own: Pick<Asker, 'key' | 'claimed'> = {};
  try {
    const { accessKeyId, accountId } = await ecs.config.credentials();
    own = { key: accessKeyId.slice(-4), ...(accountId && { claimed: accountId }) };
    const answer = await ecs.send(new DescribeClustersCommand({ clusters: [environment.cluster] }));
    const answered = arnIn(answer);
    return { ...own, ...(answered && { answered }) };
  } catch (error) {
    const denial = kindOf(error) === 'denied' ? (error as Error).message : undefined;
    return { ...own, failed: error, ...(denial && { answered: denial }) };
  }
}

const arnIn = ({ clusters, failures }: DescribeClustersResponse): string | undefined =>
  clusters?.[0]?.clusterArn ?? failures?.[0]?.arn;

/** The first account id in an ARN or a denial, which begins with the asker's own ARN. */
const accountIn = (text: string | undefined): string | undefined =>
  /\barn:[^:\s]+:[^:\s]+:[^:\s]*:(\d{12}):/.exec(text ?? '')?.[1];

/**
 * The account has to be the one of the environment: everything else would be about somebody else's system, and the doctor
 * ends. Credentials that are missing, expired or refused end it too. An account that nobody names does not: what follows
 * only reads, and the finding keeps the whole from being good.
 */
export function decideIdentity(asker: Asker, { environment: { name, account, region } }: World): Identity {
  const title = 'credentials';
  const stop = (says: string, remedy: string): Identity => ({
    finding: couldNotCheck(title, says, remedy),
    goOn: false,
  });
  const found = accountIn(asker.answered) ?? asker.claimed;
  if (found !== undefined && found !== account) {
    return stop(
      `These credentials are of account ${found}; environments/${name}.ts is about account ${account}.`,
      `AWS_PROFILE=<a profile of ${account}> npm run doctor -- ${name}, or correct account in environments/${name}.ts`,
    );
  }
  const kind = asker.failed === undefined ? undefined : kindOf(asker.failed);
  if (kind === 'no credentials') {
    return stop(
      `There are no AWS credentials: ${sayError(asker.failed)}.`,
      `AWS_PROFILE=<your profile> npm run doctor -- ${name}; aws configure sso makes one`,
    );
  }
  if (kind === 'expired') return stop(`The credentials have expired: ${sayError(asker.failed)}.`, LOG_IN);
  if (kind === 'refused') {
    return stop(`AWS does not accept these credentials: ${sayError(asker.failed)}.`, LOG_IN);
  }
  if (found === undefined) {
    const why = asker.failed === undefined ? 'no answer named it' : sayError(asker.failed);
    return {
      finding: couldNotCheck(
        title,
        `Could not tell whose credentials these are: ${why}.`,
        `Compare by hand: aws sts get-caller-identity has to say account ${account}`,
      ),
      goOn: true,
    };
  }
  const key = asker.key === undefined ? '' : `, with the access key that ends in ${asker.key}`;
  return { finding: ok(title, `Account ${account} in ${region}, as environments/${name}.ts says${key}.`), goOn: true };
}

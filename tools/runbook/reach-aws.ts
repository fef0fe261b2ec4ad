import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Environment } from '../../environments/schema';
import { naming } from '../../lib/naming';
import { kindOf, sayError } from '../doctor/check';
import type { Reach } from './api';
import { CannotAsk, connectionError } from './errors';

export interface Place {
  readonly environment: Environment;
  readonly region: string;
  /** The API's address, where it is not to be looked up. */
  readonly api?: string;
}

/** A client of Systems Manager that finds credentials by the usual chain and gives up soon. */
export const ssmClient = (region: string): SSMClient =>
  new SSMClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 },
  });

/**
 * The API of an environment in AWS: its address stands in Parameter Store, and requests are signed with the credentials the
 * AWS command line would take. The address is looked up once, the credentials every time: they expire.
 */
export function reachAws(place: Place, ssm: SSMClient, now: () => number): Reach {
  let address: Promise<string> | undefined;
  return async () => {
    const credentials = await ssm.config.credentials().catch((error: unknown) => {
      throw whyNot(error, place);
    });
    address ??= place.api === undefined ? lookUp(place, ssm, credentials.accountId) : Promise.resolve(place.api);
    const to = (await address).replace(/\/$/, '');
    return { to, host: new URL(to).host, region: place.region, credentials, at: now() };
  };
}

async function lookUp(place: Place, ssm: SSMClient, account: string | undefined): Promise<string> {
  const { environment, region } = place;
  refuseOther(account, environment);
  const name = naming(environment).api;
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    refuseOther(accountIn(Parameter?.ARN), environment);
    if (Parameter?.Value && URL.canParse(Parameter.Value)) return Parameter.Value;
    throw new CannotAsk(
      `${name} in ${region} holds no address but "${Parameter?.Value ?? ''}". Deploy the stack again: npm run deploy`,
    );
  } catch (error) {
    throw error instanceof CannotAsk ? error : whyNot(error, place);
  }
}

/** @throws CannotAsk naming both: what is asked for would be done to somebody else's system. */
function refuseOther(account: string | undefined, { name, account: ours }: Environment): void {
  if (account === undefined || account === ours) return;
  throw new CannotAsk(
    `These credentials are of account ${account}; environments/${name}.ts is about account ${ours}.\n` +
      `Set AWS_PROFILE to a profile of ${ours}, or name another environment with --environment.`,
  );
}

/** The account in an ARN, or in a denial, which begins with the asker's. */
const accountIn = (text: string | undefined): string | undefined =>
  /\barn:[^:\s]+:[^:\s]+:[^:\s]*:(\d{12}):/.exec(text ?? '')?.[1];

function whyNot(error: unknown, { environment, region }: Place): CannotAsk {
  const signIn = `Sign in (aws sso login), or set AWS_PROFILE to a profile of account ${environment.account}.`;
  const parameter = naming(environment).api;
  if ((error as Error).name === 'ParameterNotFound') {
    const elsewhere =
      region === environment.region ? '' : ` environments/${environment.name}.ts says ${environment.region}.`;
    return new CannotAsk(
      `There is no parameter ${parameter} in ${region}: is the stack deployed in ${region}?${elsewhere}\n` +
        'Deploy it with `npm run deploy`, or name another place with --environment or --region.',
    );
  }
  switch (kindOf(error)) {
    case 'no credentials':
      return new CannotAsk(`There are no AWS credentials: ${sayError(error)}.\n${signIn}`);
    case 'expired':
      return new CannotAsk(`The AWS credentials have expired: ${sayError(error)}.\n${signIn}`);
    case 'refused':
      return new CannotAsk(`AWS does not accept these credentials: ${sayError(error)}.\n${signIn}`);
    case 'denied': {
      try {
        refuseOther(accountIn((error as Error).message), environment);
      } catch (other) {
        return other as CannotAsk;
      }
      return new CannotAsk(
        `${sayError(error)}.\nLet yourself ssm:GetParameter on ${parameter}, or give the API's address with --api.`,
      );
    }
    default:
      return new CannotAsk(
        `Could not look up the API's address in ${region}: ${connectionError(error)}.\n` +
          'See whether the network is up and the region is right, or give the address with --api.',
      );
  }
}

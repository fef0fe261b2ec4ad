import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';

/** What is asked. It sends TestState, TestEventPattern and SimulateCustomPolicy, and no others: they change nothing. */
export interface Clients {
  readonly states: SFNClient;
  readonly patterns: EventBridgeClient;
  readonly policies: IAMClient;
}

/** What all clients share; without credentials the SDK's own chain finds them. */
export type ClientConfig = Pick<
  SFNClientConfig,
  'region' | 'credentials' | 'maxAttempts' | 'retryMode' | 'requestHandler'
>;

/** A throttled call is made again this often, each time later, and slows down those after it. */
const PATIENT = { maxAttempts: 10, retryMode: 'adaptive' } as const;

export function clientsOf(config: ClientConfig): Clients {
  const patient = { ...PATIENT, ...config };
  return {
    states: new SFNClient(patient),
    patterns: new EventBridgeClient(patient),
    policies: new IAMClient(patient),
  };
}

/** Nobody can be asked: there are no credentials, or they do not do. The message is for whoever started it. */
export class CannotAsk extends Error {}

/** @throws CannotAsk when no credentials are found. */
export async function credentialsOf({ states }: Clients): Promise<void> {
  try {
    await states.config.credentials();
  } catch (error) {
    throw new CannotAsk(
      `AWS was not asked, because no credentials were found (${(error as Error).message}). Set AWS_PROFILE or sign in as for the AWS command line; --dry-run needs none.`,
    );
  }
}

/** The hosts that are asked from now on. */
export function hostsAsked(clients: Clients): ReadonlySet<string> {
  const hosts = new Set<string>();
  const noted = <Args extends { readonly request: unknown }>(args: Args): Args => {
    hosts.add((args.request as { readonly hostname: string }).hostname);
    return args;
  };
  const last = { step: 'finalizeRequest', name: 'hostsAsked' } as const;
  clients.states.middlewareStack.add((next) => (args) => next(noted(args)), last);
  clients.patterns.middlewareStack.add((next) => (args) => next(noted(args)), last);
  clients.policies.middlewareStack.add((next) => (args) => next(noted(args)), last);
  return hosts;
}

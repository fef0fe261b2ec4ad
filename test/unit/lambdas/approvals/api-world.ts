import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type * as DecideApproval from '../../../../lambdas/decide-approval/handler';
import type { ApiResponse } from '../../../../lambdas/shared/api';
import type { Approval } from '../../../../lambdas/shared/approvals/approval';
import { ApprovalTable } from '../../../../lambdas/shared/approvals/table';
import type { Directory } from '../../../../lambdas/shared/directory';
import { formToken } from '../../../../lambdas/shared/form-token';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { loadFunction, type ModelledTable, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, at, isoAfter, openRequest } from '../../../support/incidents';
import { held, NAMES } from '../show-incident/asking';
import { ACCOUNT, DIRECTORY, INCIDENT, ISSUER, QUESTION } from './people';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
type Handler = (event: unknown, lambda: Context) => Promise<ApiResponse>;

/** The issuer's key pair and another's. */
export interface Signers {
  readonly ours: Keys;
  readonly strangers: Keys;
  /** The public key as everybody can read it. */
  readonly published: string;
}

export async function signers(): Promise<Signers> {
  const [ours, strangers] = await Promise.all([1, 2].map(() => generateKeyPair('ES256', { extractable: true })));
  if (!ours || !strangers) throw new Error('No keys were made.');
  return { ours, strangers, published: await exportSPKI(ours.publicKey) };
}

/** Two minutes after the alarm: when people press. */
export const PRESSED = at(120);
const SECOND = Math.floor(PRESSED / 1000);

/** What the issuer says of a contact who signed in a minute ago. */
export const claims = (contact: string, over: JWTPayload = {}): JWTPayload => ({
  iss: ISSUER,
  aud: 'pages',
  sub: `subject-of-${contact}`,
  iat: SECOND - 60,
  exp: SECOND + 1800,
  ...over,
});

export const signedBy = ({ privateKey }: Keys, payload: JWTPayload): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'first' }).sign(privateKey);

export interface ApiWorld {
  readonly modelled: ModelledTable;
  readonly table: IncidentTable;
  readonly approvals: ApprovalTable;
  /** What Step Functions was asked for. */
  readonly told: jest.SpyInstance;
  /** Commands that write, in order; also those whose condition failed. */
  readonly writes: readonly string[];
  /** Puts another directory in the place of this one. */
  know(directory: Directory): void;
}

/** The modelled table, Parameter Store, Step Functions and the issuer under functions that make their own clients. */
export async function apiWorld({ ours }: Signers): Promise<ApiWorld> {
  const modelled = underFunctions(PRESSED);
  const writes: string[] = [];
  jest.mocked(DynamoDBClient.prototype.send).mockImplementation(((command: { input: object }) => {
    const { name } = command.constructor;
    if (/Put|Update|Delete|Transact|Write/.test(name)) writes.push(name);
    return modelled.send(command);
  }) as never);
  let parameters = held();
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: object) => answerSsm(parameters, command)) as never);
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'first', alg: 'ES256' };
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const url = String(input);
    if (url === `${ISSUER}/.well-known/openid-configuration`)
      return Response.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` });
    if (url === `${ISSUER}/jwks`) return Response.json({ keys: [jwk] });
    throw new TypeError('fetch failed');
  });
  return {
    modelled,
    table: new IncidentTable(modelled.client, TABLE),
    approvals: new ApprovalTable(modelled.client, TABLE),
    told: jest.spyOn(SFNClient.prototype, 'send').mockResolvedValue({} as never),
    writes,
    know: (directory) => {
      parameters = held({ [NAMES.DIRECTORY]: JSON.stringify(directory) });
    },
  };
}

/** The open incident with one page sent; its first question is open and the runbook waits for it. */
export async function askedIncident({ table, approvals }: ApiWorld, over: Partial<Approval> = {}): Promise<void> {
  await table.openOrJoin(openRequest());
  await table.chooseRung(INCIDENT, { rung: 1, asked: isoAfter(50) });
  await table.keepToken(INCIDENT, 1, 'token of the page');
  await asks(approvals, INCIDENT, 'a1', over);
  await approvals.wait(INCIDENT, 'a1', 'token of the question');
}

export async function asks(
  approvals: ApprovalTable,
  incidentId: string,
  id: string,
  { status: _status, decisions: _decisions, waiting: _waiting, ...over }: Partial<Approval> = {},
): Promise<void> {
  const about = { step: 'Scale up if needed', askedAt: isoAfter(60), expiresAt: isoAfter(1800) };
  await approvals.ask({ ...QUESTION, ...about, ...over, id, incidentId });
}

/** Loads the function with its environment; `forgetFunctions` takes that away. */
export function decideApproval(): Handler {
  Object.assign(process.env, NAMES);
  return loadFunction(() => jest.requireActual<typeof DecideApproval>('../../../../lambdas/decide-approval/handler'))
    .handler;
}

export function forgetFunctions(): void {
  for (const name of Object.keys(NAMES)) delete process.env[name];
}

export interface Posted {
  readonly id?: string;
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly routeKey?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly authorizer?: object;
}

/** A request as the HTTP API hands it over; a form from a browser unless it says otherwise. */
export const event = ({ id = INCIDENT, method = 'POST', ...over }: Posted): object => ({
  version: '2.0',
  routeKey: over.routeKey ?? `${method} /incidents/{id}/decide`,
  rawPath: `/incidents/${id}/decide`,
  headers: over.headers ?? { 'content-type': 'application/x-www-form-urlencoded' },
  cookies: over.cookies ?? [],
  pathParameters: { id },
  ...(over.body === undefined ? {} : { body: over.body }),
  isBase64Encoded: over.isBase64Encoded ?? false,
  requestContext: {
    requestId: 'gateway',
    http: { method, sourceIp: '192.0.2.1' },
    ...(over.authorizer ? { authorizer: over.authorizer } : {}),
  },
});

/** The session's cookie. */
export const cookie = (token: string): string => `__Host-session=${token}`;

/** The fields of the form as the page has made it for a session. */
export const fields = (
  session: string,
  over: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const { decision = 'approve', approval = 'a1' } = over;
  const token = formToken(session, decision, INCIDENT, approval);
  return { approval, decision, reason: 'CPU is short', to: `/incidents/${INCIDENT}`, token, ...over };
};

export const encoded = (given: Readonly<Record<string, string>>): string => new URLSearchParams(given).toString();

export const iam = (userArn: string): object => ({ iam: { userArn, accountId: ACCOUNT } });

/** Two people have to say yes. */
export const TWO_PEOPLE: Directory = {
  ...DIRECTORY,
  approvers: { ...DIRECTORY.approvers, 'scale-up': { contacts: ['trading-primary', 'team-lead'], people: 2 } },
};

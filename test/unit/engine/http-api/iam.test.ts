import type { ApiRequest, Signer } from '../../../../rehearsal/engine/http-api';
import type { Statement } from '../../../../rehearsal/engine/iam';
import { ACCOUNT, ASHA, REGION, removeFolders, type Signing, signed, textOf, world } from './world';

afterAll(removeFolders);

const APPROVE: ApiRequest = { method: 'POST', path: '/approve?id=i-1', headers: {}, body: '{}' };

/** Sends a signed request to a world that knows a signer. */
async function ask(signer: Signer, how: Signing = {}) {
  const { api, send, cloud } = world();
  api.know(signer);
  const answer = await send(await signed(APPROVE, api.endpoint.replace('https://', ''), { signer, ...how }));
  const { invocations, requests } = cloud.ledger;
  return { answer, invocations, request: requests[0], status: answer.status };
}

const apiId = world().api.endpoint.slice('https://'.length).split('.')[0];
const arn = (rest: string) => `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/${rest}`;
const allowing = (Resource: string, more: Partial<Statement> = {}): Signer => ({
  ...ASHA,
  policies: [
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource, ...more } },
  ],
});

test('who may call is let through, and the function is told who it is', async () => {
  const { answer, request } = await ask(ASHA);
  const { requestContext } = JSON.parse(textOf(answer)) as { requestContext: { authorizer: object } };
  expect(requestContext.authorizer).toMatchObject({
    iam: { accessKey: ASHA.accessKeyId, accountId: ACCOUNT, userArn: ASHA.userArn, userId: ASHA.userId },
  });
  expect(request).toMatchObject({ path: '/approve', status: 200, caller: ASHA.userArn });
});

test("a role's session is judged by the role's permissions and named by its own ARN", async () => {
  const userArn = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Engineer_0123456789abcdef/asha@example.com`;
  const { answer } = await ask({ ...ASHA, userArn, userId: 'AROAEXAMPLE:asha@example.com' });
  expect(JSON.parse(textOf(answer))).toMatchObject({
    requestContext: { authorizer: { iam: { userArn, callerId: 'AROAEXAMPLE:asha@example.com' } } },
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
test.each<[string, Signer, number]>([
  ['this API', allowing(arn('*')), 200],
  ['this stage', allowing(arn('$default/*')), 200],
  ['this method and path', allowing(arn('*/POST/approve')), 200],
  ['another method', allowing(arn('*/GET/approve')), 403],
  ['another path', allowing(arn('*/POST/approve/*')), 403],
  ['another stage', allowing(arn('test/*')), 403],
  ['another API', allowing(`arn:aws:execute-api:${REGION}:${ACCOUNT}:other/*`), 403],
  ['another action', allowing('*', { Action: 'states:*' }), 403],
  ['nothing', { ...ASHA, policies: [] }, 403],
  [
    'everything, and this denied',
    {
      ...ASHA,
      policies: [
        ...ASHA.policies,
        { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'execute-api:*', Resource: arn('*') } },
      ],
    },
    403,
  ],
])('a caller who is allowed %s', async (_what, signer, expected) => {
  const { answer, status, invocations, request } = await ask(signer);
  expect(status).toBe(expected);
  expect(invocations).toHaveLength(expected === 200 ? 1 : 0);
  expect(request).toMatchObject({ status: expected, caller: ASHA.userArn });
  if (expected === 403) expect(textOf(answer)).toBe('{"message":"Forbidden"}');
});

test.each<[string, Signing]>([
  ['whom nobody knows', { signer: { ...ASHA, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' } }],
  ['with another secret', { signer: { ...ASHA, secretAccessKey: 'guessed' } }],
  ['for another Region', { region: 'us-east-1' }],
  ['of an hour ago', { at: Date.UTC(2026, 10, 23, 3, 0, 0) }],
])('a caller %s is forbidden, and told no more than that', async (_what, how) => {
  const { answer, status, invocations, request } = await ask(ASHA, how);
  expect({ status, body: textOf(answer) }).toEqual({ status: 403, body: '{"message":"Forbidden"}' });
  expect(invocations).toEqual([]);
  expect(request).not.toHaveProperty('caller');
});

test('a request that is not signed is forbidden', async () => {
  const { send, cloud } = world();
  const answer = await send(APPROVE);
  expect({ status: answer.status, body: textOf(answer) }).toEqual({ status: 403, body: '{"message":"Forbidden"}' });
  expect(cloud.ledger.requests).toMatchObject([{ why: 'it carries no signature of AWS4-HMAC-SHA256' }]);
});

test('a signature on an open route is not looked at, and nobody is named', async () => {
  const { send } = world();
  const answer = await send({ headers: { authorization: 'AWS4-HMAC-SHA256 nonsense' } });
  expect(answer.status).toBe(200);
  expect(JSON.parse(textOf(answer)).requestContext).not.toHaveProperty('authorizer');
});

describe('a signer who cannot be judged is refused by what is wrong', () => {
  test.each<[string, Partial<Signer>, string]>([
    ['key', { accessKeyId: 'AKIA/x' }, 'Signer.accessKeyId is "AKIA/x"'],
    ['secret', { secretAccessKey: '' }, 'Signer.secretAccessKey is ""'],
    ['id', { userId: '' }, 'Signer.userId is ""'],
    ['role', { userArn: `arn:aws:iam::${ACCOUNT}:role/r` }, `Signer.userArn is "arn:aws:iam::${ACCOUNT}:role/r"`],
    ['account', { userArn: 'arn:aws:iam::999999999999:user/a' }, `in ${ACCOUNT} is expected`],
    [
      'condition',
      {
        policies: allowing('*', { Effect: 'Deny', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })
          .policies,
      },
      `signer ${ASHA.userArn}`,
    ],
  ])('%s', (_what, change, message) => {
    expect(() => world().api.know({ ...ASHA, ...change })).toThrow(message);
  });
});

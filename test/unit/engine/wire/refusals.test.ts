import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { decode, encode, type HttpRequest, type WireCall, WireRefusal } from '../../../../rehearsal/engine/wire';
import { Loopback, REQUEST_ID } from './loopback';

function request(service: string, target: string, body: Buffer | string, headers = {}): HttpRequest {
  return {
    method: 'POST',
    host: `${service}.ap-south-1.amazonaws.com`,
    path: '/',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=AKIDROLE/20260301/ap-south-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      'X-Amz-Target': target,
      ...headers,
    },
    body: Buffer.from(body as string),
  };
}

const call: WireCall = { service: 'ecs', operation: 'UpdateService', input: {}, accessKeyId: 'k', region: 'r' };

test.each([
  ['a service that is not on the wire', request('kinesis', 'A.B', '{}'), "The service 'kinesis' is not on the wire"],
  ['a service named like a property of objects', request('constructor', 'A.B', '{}'), "The service 'constructor'"],
  ['an operation that does not exist', request('ecs', 'A.Destroy', '{}'), "ecs has no operation 'Destroy'"],
  ['a request without target', request('ecs', '', '{}'), 'has no X-Amz-Target header'],
  ['a member that does not exist', request('ecs', 'A.UpdateService', '{"sevice":"a"}'), "has no member 'sevice'"],
  ['a value of another type', request('ecs', 'A.UpdateService', '{"desiredCount":"2"}'), 'desiredCount is string 2'],
  ['an unknown compression', request('ecs', 'A.UpdateService', '', { 'content-encoding': 'br' }), "encoding 'br'"],
  ['a body that is not JSON', request('ecs', 'A.UpdateService', '{'), 'The body of ecs UpdateService is string {'],
  ['an unsigned request', { ...request('ecs', 'A.UpdateService', '{}'), headers: {} }, 'carries no credential scope'],
  ['an unknown query parameter', request('sns', '', 'Action=Publish&Version=1&Mesage=x'), "no member 'Mesage'"],
  [
    'an EC2 parameter by its name in the SDK',
    request('ec2', '', 'Action=DescribeSecurityGroups&Version=1&GroupIds.1=sg-1'),
    "no member 'GroupIds'",
  ],
  ['an EC2 action nobody uses', request('ec2', '', 'Action=RunInstances&Version=1'), 'ec2 RunInstances is not on the'],
  ['an unknown query action', request('sns', '', 'Action=Shout&Version=1'), "sns has no operation 'Shout'"],
])('%s is refused by name', async (_, given, message) => {
  const refused = expect(decode(given)).rejects;
  await refused.toThrow(message);
  await expect(decode(given)).rejects.toBeInstanceOf(WireRefusal);
});

test.each([
  ['a member the operation does not answer with', { servce: {} }, "UpdateService output has no member 'servce'"],
  ['a nested one', { service: { runing: 1 } }, "UpdateService output.service has no member 'runing'"],
  ['a number that is none', { service: { runningCount: Number.NaN } }, 'output.service.runningCount is number NaN'],
  [
    'a date as text',
    { service: { createdAt: '2026-03-01' } },
    'createdAt is string 2026-03-01. Supported: a valid Date',
  ],
  ['a hole in a list', { service: { events: [null] } }, 'output.service.events[0] is object null'],
])('an answer with %s is refused by name', (_, output, message) => {
  expect(() => encode(call, output, REQUEST_ID)).toThrow(message);
});

test.each([
  ['sns', 'Unsubscribe'],
  ['monitoring', 'PutMetricData'],
])('an answer of %s %s, which answers nothing, is refused when it says something', (service, operation) => {
  expect(() => encode({ ...call, service, operation }, { Done: true }, REQUEST_ID)).toThrow("has no member 'Done'");
});

test('dates, bytes and lists of another realm are taken as what they are', () => {
  const foreign = runInNewContext("({ Item: { at: { B: new Uint8Array([1, 2]) }, all: { L: [{ S: 'a' }] } } })");
  const getItem = encode({ ...call, service: 'dynamodb', operation: 'GetItem' }, foreign, REQUEST_ID);
  // RFC 4648 base64 of the bytes 1 and 2
  expect(getItem.body).toBe('{"Item":{"at":{"B":"AQI="},"all":{"L":[{"S":"a"}]}}}');
  const started = { executionArn: 'arn', startDate: runInNewContext('new Date(1772368215500)') };
  const start = encode({ ...call, service: 'states', operation: 'StartExecution' }, started, REQUEST_ID);
  expect(start.body).toBe('{"executionArn":"arn","startDate":1772368215.5}');
});

test('a query answer with an unknown member is refused by name', () => {
  const publish = { ...call, service: 'sns', operation: 'Publish' };
  expect(() => encode(publish, { MesageId: '1' }, REQUEST_ID)).toThrow("Publish output has no member 'MesageId'");
});

test('an operation that streams events is refused by name', async () => {
  const client = new CloudWatchLogsClient(new Loopback().config);
  const command = new StartLiveTailCommand({ logGroupIdentifiers: ['g'] });
  await expect(client.send(command)).rejects.toThrow('logs StartLiveTail is a stream of events');
});

test('a compressed request is read', async () => {
  const body = gzipSync(JSON.stringify({ service: 'a', desiredCount: 0 }));
  const read = await decode(request('ecs', 'A.UpdateService', body, { 'content-encoding': 'gzip' }));
  expect(read.input).toEqual({ service: 'a', desiredCount: 0 });
});

test('the client that compresses on its own is understood', async () => {
  const end = new Loopback();
  const MetricData = Array.from({ length: 400 }, (_, index) => ({ MetricName: `metric-${index}`, Value: index }));
  await new CloudWatchClient(end.config).send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
  expect(end.requests[0]?.headers['content-encoding']).toBe('gzip');
  expect(end.calls[0]?.input).toEqual({ Namespace: 'n', MetricData });
});

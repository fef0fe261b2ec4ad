import * as scaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as rds from '@aws-sdk/client-rds';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as sfn from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import { serviceOf } from '../../../../rehearsal/engine/wire/services';
import { clientOf, Loopback, REQUEST_ID } from './loopback';
import { sample } from './sample';

/** The only operations left out, by name: they send or answer with a stream of events, which the wire refuses. */
const EVENT_STREAMS: Readonly<Record<string, readonly string[]>> = { logs: ['GetLogObject', 'StartLiveTail'] };

// Hundreds of calls in one test: a second alone, more on a machine that is busy.
jest.setTimeout(60_000);

// The second implementation is the SDK client itself: it writes the request and reads the answer.
describe.each([
  ['ecr', ecr],
  ['ecs', ecs],
  ['ssm', ssm],
  ['sns', sns],
  ['sqs', sqs],
  ['dynamodb', dynamodb],
  ['logs', logs],
  ['monitoring', cloudwatch],
  ['states', sfn],
  ['application-autoscaling', scaling],
  ['rds', rds],
  ['secretsmanager', secrets],
  ['elasticloadbalancing', elbv2],
  ['ec2', ec2],
])('every operation on the wire of %s', (signingName, exported) => {
  const { Client, commands } = clientOf(exported);
  const streams = EVENT_STREAMS[signingName] ?? [];
  const { operations: schemas, only } = serviceOf(signingName);
  const operations = (only ?? [...commands.keys()]).filter((name) => !streams.includes(name));

  test('is known to the wire, and those that stream events are listed here', () => {
    expect([...schemas.keys()].sort()).toEqual([...commands.keys()].sort());
    expect([...schemas.values()].filter((schema) => schema.eventStream).map((schema) => schema.name)).toEqual(streams);
  });

  test('arrives as the client was given it and answers as the service model said', async () => {
    const end = new Loopback();
    // The client of queues would take a sampled URL for an address, and miss the body’s digest in a sampled one.
    const client = new Client({ ...end.config, md5: false, useQueueUrlAsEndpoint: false });
    for (const name of operations) {
      const Command = commands.get(name);
      const schema = schemas.get(name);
      if (!Command || !schema) throw new Error(`${name} has no command or no schema`);
      const input = sample(schema.input);
      const output = sample(schema.output);
      end.answer = () => ({ output });

      const { $metadata, ...received } = await client.send(new Command(input));

      expect({ name, call: end.calls.at(-1) }).toEqual({
        name,
        call: { service: signingName, operation: name, input, accessKeyId: 'AKIDROLE', region: 'ap-south-1' },
      });
      expect({ name, received }).toEqual({ name, received: output });
      expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: REQUEST_ID });
    }
  });

  test('carries nothing when nothing is said', async () => {
    const end = new Loopback();
    const client = new Client(end.config);
    end.answer = () => ({ output: undefined });
    for (const name of operations) {
      const Command = commands.get(name);
      if (!Command) throw new Error(`${name} has no command`);
      const { $metadata, ...received } = await client.send(new Command({}));
      expect({ name, received }).toEqual({ name, received: {} });
    }
  });
});

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Letters } from '../../../../lambdas/shared/letters/receivers';
import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { Sqs } from '../../../../rehearsal/engine/aws/sqs';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { leaveFunctions, underFunctions } from '../../../support/dynamodb';
import { at } from '../../../support/incidents';
import { ACCOUNT, CHANNEL, parameterStore, SYSTEM, underParameters } from '../command-world';

const arn = (service: string, resource: string): string => `arn:aws:${service}:ap-south-1:${ACCOUNT}:${resource}`;

export const QUEUE = 'runbook-prod-dead-letters';
export const WATCH_QUEUE = 'runbook-prod-watch-dead-letters';
export const RUNBOOK = 'service-restart-trading';
export const MACHINE = SYSTEM.machines[RUNBOOK] as string;
export const RULE = arn('events', 'rule/runbook-prod-service-restart-trading');
export const TICKED = arn('lambda', 'function:runbook-prod-start-due');
export const SCHEDULE = arn('scheduler', 'schedule/runbook-prod/runbook-prod-tick');
export const WATCH = arn('sns', 'runbook-prod-watch');
export const ALARM = 'algo-trading-prod-trading/OrdersUnanswered';
export const DEAD_RUN = arn('states', 'execution:runbook-prod-later:one');

export const TOLD: Letters = {
  queues: [QUEUE, WATCH_QUEUE].map((name) => ({
    name,
    url: `https://sqs.ap-south-1.amazonaws.com/${ACCOUNT}/${name}`,
  })),
  keptDays: 14,
  ticks: { [TICKED]: { action: 'start-due', does: 'Asks every quarter of an hour what is due.' } },
  watchTopic: WATCH,
};
export const RECEIVERS = { machines: SYSTEM.machines, ticks: TOLD.ticks, watchTopic: WATCH };

/** A letter as whoever gave it up wrote it. */
export interface Written {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const DENIED = { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'not authorized to perform: states:StartExecution' };

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export const ofRule = (over: Readonly<Record<string, string>> = {}, alarm: string = ALARM): Written => ({
  body: JSON.stringify({
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    detail: {
      alarmName: alarm,
      state: { value: 'ALARM', reason: '88 s without an answer', timestamp: '2026-11-20T04:30:00.000+0000' },
    },
  }),
  attributes: { RULE_ARN: RULE, TARGET_ARN: MACHINE, RETRY_ATTEMPTS: '0', ...DENIED, ...over },
});

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
export const ofSchedule = (over: Readonly<Record<string, string>> = {}): Written => ({
  body: '{"scheduledAt":"2026-11-20T04:15:00Z"}',
  attributes: {
    SCHEDULE_ARN: SCHEDULE,
    TARGET_ARN: TICKED,
    SCHEDULED_TIME: '2026-11-20T04:15:00Z',
    ERROR_CODE: 'AWS.Lambda.TooManyRequestsException',
    ERROR_MESSAGE: 'Rate Exceeded.',
    EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: '4',
    ...over,
  },
});

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export const ofLambda = (over: object = {}): Written => ({
  body: JSON.stringify({
    version: '1.0',
    requestContext: {
      requestId: 'r',
      functionArn: `${TICKED}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { scheduledAt: '2026-11-20T04:15:00Z' },
    responsePayload: { errorType: 'TickFailed', errorMessage: 'the calendar could not be read' },
    ...over,
  }),
  attributes: {},
});

/** Of the watch's own rule. */
export const ofWatch = (): Written => ({
  body: JSON.stringify({ source: 'aws.states', detail: { status: 'TIMED_OUT', executionArn: DEAD_RUN } }),
  attributes: { RULE_ARN: arn('events', 'rule/runbook-prod-dead-executions'), TARGET_ARN: WATCH, ...DENIED },
});

export interface World {
  /** Puts a letter into a queue. @returns its id. */
  put(letter: Written, queue?: string): string;
  /** Ids of what lies there. */
  left(queue?: string): string[];
  /** How many of them somebody has in hand. */
  inFlight(queue?: string): number;
  /** What was done, in order: `start …`, `invoke …`, `publish …`, `delete …`. */
  readonly done: string[];
  /** What the incident channel was told. */
  readonly channel: string[];
  /** Makes calls of that operation fail from now on. */
  fail(operation: string, error?: Error): void;
  /** Every operation asked of SQS, in order. */
  readonly asked: string[];
}

/** AWS as far as letters need it: queues that hide what somebody has in hand, and whoever they were for. */
export function underLetters(): World {
  underFunctions(at(0));
  underParameters(parameterStore());
  process.env.LETTERS = JSON.stringify(TOLD);
  // A queue with its own clock each: polls of two queues wait side by side.
  const queues = new Map(
    TOLD.queues.map(({ name, url }) => {
      const clock = new VirtualClock(at(0));
      return [url, { name, clock, sqs: new Sqs({ queues: [{ arn: arn('sqs', name), properties: {} }], clock }) }];
    }),
  );
  const named = (name: string) => {
    const found = [...queues.values()].find((queue) => queue.name === name);
    if (!found) throw new Error(`There is no queue ${name}.`);
    return { ...found, arn: arn('sqs', name) };
  };
  const done: string[] = [];
  const channel: string[] = [];
  const asked: string[] = [];
  const failing = new Map<string, Error>();
  const operationOf = (command: object): string => command.constructor.name.replace(/Command$/, '');
  const check = (command: object): void => {
    const error = failing.get(operationOf(command));
    if (error) throw error;
  };
  const under = (client: { prototype: { send: unknown } }, answer: (command: never) => unknown): void => {
    jest.spyOn(client.prototype as never, 'send').mockImplementation((async (command: never) => {
      check(command);
      return answer(command);
    }) as never);
  };
  under(SQSClient, async (command: { input: { QueueUrl: string; ReceiptHandle?: string } }) => {
    const operation = operationOf(command) as keyof Sqs['operations'];
    asked.push(operation);
    const queue = queues.get(command.input.QueueUrl);
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    const answer = queue.sqs.operations[operation](command.input as never) as unknown;
    let over = false;
    const answered = Promise.resolve(answer).finally(() => {
      over = true;
    });
    await queue.clock.run(() => over);
    if (operation === 'DeleteMessage') done.push(`delete ${command.input.ReceiptHandle?.slice(0, 8)}`);
    return answered;
  });
  const executions = new Set<string>();
  under(SFNClient, (command: StartExecutionCommand) => {
    if (!(command instanceof StartExecutionCommand)) throw new Error('Not played.');
    const { stateMachineArn, name = '', input } = command.input;
    if (executions.has(name)) throw new ExecutionAlreadyExists({ message: 'It has ended.', $metadata: {} });
    executions.add(name);
    done.push(`start ${stateMachineArn?.split(':').at(-1)} ${name.slice(0, 15)} ${input}`);
    return { executionArn: 'arn' };
  });
  under(LambdaClient, (command: InvokeCommand) => {
    if (!(command instanceof InvokeCommand)) throw new Error('Not played.');
    const { FunctionName, InvocationType, Payload } = command.input;
    done.push(`invoke ${FunctionName?.split(':').at(-1)} ${InvocationType} ${Buffer.from(Payload as Uint8Array)}`);
    return { StatusCode: 202 };
  });
  under(SNSClient, (command: PublishCommand) => {
    const { TopicArn, Subject = '', Message = '' } = command.input;
    if (TopicArn !== CHANNEL) {
      done.push(`publish ${TopicArn?.split(':').at(-1)} ${Message}`);
      return {};
    }
    if (failing.has('channel')) throw failing.get('channel');
    channel.push(`${Subject}\n${(JSON.parse(Message) as { default: string }).default}`);
    return {};
  });
  return {
    put: ({ body, attributes }, queue = QUEUE) => {
      const { sqs, arn: queueArn } = named(queue);
      return sqs.send(queueArn, body, attributes);
    },
    left: (queue = QUEUE) => {
      const { sqs, arn: queueArn } = named(queue);
      return sqs.messages(queueArn).map(({ messageId }) => messageId);
    },
    inFlight: (queue = QUEUE) => {
      const { sqs, arn: queueArn } = named(queue);
      return sqs.counts(queueArn).inFlight;
    },
    done,
    channel,
    fail: (operation, error = new AwsError('ThrottlingException', 'Rate exceeded')) =>
      void failing.set(operation, error),
    asked,
  };
}

export const leaveLetters = leaveFunctions;

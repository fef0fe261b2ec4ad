import { fromStepFunctions, toStepFunctions } from '../../../../rehearsal/engine/wire';

describe('the arguments of an integration', () => {
  test.each([
    [
      // https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
      'sns',
      'publish',
      {
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:myTopic',
        Message: 'hello',
        MessageAttributes: { my_attribute_no_1: { DataType: 'String', StringValue: 'value' } },
      },
      'Publish',
      {
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:myTopic',
        Message: 'hello',
        MessageAttributes: { my_attribute_no_1: { DataType: 'String', StringValue: 'value' } },
      },
    ],
    [
      // https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
      'states',
      'startExecution',
      { Input: { Comment: 'Hello world!' }, StateMachineArn: 'arn:aws:states:a', Name: 'ExecutionName' },
      'StartExecution',
      { input: '{"Comment":"Hello world!"}', stateMachineArn: 'arn:aws:states:a', name: 'ExecutionName' },
    ],
    [
      // LocalStack, recorded against AWS: tests/aws/services/stepfunctions/v2/services/test_sfn_task_service.snapshot.json
      'states',
      'startExecution',
      { Input: null, StateMachineArn: 'arn:aws:states:a', Name: 'TestStartTarget' },
      'StartExecution',
      { stateMachineArn: 'arn:aws:states:a', name: 'TestStartTarget' },
    ],
    [
      // https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html; BOOL: https://repost.aws/questions/QUyLUoqYlGTC2m36ibrtGXSQ
      'dynamodb',
      'updateItem',
      { TableName: 't', Key: { message_id: { S: '1' } }, ExpressionAttributeValues: { ':open': { BOOL: true } } },
      'UpdateItem',
      { TableName: 't', Key: { message_id: { S: '1' } }, ExpressionAttributeValues: { ':open': { BOOL: true } } },
    ],
    [
      // https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html (PascalCase over a camelCase API)
      'ecs',
      'updateService',
      { Cluster: 'c', Service: 's', DesiredCount: 0, DeploymentConfiguration: { MaximumPercent: 100 } },
      'UpdateService',
      { cluster: 'c', service: 's', desiredCount: 0, deploymentConfiguration: { maximumPercent: 100 } },
    ],
  ])('%s:%s become the input of the operation', (service, action, args, operation, input) => {
    expect(fromStepFunctions(service, action, args)).toEqual({ operation, input });
  });

  test('a date is given as text and becomes a date', () => {
    const { input } = fromStepFunctions('monitoring', 'getMetricStatistics', { StartTime: '2026-03-01T12:30:15Z' });
    expect(input).toEqual({ StartTime: new Date(Date.UTC(2026, 2, 1, 12, 30, 15)) });
  });

  test.each([
    ['an unknown field', 'ssm', 'putParameter', { Nme: 'a' }, "ssm:putParameter has no member 'Nme'"],
    ['a nested unknown field', 'ecs', 'updateService', { LoadBalancers: [{ Port: 1 }] }, "[0] has no member 'Port'"],
    ['a field in the case of the API', 'ecs', 'updateService', { cluster: 'c' }, "has no member 'cluster'"],
    [
      'text that is an object',
      'ssm',
      'putParameter',
      { Value: { a: 1 } },
      'Value of ssm:putParameter is object {"a":1}',
    ],
    ['a message that is a number', 'sns', 'publish', { Message: 5 }, 'Message of sns:publish is number 5'],
    ['an unknown action', 'sns', 'shout', {}, "sns has no operation 'Shout'"],
    ['an action in PascalCase', 'sns', 'Publish', {}, "The action 'sns:Publish'"],
    ['a binary field', 'dynamodb', 'putItem', { Item: { a: { B: 'AQ==' } } }, 'fields that are not binary'],
    ['an acronym of the SDK integration', 'dynamodb', 'createTable', { SseSpecification: {} }, 'is not documented'],
    ['an acronym spelled as in the API', 'monitoring', 'putMetricAlarm', { OKActions: [] }, "The field 'OKActions'"],
    ['S3', 's3', 'putObject', {}, 'Step Functions calling s3'],
    ['a service by another name', 'sfn', 'startExecution', {}, "The service 'sfn' is not on the wire"],
  ])('%s is refused by name', (_, service, action, args, message) => {
    expect(() => fromStepFunctions(service, action, args)).toThrow(message);
  });
});

describe('the result of an integration', () => {
  test('has PascalCase keys and dates as text', () => {
    // Keys: LocalStack, recorded against AWS: tests/aws/services/stepfunctions/v2/services/test_sfn_task_service.snapshot.json
    const output = { executionArn: 'arn', startDate: new Date(Date.UTC(2026, 2, 1, 12, 30, 15)) };
    expect(toStepFunctions('states', 'StartExecution', output)).toEqual({
      ExecutionArn: 'arn',
      StartDate: '2026-03-01T12:30:15.000Z',
    });
  });

  test('keeps the names of maps and the attribute types of DynamoDB', () => {
    // LocalStack, recorded against AWS: tests/aws/services/stepfunctions/v2/services/test_dynamodb_task_service.snapshot.json
    const output = { Item: { data: { S: 'HelloWorld' }, id: { S: 'id1' }, open: { BOOL: true } } };
    expect(toStepFunctions('dynamodb', 'GetItem', output)).toEqual(output);
  });

  test('is empty when there is none', () => {
    expect(toStepFunctions('sns', 'Unsubscribe', undefined)).toEqual({});
  });

  test.each([
    ['an unknown field', 'ecs', 'UpdateService', { servce: {} }, "ecs:UpdateService output has no member 'servce'"],
    ['an acronym', 'dynamodb', 'Query', { Items: [{ open: { BOOL: true } }] }, "The field 'BOOL'"],
  ])('%s is refused by name', (_, service, operation, output, message) => {
    expect(() => toStepFunctions(service, operation, output)).toThrow(message);
  });
});

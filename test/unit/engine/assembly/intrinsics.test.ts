import { loadAssembly } from '../../../../rehearsal/engine/assembly';
import { assemblyOf, removeFolders } from './folder';

afterAll(removeFolders);

const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';
const OTHERS = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pages' } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'reports' } },
  Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'm' } },
  Handler: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'handler' } },
  Switch: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/shop/open', Type: 'String', Value: 'true' } },
};
const Parameters = { Stage: { Type: 'String', Default: 'prod' } };

function resolved(value: unknown): unknown {
  const resources = {
    ...OTHERS,
    Probe: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [], PolicyDocument: { Statement: [] }, Probe: value },
    },
  };
  return loadAssembly(assemblyOf(resources, { Parameters })).byLogicalId('Probe').properties.Probe;
}

const ROWS: [source: string, value: unknown, expected: unknown][] = [
  // The examples of Fn::Join, Fn::Select and Fn::Split.
  [`${REFERENCE}/intrinsic-function-reference-join.html`, { 'Fn::Join': [':', ['a', 'b', 'c']] }, 'a:b:c'],
  [
    `${REFERENCE}/intrinsic-function-reference-select.html`,
    { 'Fn::Select': ['1', ['apples', 'grapes', 'oranges', 'mangoes']] },
    'grapes',
  ],
  [`${REFERENCE}/intrinsic-function-reference-split.html`, { 'Fn::Split': ['|', 'a|b|c'] }, ['a', 'b', 'c']],
  [
    `${REFERENCE}/intrinsic-function-reference-split.html`,
    { 'Fn::Select': [2, { 'Fn::Split': [':', { Ref: 'Topic' }] }] },
    'sns',
  ],
  [
    `${REFERENCE}/intrinsic-function-reference-sub.html`,
    { 'Fn::Sub': [`www.\${Domain}`, { Domain: { Ref: 'Stage' } }] },
    'www.prod',
  ],
  [
    `${REFERENCE}/intrinsic-function-reference-sub.html`,
    {
      'Fn::Sub': `arn:aws:ec2:\${AWS::Region}:\${AWS::AccountId}:vpc/\${Queue.QueueName}/\${!Literal}`,
    },
    `arn:aws:ec2:ap-south-1:123456789012:vpc/orders/\${Literal}`,
  ],
  [
    `${REFERENCE}/pseudo-parameter-reference.html`,
    { 'Fn::Join': ['.', [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }, { Ref: 'AWS::StackName' }]] },
    'aws.amazonaws.com.shop-prod',
  ],
  [
    `${REFERENCE}/pseudo-parameter-reference.html`,
    { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: [1, { Ref: 'AWS::NoValue' }] },
    { kept: 1, list: [1] },
  ],
  [`${REFERENCE}/parameters-section-structure.html`, { Ref: 'Stage' }, 'prod'],
  // The return values of each type.
  [`${REFERENCE}/aws-resource-sns-topic.html`, { Ref: 'Topic' }, 'arn:aws:sns:ap-south-1:123456789012:pages'],
  [`${REFERENCE}/aws-resource-sns-topic.html`, { 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'pages'],
  [
    `${REFERENCE}/aws-resource-sqs-queue.html`,
    { Ref: 'Queue' },
    'https://sqs.ap-south-1.amazonaws.com/123456789012/orders',
  ],
  [
    `${REFERENCE}/aws-resource-sqs-queue.html`,
    { 'Fn::GetAtt': 'Queue.Arn' },
    'arn:aws:sqs:ap-south-1:123456789012:orders',
  ],
  [`${REFERENCE}/aws-resource-s3-bucket.html`, { Ref: 'Bucket' }, 'reports'],
  [
    `${REFERENCE}/aws-resource-s3-bucket.html`,
    { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
    'reports.s3.ap-south-1.amazonaws.com',
  ],
  [
    `${REFERENCE}/aws-resource-stepfunctions-statemachine.html`,
    { Ref: 'Machine' },
    'arn:aws:states:ap-south-1:123456789012:stateMachine:m',
  ],
  [`${REFERENCE}/aws-resource-lambda-function.html`, { Ref: 'Handler' }, 'handler'],
  [`${REFERENCE}/aws-resource-ssm-parameter.html`, { 'Fn::GetAtt': ['Switch', 'Value'] }, 'true'],
];

test.each(ROWS)('by %s, %j is resolved', (_source, value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

test('JSON that the template keeps in a string stays a string', () => {
  const text = { 'Fn::Join': ['', ['{"Resource":"', { 'Fn::GetAtt': ['Handler', 'Arn'] }, '"}']] };
  expect(resolved(text)).toBe('{"Resource":"arn:aws:lambda:ap-south-1:123456789012:function:handler"}');
});

test('the condition of a policy statement is not taken for an intrinsic', () => {
  expect(resolved({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })).toEqual({
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
});

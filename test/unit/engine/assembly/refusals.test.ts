import { loadAssembly } from '../../../../rehearsal/engine/assembly';
import { assemblyOf, folderOf, newFolder, removeFolders } from './folder';

afterAll(removeFolders);

const TOPIC = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pages' } };
const stack = (environment: string, stackName?: string) => ({
  type: 'aws:cloudformation:stack',
  environment,
  properties: { templateFile: 'stack.template.json', ...(stackName ? { stackName } : {}) },
});
const FILES = { 'stack.template.json': { Resources: {} } };
const HERE = 'aws://123456789012/ap-south-1';

describe('the folder', () => {
  test('one that does not exist is told how to be made', () => {
    expect(() => loadAssembly('/nowhere/cdk.out')).toThrow('There is no cloud assembly in /nowhere/cdk.out');
  });

  test('one without a stack is refused', () => {
    expect(() => loadAssembly(folderOf({ Tree: { type: 'cdk:tree' } }))).toThrow('has no stack');
  });

  test('several stacks need a name, and the error lists them', () => {
    const folder = folderOf({ A: stack(HERE, 'shop-dev'), B: stack(HERE, 'shop-prod') }, FILES);
    expect(() => loadAssembly(folder)).toThrow('has several stacks, name one: shop-dev, shop-prod');
    expect(() => loadAssembly(folder, 'shop-test')).toThrow('has no stack shop-test; it has shop-dev, shop-prod');
    expect(loadAssembly(folder, 'shop-prod').stackNames).toEqual(['shop-prod']);
    expect(loadAssembly(folder, 'A').stackNames).toEqual(['shop-dev']);
  });

  test.each(['aws://unknown-account/unknown-region', 'aws://123456789012/unknown-region'])(
    '%s is no account and region',
    (environment) => {
      expect(() => loadAssembly(folderOf({ A: stack(environment) }, FILES))).toThrow(
        `Stack A was synthesised for ${environment}: give it an account and a region`,
      );
    },
  );

  test('another partition is refused', () => {
    const folder = folderOf({ A: stack('aws://123456789012/cn-north-1') }, FILES);
    expect(() => loadAssembly(folder)).toThrow('knows the partition aws only');
  });

  test('a missing or broken template is named', () => {
    expect(() => loadAssembly(folderOf({ A: stack(HERE) }))).toThrow(/lacks the file .*stack\.template\.json/);
    expect(() => loadAssembly(folderOf({ A: stack(HERE) }, { 'stack.template.json': '{' }))).toThrow(
      /stack\.template\.json is not JSON/,
    );
  });

  test('code that the assets do not have, or that is no folder, is named', () => {
    const assets = {
      version: '1',
      files: { abc: { source: { path: 'asset.abc' }, destinations: { here: { objectKey: 'abc.zip' } } } },
    };
    const artifacts = {
      A: { ...stack(HERE), dependencies: ['A.assets'] },
      'A.assets': { type: 'cdk:asset-manifest', properties: { file: 'A.assets.json' } },
    };
    const folder = folderOf(artifacts, { ...FILES, 'A.assets.json': assets });
    expect(() => loadAssembly(folder).assetDirectory('xyz.zip')).toThrow(
      'no asset with the key xyz.zip; it has abc.zip',
    );
    expect(() => loadAssembly(folder).assetDirectory('abc.zip')).toThrow(/should be the folder .*asset\.abc/);
    expect(() => loadAssembly(newFolder())).toThrow('no manifest.json');
  });
});

describe('the template', () => {
  const topic = (value: unknown) => ({ T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: value } } });
  const REFUSED: [what: string, resources: Record<string, object>, message: string][] = [
    [
      'an unknown type',
      { Host: { Type: 'AWS::EC2::Instance' } },
      'the rehearsal does not know AWS::EC2::Instance (logical id Host)',
    ],
    [
      'a resource with a condition',
      { T: { ...TOPIC, Condition: 'Prod' } },
      'T (AWS::SNS::Topic): the rehearsal does not know the attribute Condition',
    ],
    [
      'an unknown intrinsic',
      topic({ 'Fn::ImportValue': 'x' }),
      'T.DisplayName: the rehearsal does not know Fn::ImportValue; it knows Ref',
    ],
    ['a condition function', topic({ 'Fn::If': ['Prod', 1, 2] }), 'does not know Fn::If'],
    [
      'an unknown pseudo parameter',
      topic({ Ref: 'AWS::StackId' }),
      'does not know AWS::StackId; it knows AWS::AccountId',
    ],
    ['a Ref to nothing', topic({ Ref: 'Gone' }), 'the stack has no resource or parameter Gone'],
    [
      'an unknown attribute',
      { ...topic({ 'Fn::GetAtt': ['U', 'Owner'] }), U: TOPIC },
      'does not know the attribute Owner of AWS::SNS::Topic (logical id U)',
    ],
    [
      'the Ref of a type without one',
      { ...topic({ Ref: 'P' }), P: { Type: 'AWS::SNS::TopicPolicy' } },
      'does not know the Ref of AWS::SNS::TopicPolicy',
    ],
    ['an intrinsic beside other members', topic({ Ref: 'AWS::Region', x: 1 }), 'Ref stands beside other members'],
    ['an element that is not there', topic({ 'Fn::Select': [3, ['a']] }), 'there is no element 3 of 1'],
    [
      'a name that depends on itself',
      { T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['T', 'TopicName'] } } } },
      'T.TopicName depends on itself',
    ],
    ['two resources with one name', { T: TOPIC, U: TOPIC }, 'U and T (AWS::SNS::Topic) both have the ARN'],
  ];

  test.each(REFUSED)('%s is refused by name', (_what, resources, message) => {
    expect(() => loadAssembly(assemblyOf(resources))).toThrow(message);
  });

  test('a transform is refused', () => {
    expect(() => loadAssembly(assemblyOf({}, { Transform: 'AWS::Serverless-2016-10-31' }))).toThrow(
      'Stack shop-prod: the rehearsal does not know the template section Transform',
    );
  });

  test('a parameter without a default has no value, and neither has one that nothing puts into Parameter Store', () => {
    const Parameters = {
      Stage: { Type: 'String' },
      Hosts: { Type: 'AWS::EC2::Instance::Id', Default: 'i-0' },
      Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
    };
    const load = (name: string) => () => loadAssembly(assemblyOf(topic({ Ref: name }), { Parameters }));
    expect(load('Stage')).toThrow('parameter Stage has no value');
    expect(load('Hosts')).toThrow('parameter Hosts has no value');
    expect(load('Image')).toThrow(
      'parameter Image is /x in Parameter Store, and no stack named before this one makes that',
    );
  });

  test('the bootstrap version, which nothing refers to, is passed over', () => {
    const Parameters = {
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
    };
    expect(loadAssembly(assemblyOf({ T: TOPIC }, { Parameters })).resources).toHaveLength(1);
  });

  test('a type or a logical id asked for must be known', () => {
    const assembly = loadAssembly(assemblyOf({ T: TOPIC }));
    expect(() => assembly.ofType('AWS::EC2::Instance')).toThrow('the rehearsal does not know AWS::EC2::Instance');
    expect(() => assembly.byLogicalId('U')).toThrow('Stack shop-prod has no resource U');
    expect(assembly.byArn('arn:aws:sns:ap-south-1:123456789012:other')).toBeUndefined();
  });

  test('a type without an ARN says so', () => {
    const assembly = loadAssembly(assemblyOf({ M: { Type: 'AWS::CDK::Metadata' } }));
    expect(() => assembly.byLogicalId('M').arn).toThrow('M: the rehearsal knows no ARN for AWS::CDK::Metadata');
  });
});

describe('policies and keys', () => {
  const document = { Version: '2012-10-17', Statement: [] };
  const role = (properties: object) => ({
    R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document, ...properties } },
  });
  const policy = (properties: object) => ({
    P: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document, ...properties } },
  });
  const topicPolicy = {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [{ Ref: 'T' }], PolicyDocument: document },
  };
  const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const REFUSED: [what: string, resources: Record<string, object>, message: string][] = [
    [
      'an AWS managed policy',
      role({ ManagedPolicyArns: [BASIC] }),
      `R: the rehearsal does not know the managed policy ${BASIC}`,
    ],
    [
      'a permissions boundary',
      role({ PermissionsBoundary: 'arn:x' }),
      'R (AWS::IAM::Role): the rehearsal does not know PermissionsBoundary',
    ],
    ['a policy on a role outside the stack', policy({ Roles: ['other'] }), 'P (AWS::IAM::Policy) is attached to other'],
    ['a policy on a user', policy({ Users: ['someone'] }), 'P (AWS::IAM::Policy): the rehearsal does not know Users'],
    [
      'a second policy of one topic',
      { T: TOPIC, A: topicPolicy, B: topicPolicy },
      'B (AWS::SNS::TopicPolicy): arn:aws:sns:ap-south-1:123456789012:pages has a second policy',
    ],
    ['a key without a policy', { K: { Type: 'AWS::KMS::Key' } }, 'K (AWS::KMS::Key) has no policy document'],
    [
      'a permission on a function outside the stack',
      { L: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: 'other' } } },
      'L (AWS::Lambda::Permission) is for other',
    ],
  ];

  test.each(REFUSED)('%s is refused by name', (_what, resources, message) => {
    expect(() => loadAssembly(assemblyOf(resources))).toThrow(message);
  });

  test('inline policies and a managed policy named by the role count, in this order', () => {
    const inline = { Statement: [{ Sid: 'inline' }] };
    const managed = { Statement: [{ Sid: 'managed' }] };
    const assembly = loadAssembly(
      assemblyOf({
        ...role({
          Path: '/ops/',
          RoleName: 'r',
          Policies: [{ PolicyName: 'p', PolicyDocument: inline }],
          ManagedPolicyArns: [{ Ref: 'M' }],
        }),
        M: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: managed } },
      }),
    );
    expect(assembly.roles.get('arn:aws:iam::123456789012:role/ops/r')?.policies).toEqual([inline, managed]);
  });

  test('a key is found by its alias; a key that AWS manages is not the customer’s; a foreign key is refused', () => {
    const topic = (key: unknown, TopicName: string) => ({
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName, KmsMasterKeyId: key },
    });
    const assembly = loadAssembly(
      assemblyOf({
        K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document } },
        N: {
          Type: 'AWS::KMS::Alias',
          Properties: { AliasName: 'alias/shop', TargetKeyId: { 'Fn::GetAtt': ['K', 'Arn'] } },
        },
        A: topic({ Ref: 'N' }, 'a'),
        B: topic('alias/aws/sns', 'b'),
        C: topic('arn:aws:kms:ap-south-1:123456789012:key/other', 'c'),
      }),
    );
    const keyOf = (id: string) => assembly.keyOf(assembly.byLogicalId(id).arn);
    expect(keyOf('A')).toBe(assembly.byLogicalId('K').arn);
    expect(keyOf('B')).toBeUndefined();
    expect(() => keyOf('C')).toThrow('C (AWS::SNS::Topic) names the key arn:aws:kms:ap-south-1:123456789012:key/other');
  });
});

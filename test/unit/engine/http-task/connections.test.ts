import { loadAssembly } from '../../../../rehearsal/engine/assembly';
import { connectionArn, connectionName, connectionSecretArn } from '../../../../rehearsal/engine/connection-arn';
import { Connections } from '../../../../rehearsal/engine/http-task';
import { assemblyOf, removeFolders } from '../assembly/folder';

const ACCOUNT = { id: '123456789012', region: 'ap-south-1' };
const REFERENCE = '{{resolve:secretsmanager:shop/key:SecretString:::}}';
const PROPERTIES = {
  Name: 'shop',
  Description: 'for orders',
  AuthorizationType: 'API_KEY',
  AuthParameters: {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: REFERENCE },
    InvocationHttpParameters: {
      BodyParameters: [
        { Key: 'key', Value: REFERENCE, IsValueSecret: true },
        { Key: 'shop', Value: 'north', IsValueSecret: false },
      ],
    },
  },
};

afterAll(removeFolders);

const resources = (properties: object) =>
  loadAssembly(assemblyOf({ Shop: { Type: 'AWS::Events::Connection', Properties: properties } })).resources;
const made = (properties: object = PROPERTIES, secrets: Record<string, string> = { 'shop/key': 'open sesame' }) =>
  new Connections(resources(properties), (name) => secrets[name]).find(connectionArn(ACCOUNT, 'shop'));
const withParameters = (parameters: object) => ({
  ...PROPERTIES,
  AuthParameters: { ...PROPERTIES.AuthParameters, ...parameters },
});

test('a connection holds what its dynamic references stand for', () => {
  expect(made()).toEqual({
    apiKey: { key: 'X-Key', value: 'open sesame' },
    body: [
      { key: 'key', value: 'open sesame' },
      { key: 'shop', value: 'north' },
    ],
  });
});

test('a connection without parameters of its own adds nothing to a body', () => {
  const { InvocationHttpParameters, ...rest } = PROPERTIES.AuthParameters;
  expect(made({ ...PROPERTIES, AuthParameters: rest })?.body).toEqual([]);
});

test('a secret that changes after the deployment changes nothing', () => {
  const secrets: Record<string, string> = { 'shop/key': 'open sesame' };
  const connections = new Connections(resources(PROPERTIES), (name) => secrets[name]);
  const arn = connectionArn(ACCOUNT, 'shop');
  connections.find(arn);
  secrets['shop/key'] = 'open barley';
  expect(connections.find(arn)?.apiKey.value).toBe('open sesame');
});

test('a connection that refers to a secret that is not there could not be deployed', () => {
  expect(() => made(PROPERTIES, {})).toThrow('refers to the secret shop/key, which does not exist');
});

test('a connection that is not there is not found', () => {
  expect(new Connections([], () => '').find(connectionArn(ACCOUNT, 'shop'))).toBeUndefined();
});

test.each([
  [{ ...PROPERTIES, KmsKeyIdentifier: 'k' }, 'AWS::Events::Connection Shop KmsKeyIdentifier'],
  [{ ...PROPERTIES, AuthorizationType: 'BASIC' }, 'AWS::Events::Connection Shop AuthorizationType "BASIC"'],
  [withParameters({ OAuthParameters: {} }), 'AWS::Events::Connection Shop AuthParameters OAuthParameters'],
  [
    withParameters({ InvocationHttpParameters: { HeaderParameters: [] } }),
    'AWS::Events::Connection Shop InvocationHttpParameters HeaderParameters',
  ],
  [
    withParameters({ InvocationHttpParameters: { BodyParameters: [{ Key: 'a', Value: 'b', More: 1 }] } }),
    'AWS::Events::Connection Shop BodyParameters[0] More',
  ],
])('what is not played is refused by name', (properties, named) => {
  expect(() => made(properties)).toThrow(`The rehearsal does not play ${named}`);
});

test('a parameter that is no text is refused by name', () => {
  const properties = withParameters({ InvocationHttpParameters: { BodyParameters: [{ Key: 'a', Value: 7 }] } });
  expect(() => made(properties)).toThrow(
    'AWS::Events::Connection Shop BodyParameters[0]: given {"Key":"a","Value":7}; a name and a value are needed, both text.',
  );
});

test.each([
  '{{resolve:ssm:shop:1}}',
  '{{resolve:secretsmanager:shop/key:SecretString:user}}',
  '{{resolve:secretsmanager:shop/key:SecretString::AWSPREVIOUS}}',
  'Bearer {{resolve:secretsmanager:shop/key:SecretString:::}}',
])('another dynamic reference is refused: %s', (Value) => {
  const parameters = { InvocationHttpParameters: { BodyParameters: [{ Key: 'a', Value }] } };
  expect(() => made(withParameters(parameters))).toThrow(`a ${Value}`);
});

// Forms: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
test('a connection and its secret have ARNs of the documented form, always the same and found again', () => {
  const arn = connectionArn(ACCOUNT, 'shop');
  const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}';
  expect(arn).toMatch(new RegExp(`^arn:aws:events:ap-south-1:123456789012:connection/shop/${uuid}$`));
  expect(connectionSecretArn(ACCOUNT, 'shop')).toMatch(
    new RegExp(`^arn:aws:secretsmanager:ap-south-1:123456789012:secret:events!connection/shop/${uuid}-[A-Za-z0-9]{6}$`),
  );
  expect(connectionName(ACCOUNT, arn)).toBe('shop');
  expect(connectionName(ACCOUNT, arn.replace('ap-south-1', 'us-east-1'))).toBeUndefined();
  expect(connectionName(ACCOUNT, 'arn:aws:events:ap-south-1:123456789012:rule/shop')).toBeUndefined();
});

test('the template’s references to a connection are its name, its ARN and its secret’s ARN', () => {
  const value = (given: object) => ({ Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: given } });
  const { resources: all } = loadAssembly(
    assemblyOf({
      Shop: { Type: 'AWS::Events::Connection', Properties: PROPERTIES },
      Name: value({ Ref: 'Shop' }),
      Arn: value({ 'Fn::GetAtt': ['Shop', 'Arn'] }),
      Secret: value({ 'Fn::GetAtt': ['Shop', 'SecretArn'] }),
    }),
  );
  expect(all.slice(1).map(({ properties }) => properties.Value)).toEqual([
    'shop',
    connectionArn(ACCOUNT, 'shop'),
    connectionSecretArn(ACCOUNT, 'shop'),
  ]);
});

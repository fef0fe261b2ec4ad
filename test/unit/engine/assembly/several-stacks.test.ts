import { loadAssembly } from '../../../../rehearsal/engine/assembly';
import { folderOf, newFolder, removeFolders } from './folder';

afterAll(removeFolders);

type Resources = Record<string, object>;
const HERE = 'aws://123456789012/ap-south-1';
const TRUST = { Version: '2012-10-17', Statement: [] };

/** A cloud assembly of the stacks `shop-prod` and `shop-prod-day`. */
function twoStacks(shop: Resources, day: Resources, dayEnvironment = HERE, more: Record<string, unknown> = {}): string {
  const stack = (stackName: string, environment: string, templateFile: string) => ({
    type: 'aws:cloudformation:stack',
    environment,
    dependencies: [`${stackName}.assets`],
    properties: { templateFile, stackName },
  });
  const assets = (file: string) => ({ type: 'cdk:asset-manifest', properties: { file } });
  return folderOf(
    {
      Shop: stack('shop-prod', HERE, 'shop.json'),
      Day: stack('shop-prod-day', dayEnvironment, 'day.json'),
      'shop-prod.assets': assets('shop.assets.json'),
      'shop-prod-day.assets': assets('day.assets.json'),
    },
    {
      'shop.json': { Resources: shop },
      'day.json': { Resources: day },
      'shop.assets.json': {},
      'day.assets.json': {},
      ...more,
    },
  );
}

const BOTH = ['shop-prod', 'shop-prod-day'];
const topic = (name?: string) => ({
  Type: 'AWS::SNS::Topic',
  Properties: name === undefined ? {} : { TopicName: name },
});
const role = (name: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: name, AssumeRolePolicyDocument: TRUST },
});
const PUBLISH = { Effect: 'Allow', Action: 'sns:Publish', Resource: 'arn:aws:sns:ap-south-1:123456789012:pages' };

test('what two stacks deploy is one account: resources, roles and policies of both', () => {
  const assembly = loadAssembly(
    twoStacks(
      { Pages: topic('pages'), Shared: role('shared') },
      {
        Notices: topic('notices'),
        More: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyName: 'more', Roles: ['shared'], PolicyDocument: { ...TRUST, Statement: [PUBLISH] } },
        },
        Open: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: { Topics: [PUBLISH.Resource], PolicyDocument: { ...TRUST, Statement: [PUBLISH] } },
        },
      },
    ),
    BOTH,
  );
  expect(assembly.stackNames).toEqual(BOTH);
  expect(assembly.ofType('AWS::SNS::Topic').map(({ name }) => name)).toEqual(['pages', 'notices']);
  expect(assembly.byArn('arn:aws:sns:ap-south-1:123456789012:notices')?.logicalId).toBe('Notices');
  expect(assembly.byLogicalId('Notices').name).toBe('notices');
  expect(assembly.roles.get('arn:aws:iam::123456789012:role/shared')?.policies).toEqual([
    { ...TRUST, Statement: [PUBLISH] },
  ]);
  expect(assembly.resourcePolicy(PUBLISH.Resource)).toEqual({ ...TRUST, Statement: [PUBLISH] });
});

test('a generated name is made of the name of the stack that the resource is in', () => {
  const folder = twoStacks({ T: topic() }, { T: topic() });
  const [first, second] = loadAssembly(folder, BOTH).ofType('AWS::SNS::Topic');
  expect(first?.name).toMatch(/^shop-prod-T-[0-9A-F]{12}$/);
  expect(second?.name).toMatch(/^shop-prod-day-T-[0-9A-F]{12}$/);
  expect(loadAssembly(folder, 'shop-prod-day').ofType('AWS::SNS::Topic')[0]?.name).toBe(second?.name);
});

test('a logical id that each stack has is not guessed at', () => {
  const assembly = loadAssembly(twoStacks({ T: topic(), U: topic() }, { T: topic() }), BOTH);
  expect(() => assembly.byLogicalId('T')).toThrow('Each of shop-prod and shop-prod-day has a resource T');
  expect(assembly.byLogicalId('U').name).toMatch(/^shop-prod-U-/);
  expect(() => assembly.byLogicalId('V')).toThrow('Stack shop-prod or shop-prod-day has no resource V');
});

test('two stacks cannot deploy the same thing', () => {
  expect(() => loadAssembly(twoStacks({ T: topic('pages') }, { U: topic('pages') }), BOTH)).toThrow(
    'U of stack shop-prod-day and T of stack shop-prod (AWS::SNS::Topic) both have the ARN ' +
      'arn:aws:sns:ap-south-1:123456789012:pages',
  );
});

test.each([
  ['another region', 'aws://123456789012/eu-west-1', '123456789012 in eu-west-1'],
  ['another account', 'aws://210987654321/ap-south-1', '210987654321 in ap-south-1'],
])('a stack of %s is not deployed with the others', (_, environment, place) => {
  expect(() => loadAssembly(twoStacks({}, {}, environment), BOTH)).toThrow(
    `Stack shop-prod-day is for ${place} and stack shop-prod for 123456789012 in ap-south-1`,
  );
});

test('stacks are named one by one', () => {
  const folder = twoStacks({}, {});
  expect(() => loadAssembly(folder, [])).toThrow('No stack of');
  expect(() => loadAssembly(folder, ['shop-prod', 'Shop'])).toThrow('Stack shop-prod was named twice');
  expect(() => loadAssembly(folder, ['shop-prod', 'shop-test'])).toThrow('has no stack shop-test');
});

test('a reference to the other stack is by name: an import is refused', () => {
  const imported = { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::ImportValue': 'pages' } } };
  expect(() => loadAssembly(twoStacks({}, { T: imported }), BOTH)).toThrow('does not know Fn::ImportValue');
});

test('the code of a function is found among the assets of its own stack and of the others', () => {
  const code = newFolder();
  const manifest = (key: string, path: string) => ({
    files: { [key]: { source: { path }, destinations: { here: { objectKey: `${key}.zip` } } } },
  });
  const path = `../${code.split('/').at(-1)}`;
  const files = {
    'shop.assets.json': manifest('abc', path),
    'day.assets.json': { files: { ...manifest('abc', path).files, ...manifest('def', path).files } },
  };
  const assembly = loadAssembly(twoStacks({}, {}, HERE, files), BOTH);
  expect(assembly.assetDirectory('abc.zip')).toBe(code);
  expect(assembly.assetDirectory('def.zip')).toBe(code);
  const torn = { ...files, 'day.assets.json': manifest('abc', '../elsewhere') };
  expect(() => loadAssembly(twoStacks({}, {}, HERE, torn), BOTH)).toThrow('The asset abc.zip is');
});

describe('a parameter that CloudFormation looks up in Parameter Store', () => {
  const parameter = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/shop/api', Type: 'String', Value: 'https://shop' },
  };
  const day = {
    Parameters: { Api: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/api' } },
    Resources: { Notices: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'Api' } } } },
  };

  test('has the value that a stack deployed before has put there', () => {
    const directory = twoStacks({ Api: parameter }, {}, HERE, { 'day.json': day });
    expect(loadAssembly(directory, BOTH).byLogicalId('Notices').properties.TopicName).toBe('https://shop');
  });

  test('has none where that stack is deployed after it', () => {
    const directory = twoStacks({ Api: parameter }, {}, HERE, { 'day.json': day });
    expect(() => loadAssembly(directory, [...BOTH].reverse())).toThrow('no stack named before this one makes that');
  });
});

import type { Resource } from '../../../../rehearsal/engine/assembly';
import { parametersOf } from '../../../../rehearsal/engine/aws/parameters';

const resource = (properties: Record<string, unknown>, type = 'AWS::SSM::Parameter'): Resource => ({
  logicalId: 'Mode',
  type,
  name: '/shop/mode',
  arn: 'arn:aws:ssm:ap-south-1:111122223333:parameter/shop/mode',
  properties,
});

// Properties: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ssm-parameter.html
test('the parameters of a template are found among its resources', () => {
  const mode = resource({ Type: 'String', Value: 'observe', Name: '/shop/mode', Tier: 'Standard', DataType: 'text' });
  expect(parametersOf([resource({}, 'AWS::SNS::Topic'), mode])).toEqual([
    { name: '/shop/mode', value: 'observe', type: 'String', tier: 'Standard' },
  ]);
});

test.each([
  [{ Type: 'StringList', Value: 'a,b' }, 'AWS::SSM::Parameter Mode: Type "StringList"'],
  [{ Value: 'a' }, 'Type undefined'],
  [{ Type: 'String', Value: 'a', Tier: 'Intelligent-Tiering' }, 'Tier "Intelligent-Tiering"'],
  [{ Type: 'String', Value: 'a', DataType: 'aws:ec2:image' }, 'DataType'],
  [{ Type: 'String', Value: 'a', AllowedPattern: 'a|b' }, 'AWS::SSM::Parameter Mode AllowedPattern'],
  [{ Type: 'String', Value: { Ref: 'x' } }, 'text is needed'],
])('%j is refused by name', (properties, message) => {
  expect(() => parametersOf([resource(properties)])).toThrow(message);
});

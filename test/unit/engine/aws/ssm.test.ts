import { Ssm } from '../../../../rehearsal/engine/aws/ssm';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const START = Date.UTC(2026, 10, 23, 3, 45);
const account = { id: '111122223333', region: 'ap-south-1' };
const caller = { principal: 'arn:aws:iam::111122223333:role/switch' };
const Name = '/app/enabled';
const parameters = [
  { name: Name, value: 'true', type: 'String' },
  { name: '/app/token', value: 'secret', type: 'SecureString' },
  { name: 'plain', value: 'x', type: 'String' },
];

function make() {
  const clock = new VirtualClock(START);
  const changes: string[] = [];
  const onChange = (name: string, change: { value: string; by: string }) =>
    void changes.push(`${name}=${change.value} by ${change.by}`);
  return { clock, changes, ssm: new Ssm({ parameters, clock, account, onChange }) };
}

// Shape: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
test.each([
  ['its name', Name, Name, 'arn:aws:ssm:ap-south-1:111122223333:parameter/app/enabled'],
  [
    'its ARN',
    'arn:aws:ssm:ap-south-1:111122223333:parameter/app/enabled',
    Name,
    'arn:aws:ssm:ap-south-1:111122223333:parameter/app/enabled',
  ],
  ['a name without a slash', 'plain', 'plain', 'arn:aws:ssm:ap-south-1:111122223333:parameter/plain'],
  [
    'its ARN, the name without a slash',
    'arn:aws:ssm:ap-south-1:111122223333:parameter/plain',
    'plain',
    'arn:aws:ssm:ap-south-1:111122223333:parameter/plain',
  ],
])('a parameter is found by %s', (_, given, name, ARN) => {
  expect(make().ssm.operations.GetParameter({ Name: given }).Parameter).toEqual({
    Name: name,
    Type: 'String',
    Value: name === Name ? 'true' : 'x',
    Version: 1,
    LastModifiedDate: new Date(START),
    ARN,
    DataType: 'text',
  });
});

test('a name that is not there is ParameterNotFound', () => {
  expect(() => make().ssm.operations.GetParameter({ Name: '/app/other' })).toThrow(
    expect.objectContaining({ code: 'ParameterNotFound', status: 400 }),
  );
});

// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html: WithDecryption
test('a secret is readable with decryption only', () => {
  const { operations } = make().ssm;
  const read = (WithDecryption?: boolean) =>
    operations.GetParameter({ Name: '/app/token', ...(WithDecryption === undefined ? {} : { WithDecryption }) });
  expect(read(true).Parameter?.Value).toBe('secret');
  expect(read().Parameter?.Value).not.toContain('secret');
  expect(read(false).Parameter?.Type).toBe('SecureString');
});

// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html: Overwrite, Version, Tier
test('the switch is turned by overwriting it, and every turn is in the history with who did it', () => {
  const { clock, changes, ssm } = make();
  expect(() => ssm.operations.PutParameter({ Name, Value: 'false', Type: 'String' }, caller)).toThrow(
    expect.objectContaining({ code: 'ParameterAlreadyExists' }),
  );
  clock.fake.tick(1000);
  expect(ssm.operations.PutParameter({ Name, Value: 'false', Overwrite: true }, caller)).toEqual({
    Version: 2,
    Tier: 'Standard',
  });
  ssm.put(Name, 'true');
  expect(ssm.value(Name)).toBe('true');
  expect(ssm.history(Name)).toEqual([
    { value: 'true', type: 'String', version: 1, at: START, by: 'people' },
    { value: 'false', type: 'String', version: 2, at: START + 1000, by: caller.principal },
    { value: 'true', type: 'String', version: 3, at: START + 1000, by: 'people' },
  ]);
  expect(changes).toEqual([`${Name}=false by ${caller.principal}`, `${Name}=true by people`]);
});

// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html: 100 versions
test('only the newest hundred versions are kept', () => {
  const { ssm } = make();
  for (let i = 0; i < 120; i++) ssm.put(Name, String(i));
  expect(ssm.history(Name)).toHaveLength(100);
  expect(ssm.history(Name)[0]).toMatchObject({ version: 22 });
});

// Order, InvalidParameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
test('several parameters are read at once, in alphabetical order, and those that are not there are listed', () => {
  const { operations } = make().ssm;
  const answer = operations.GetParameters({ Names: ['plain', '/app/other', Name] });
  expect(answer.Parameters?.map((parameter) => [parameter.Name, parameter.Value])).toEqual([
    [Name, 'true'],
    ['plain', 'x'],
  ]);
  expect(answer.InvalidParameters).toEqual(['/app/other']);
  expect(answer.Parameters?.[0]).toEqual(operations.GetParameter({ Name }).Parameter);
});

test.each([0, 11])('reading %i parameters at once is a ValidationException', (count) => {
  const Names = Array.from({ length: count }, (_, index) => `p${index}`);
  expect(() => make().ssm.operations.GetParameters({ Names })).toThrow(
    expect.objectContaining({ code: 'ValidationException' }),
  );
});

// Shape, 50 a page: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
test('the history of a parameter says what it was, when, and who changed it', () => {
  const { clock, ssm } = make();
  clock.fake.tick(1000);
  ssm.operations.PutParameter({ Name, Value: 'false', Overwrite: true }, caller);
  const { Parameters } = ssm.operations.GetParameterHistory({ Name });
  expect(Parameters?.map((one) => [one.Version, one.Value, one.LastModifiedDate, one.LastModifiedUser])).toEqual([
    [1, 'true', new Date(START), 'arn:aws:iam::111122223333:user/people'],
    [2, 'false', new Date(START + 1000), caller.principal],
  ]);
  expect(Parameters?.[0]).toMatchObject({ Name, Type: 'String', Tier: 'Standard', DataType: 'text' });
  expect(() => ssm.operations.GetParameterHistory({ Name: '/app/other' })).toThrow(
    expect.objectContaining({ code: 'ParameterNotFound' }),
  );
});

test('the history comes fifty versions a page, oldest first, a hundred in all', () => {
  const { ssm } = make();
  for (let i = 0; i < 120; i++) ssm.put(Name, String(i));
  const first = ssm.operations.GetParameterHistory({ Name });
  const second = ssm.operations.GetParameterHistory({ Name, NextToken: first.NextToken });
  const versions = [first, second].map(({ Parameters }) => Parameters?.map(({ Version }) => Version));
  expect(versions.map((page) => [page?.length, page?.[0], page?.at(-1)])).toEqual([
    [50, 22, 71],
    [50, 72, 121],
  ]);
  expect(second.NextToken).toBeUndefined();
  expect(ssm.operations.GetParameterHistory({ Name, MaxResults: 1 }).Parameters).toHaveLength(1);
  expect(() => ssm.operations.GetParameterHistory({ Name, MaxResults: 51 })).toThrow(
    expect.objectContaining({ code: 'ValidationException' }),
  );
  expect(() => ssm.operations.GetParameterHistory({ Name, NextToken: 'mine' })).toThrow(
    expect.objectContaining({ code: 'InvalidNextToken' }),
  );
});

test('the history shows a secret with decryption only', () => {
  const { operations } = make().ssm;
  const value = (more: object) =>
    operations.GetParameterHistory({ Name: '/app/token', ...more }).Parameters?.[0]?.Value;
  expect(value({ WithDecryption: true })).toBe('secret');
  expect(value({})).not.toContain('secret');
});

test('what is not played is refused by name', () => {
  const { ssm } = make();
  expect(() => ssm.operations.GetParameter({ Name: `${Name}:1` })).toThrow('ssm parameter name /app/enabled:1');
  expect(() => ssm.operations.PutParameter({ Name, Value: 'x', Tier: 'Advanced' }, caller)).toThrow(
    'PutParameter Tier',
  );
  expect(() => ssm.put('/list', 'a,b', 'StringList')).toThrow('StringList');
});

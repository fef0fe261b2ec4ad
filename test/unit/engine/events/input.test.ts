import { type AwsEvent, type TargetInput, transformInput } from '../../../../rehearsal/engine/events';

const DOCS =
  'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-examples';
/** Messages LocalStack recorded from AWS. */
const RECORDED =
  'https://github.com/localstack/localstack/blob/main/tests/aws/services/events/test_events_inputs.snapshot.json';

/** The event of the documentation's examples. */
const EVENT: AwsEvent = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    payload: { acc_id: '0a787ecb-4015', sf_id: 'baz' },
    listsingle: ['HIGH'],
    listmulti: ['ACTIVE', 'INACTIVE'],
    valid: true,
    said: 'it is "late"',
  },
};
const RULE = { arn: 'arn:aws:events:us-east-2:123456789012:rule/example', name: 'example' };
const PATHS = {
  timestamp: '$.time',
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  payload: '$.detail.payload',
  listsingle: '$.detail.listsingle',
  listmulti: '$.detail.listmulti',
  valid: '$.detail.valid',
  said: '$.detail.said',
  missing: '$.detail.notinmessage',
  first: '$.resources[0]',
};

function filled(template: string): unknown {
  return transformInput({ InputTransformer: { InputPathsMap: PATHS, InputTemplate: template } }, EVENT, RULE);
}

const { detail: _, 'detail-type': detailType, ...ENVELOPE } = EVENT;

const TEMPLATES: [source: string, template: string, output: unknown][] = [
  [DOCS, '"instance <instance> is in <state>"', 'instance i-0123456789 is in RUNNING'],
  [DOCS, '"instance \\"<instance>\\" is in <state>"', 'instance "i-0123456789" is in RUNNING'],
  [DOCS, '{"instance" : <instance>, "state": <state>}', { instance: 'i-0123456789', state: 'RUNNING' }],
  [
    DOCS,
    '{"instance" : <instance>, "state": "<state>", "instanceStatus": "instance \\"<instance>\\" is in <state>"}',
    { instance: 'i-0123456789', state: 'RUNNING', instanceStatus: 'instance "i-0123456789" is in RUNNING' },
  ],
  [
    DOCS,
    '{"instance" : <instance>, "state": [ 9, <state>, true ], "Transformed" : "Yes"}',
    { instance: 'i-0123456789', state: [9, 'RUNNING', true], Transformed: 'Yes' },
  ],
  [
    DOCS,
    '{"ruleArn" : <aws.events.rule-arn>, "ruleName" : <aws.events.rule-name>}',
    { ruleArn: RULE.arn, ruleName: RULE.name },
  ],
  [DOCS, '"<aws.events.rule-name> triggered"', 'example triggered'],
  [RECORDED, '"info extracted from detail <missing>"', 'info extracted from detail '],
  [RECORDED, '{"command": <missing>}', { command: '' }],
  [RECORDED, '{"bod": <payload>}', { bod: { acc_id: '0a787ecb-4015', sf_id: 'baz' } }],
  [RECORDED, '"Payload of <payload>"', 'Payload of {acc_id:0a787ecb-4015,sf_id:baz}'],
  [RECORDED, '"<listsingle> and <listmulti>"', '[HIGH] and [ACTIVE,INACTIVE]'],
  [RECORDED, '{"singlelistitem": <listsingle>}', { singlelistitem: ['HIGH'] }],
  [
    RECORDED,
    '{"multi_replacement": "users/<state>/second/<state>"}',
    { multi_replacement: 'users/RUNNING/second/RUNNING' },
  ],
  [RECORDED, '"Command is <valid>!"', 'Command is true!'],
  [RECORDED, '"{[/Check for event of <state> type"', '{[/Check for event of RUNNING type'],
  [
    RECORDED,
    '{"originalEvent": <aws.events.event>, "originalEventJson": <aws.events.event.json>}',
    { originalEvent: { ...ENVELOPE, detailType }, originalEventJson: EVENT },
  ],
];

test.each(TEMPLATES)('by %s the template %s gives %j', (_source, template, output) => {
  expect(filled(template)).toEqual(output);
});

test('a value outside quotes keeps its own quotes, and an array element is found by index', () => {
  expect(filled('{"said": <said>, "first": <first>}')).toEqual({ said: 'it is "late"', first: EVENT.resources[0] });
});

// "EventBridge doesn't escape values extracted by Input Path", and RECORDED: an object between quotes is not delivered.
test.each([
  ['a value with quotes, put between quotes', '{"said": "<said>"}'],
  ['an object between quotes of an object template', '{"payload": "<payload>"}'],
  ['a list between quotes of an object template', '{"singlelistitem": "<listsingle>"}'],
])('%s cannot be delivered', (_what, template) => {
  expect(() => filled(template)).toThrow(expect.objectContaining({ code: 'INVALID_JSON' }));
});

test('without an input the target receives the event itself', () => {
  expect(transformInput({}, EVENT)).toEqual(EVENT);
});

test('a constant replaces the event', () => {
  expect(transformInput({ Input: '{"a":[1]}' }, EVENT)).toEqual({ a: [1] });
});

// RECORDED (test_put_events_with_input_path, _nested and _max_level_depth)
test.each([
  ['$.detail.payload', { acc_id: '0a787ecb-4015', sf_id: 'baz' }],
  ['$.detail.payload.sf_id', 'baz'],
  ['$', EVENT],
])('the input path %s takes that part of the event', (InputPath, part) => {
  expect(transformInput({ InputPath }, EVENT)).toEqual(part);
});

test('an event without the input path cannot be delivered', () => {
  expect(() => transformInput({ InputPath: '$.detail.nothing' }, EVENT)).toThrow(
    expect.objectContaining({ code: 'INVALID_PARAMETER' }),
  );
});

const REFUSED: [what: string, target: TargetInput, message: string][] = [
  ['two inputs', { Input: '1', InputPath: '$' }, 'only one of Input, InputPath and InputTransformer'],
  ['a constant that is not JSON', { Input: 'text' }, 'Input is not JSON'],
  ['a path with a filter', { InputPath: '$.detail[?(@.a)]' }, 'the rehearsal knows paths such as'],
  // RECORDED (test_put_events_with_input_transformer_missing_keys)
  [
    'an undefined placeholder',
    { InputTransformer: { InputTemplate: '"<notdefinedkey>"' } },
    'undefined placeholder <notdefinedkey>',
  ],
  ['a text template of several lines', { InputTransformer: { InputTemplate: '"a"\n"b"' } }, 'is not JSON'],
  [
    'a template without quotes',
    { InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '<a>' } },
    'one JSON object or one quoted string',
  ],
];

test.each(REFUSED)('%s is refused by name', (_what, target, message) => {
  expect(() => transformInput(target, EVENT)).toThrow(message);
});

test('a template that names its rule is refused when the rule is not given', () => {
  const target = { InputTransformer: { InputTemplate: '"<aws.events.rule-name>"' } };
  expect(() => transformInput(target, EVENT)).toThrow('needs the rule');
});

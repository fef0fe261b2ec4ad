import { type AwsEvent, checkPattern, type EventPattern, matches } from '../../../../rehearsal/engine/events';

const OPERATORS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html';
const ARRAYS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html';
const RULER = 'https://github.com/aws/event-ruler';
const RULER_CASES = `${RULER}/blob/main/src/test/resources/correctness-cases.json`;
/** Patterns and events whose answer LocalStack recorded from AWS TestEventPattern. */
const RECORDED = 'https://github.com/localstack/localstack/tree/main/tests/aws/services/events/event_pattern_templates';

function event(detail: unknown, members: Partial<AwsEvent> = {}): AwsEvent {
  return {
    version: '0',
    id: '1',
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    account: '123456789012',
    region: 'us-east-2',
    time: '2022-07-13T13:48:01Z',
    resources: [],
    detail: detail as Record<string, unknown>,
    ...members,
  };
}

const yes = true;
const no = false;
type Row = [matches: boolean, source: string, field: unknown[], value: unknown];

/** The pattern lists `field` under detail.x, the event holds `value` there; `undefined` leaves the field out. */
const FIELDS: Row[] = [
  [yes, `${OPERATORS}#equals`, ['Alice'], 'Alice'],
  [no, `${RECORDED}/key_case_sensitive_NEG.json5`, ['Alice'], 'alice'],
  [yes, `${OPERATORS} (Or: one field)`, ['PayPal', 'Credit Card'], 'Credit Card'],
  [yes, `${OPERATORS} (Empty)`, [''], ''],
  [yes, `${RECORDED}/null_value.json5`, [null], null],
  [no, `${RECORDED}/null_value_NEG.json5`, [null], 'null'],
  [no, `${RECORDED}/arrays_empty_null_NEG.json5`, [null], []],
  [yes, `${RECORDED}/boolean.json5`, [false], false],
  [no, `${RECORDED}/boolean_NEG.json5`, [false], true],
  [yes, `${RECORDED}/number_comparison_float.json5`, [300], 300.0],
  [no, `${RECORDED}/numeric-string_NEG.json5`, [300], '300'],

  [yes, `${OPERATORS}#eb-filtering-prefix-matching`, [{ prefix: '2017-10-02' }], '2017-10-02T18:43:48Z'],
  [no, `${RECORDED}/content_prefix_NEG.json5`, [{ prefix: '2022-07-99' }], '2022-07-13T13:48:01Z'],
  [yes, `${RECORDED}/content_prefix_empty.json5`, [{ prefix: '' }], 'pending'],
  [yes, `${OPERATORS}#eb-filtering-prefix-matching`, [{ prefix: { 'equals-ignore-case': 'EventB' } }], 'EVENTBRIDGE'],
  [yes, `${OPERATORS}#eb-filtering-suffix-matching`, [{ suffix: '.png' }], 'image.png'],
  [no, `${RECORDED}/content_suffix_NEG.json5`, [{ suffix: '.PNG' }], 'image.png'],
  [yes, `${RECORDED}/content_suffix_ignorecase.json5`, [{ suffix: { 'equals-ignore-case': '.png' } }], 'image.PNG'],
  [yes, `${OPERATORS}#eb-filtering-equals-ignore-case`, [{ 'equals-ignore-case': 'alice' }], 'ALICE'],
  [no, `${RECORDED}/content_ignorecase_empty_NEG.json5`, [{ 'equals-ignore-case': '' }], 'test-value'],

  [yes, `${OPERATORS}#eb-filtering-wildcard-matching`, [{ wildcard: 'dir/*.png' }], 'dir/sub/image.png'],
  [yes, `${RECORDED}/content_wildcard_nonrepeating.json5`, [{ wildcard: '/Users/*/doc.txt' }], '/Users/u/dir/doc.txt'],
  [no, `${RECORDED}/content_wildcard_nonrepeating_NEG.json5`, [{ wildcard: '/Users/*/doc.txt' }], '/Users/u/mydoc.txt'],
  [no, `${RECORDED}/content_wildcard_empty_NEG.json5`, [{ wildcard: '' }], 'anything'],
  [yes, `${RULER}#wildcard-matching (escaped asterisk)`, [{ wildcard: 'a\\*b*' }], 'a*bc'],
  [no, `${RULER}#wildcard-matching (escaped asterisk)`, [{ wildcard: 'a\\*b*' }], 'axbc'],
  [yes, `${RULER}#wildcard-matching (escaped backslash)`, [{ wildcard: 'C:\\\\*' }], 'C:\\temp'],

  [yes, `${OPERATORS}#eb-filtering-anything-but`, [{ 'anything-but': 'initializing' }], 'pending'],
  [no, `${OPERATORS}#eb-filtering-anything-but`, [{ 'anything-but': 'initializing' }], 'initializing'],
  [yes, `${OPERATORS}#eb-filtering-anything-but`, [{ 'anything-but': 123 }], 789],
  [no, `${OPERATORS}#eb-filtering-anything-but`, [{ 'anything-but': ['stopped', 'overloaded'] }], 'stopped'],
  [no, `${OPERATORS}#eb-filtering-anything-but`, [{ 'anything-but': [100, 200, 300] }], 100],
  [yes, `${RECORDED}/content_anything_but_string_null.json5`, [{ 'anything-but': 'initializing' }], null],
  [no, `${RECORDED}/content_anything_but_string_missing_NEG.json5`, [{ 'anything-but': 'initializing' }], undefined],
  [yes, `${RULER_CASES} (anything-but in array)`, [{ 'anything-but': 'banned' }], ['banned', 'ok']],
  [no, `${OPERATORS}#eb-filtering-anything-but-prefix`, [{ 'anything-but': { prefix: 'init' } }], 'initializing'],
  [yes, `${RECORDED}/content_anything_prefix_int_value.json5`, [{ 'anything-but': { prefix: 'init' } }], 12],
  [
    no,
    `${RECORDED}/content_anything_prefix_list_NEG.json5`,
    [{ 'anything-but': { prefix: ['init', 'post'] } }],
    'post-init',
  ],
  [no, `${OPERATORS}#eb-filtering-anything-but-suffix`, [{ 'anything-but': { suffix: '.txt' } }], 'file.txt'],
  [
    no,
    `${RECORDED}/content_anything_suffix_list_NEG.json5`,
    [{ 'anything-but': { suffix: ['.txt', '.jpg'] } }],
    'a.jpg',
  ],
  [
    no,
    `${OPERATORS}#eb-filtering-anything-but-ignore-case`,
    [{ 'anything-but': { 'equals-ignore-case': 'initializing' } }],
    'INITIALIZING',
  ],
  [
    no,
    `${OPERATORS}#eb-filtering-anything-but-wildcard`,
    [{ 'anything-but': { wildcard: '*/lib/*' } }],
    'dir/lib/file',
  ],
  [yes, `${RECORDED}/content_anything_wildcard.json5`, [{ 'anything-but': { wildcard: '*/dir/*' } }], 'dir/init/file'],

  [yes, `${OPERATORS}#filtering-numeric-matching`, [{ numeric: ['>', 0, '<=', 5] }], 5],
  [no, `${OPERATORS}#filtering-numeric-matching`, [{ numeric: ['>', 0, '<=', 5] }], 0],
  [yes, `${OPERATORS}#filtering-numeric-matching`, [{ numeric: ['<', 10] }], 9],
  [yes, `${OPERATORS}#filtering-numeric-matching`, [{ numeric: ['=', 3.018e2] }], 301.8],
  [no, `${RECORDED}/numeric-string_NEG.json5`, [{ numeric: ['>', 100] }], '300'],
  [no, `${RECORDED}/numeric-null_NEG.json5`, [{ numeric: ['>', 100] }], null],
  [yes, `${RULER_CASES} (numeric in array)`, [{ numeric: ['>', 0, '<', 10] }], [100, 5, 200]],

  [yes, `${OPERATORS}#eb-filtering-exists-matching`, [{ exists: true }], 100],
  [yes, `${RULER_CASES} (flat: exists)`, [{ exists: true }], null],
  [no, `${RECORDED}/exists_list_empty_NEG.json5`, [{ exists: true }], []],
  [yes, `${OPERATORS}#eb-filtering-exists-matching`, [{ exists: false }], undefined],
  [yes, `${OPERATORS}#eb-filtering-exists-matching (not a leaf)`, [{ exists: false }], { c1: 100 }],
  [no, `${RECORDED}/exists_dynamodb_NEG.json5`, [{ exists: true }], { S: 'test123' }],
  [yes, `${RECORDED}/or-exists.json5`, [{ 'anything-but': ['roses'] }, { exists: false }], undefined],
  [yes, `${RECORDED}/operator_multiple_list.json5`, [{ exists: true }, { prefix: 'OTHER' }], 'my-value'],

  [yes, ARRAYS, ['i-b188560f', 'i-a188560f'], ['asg-1', 'i-b188560f']],
  [no, `${RECORDED}/arrays_NEG.json5`, ['i-b188560f'], ['asg-1']],
];

const verb = (expected: boolean) => (expected ? 'matches' : 'does not match');

test.each(FIELDS.map(([expected, source, field, value]) => ({ expected, verb: verb(expected), source, field, value })))(
  'the list $field $verb $value ($source)',
  ({ expected, field, value }) => {
    expect(matches({ detail: { x: field } }, event(value === undefined ? {} : { x: value }))).toBe(expected);
  },
);

const C_OR_D_OR_X = {
  detail: {
    $or: [
      { 'c-count': [{ numeric: ['>', 0, '<=', 5] }] },
      { 'd-count': [{ numeric: ['<', 10] }] },
      { 'x-limit': [{ numeric: ['=', 3.018e2] }] },
    ],
  },
};
const METRIC_OR_NAMESPACE = {
  source: ['aws.cloudwatch'],
  $or: [
    { detail: { metricName: ['CPUUtilization', 'ReadLatency'] } },
    { detail: { namespace: ['AWS/EC2', 'AWS/ES'] } },
  ],
};
const SAME_ELEMENT = { detail: { d: { a: [{ exists: true }], b: [{ exists: true }] } } };
const ALARM = {
  source: ['aws.ec2'],
  detail: { state: { value: ['ALARM'] }, previousState: { value: [{ 'anything-but': 'ALARM' }] } },
};

type WholeRow = [matches: boolean, source: string, pattern: EventPattern, event: AwsEvent];

const WHOLE: WholeRow[] = [
  [yes, `${OPERATORS} (And)`, { source: ['aws.ec2'], detail: { state: ['running'] } }, event({ state: 'running' })],
  [no, `${OPERATORS} (And)`, { source: ['aws.ec2'], detail: { state: ['running'] } }, event({ state: 'stopped' })],
  [
    yes,
    `${OPERATORS}#eb-filtering-complex-example`,
    ALARM,
    event({ state: { value: 'ALARM' }, previousState: { value: 'OK' } }),
  ],
  [
    no,
    `${OPERATORS}#eb-filtering-complex-example`,
    ALARM,
    event({ state: { value: 'ALARM' }, previousState: { value: 'ALARM' } }),
  ],
  [yes, `${RECORDED}/complex_or.json5`, C_OR_D_OR_X, event({ 'c-count': 0, 'd-count': 0, 'x-limit': 9.018e2 })],
  [no, `${RECORDED}/complex_or_NEG.json5`, C_OR_D_OR_X, event({ 'c-count': 0, 'd-count': 10, 'x-limit': 9.018e2 })],
  [
    yes,
    `${RULER}#rule-examples-with-or-primitive`,
    METRIC_OR_NAMESPACE,
    event({ namespace: 'AWS/ES' }, { source: 'aws.cloudwatch' }),
  ],
  [no, `${RULER}#rule-examples-with-or-primitive`, METRIC_OR_NAMESPACE, event({ namespace: 'AWS/ES' })],
  [yes, `${RULER_CASES} (objarray: same element)`, SAME_ELEMENT, event({ d: [{ a: 1, b: 2 }] })],
  [no, `${RULER_CASES} (objarray: split)`, SAME_ELEMENT, event({ d: [{ a: 1 }, { b: 2 }] })],
  [
    yes,
    `${RULER_CASES} (objarray: 3 elem, last valid)`,
    SAME_ELEMENT,
    event({ d: [{ a: 1 }, { b: 2 }, { a: 3, b: 4 }] }),
  ],
  [
    no,
    `${RULER_CASES} (nested2: split leaf)`,
    { detail: { d: { t: { x: [1], y: [2] } } } },
    event({ d: [{ t: [{ x: 1 }, { y: 2 }] }] }),
  ],
  [
    yes,
    `${RECORDED}/dot_joining_event.json5`,
    { detail: { state: { status: ['running'] } } },
    event({ 'state.status': 'running' }),
  ],
  [no, `${RECORDED}/nested_json_NEG.json5`, { detail: { 'my-key': ['my-value'] } }, event('{"my-key": "my-value"}')],
];

test.each(
  WHOLE.map(([expected, source, pattern, given]) => ({ expected, verb: verb(expected), source, pattern, given })),
)('the pattern $pattern $verb $given.detail ($source)', ({ expected, pattern, given }) => {
  expect(matches(pattern, given)).toBe(expected);
});

/** What EventBridge refuses when the rule is put, and what the rehearsal refuses because it does not play it. */
const REFUSED: [source: string, pattern: unknown, message: string][] = [
  [`${RECORDED}/string_nolist_EXC.json5`, { source: 'aws.ec2' }, 'must be an object'],
  [`${RECORDED}/int_nolist_EXC.json5`, { int: 42 }, 'must be an object'],
  [`${RECORDED}/arrays_empty_EXC.json5`, { resources: [] }, 'the list of resources is empty'],
  [`${RECORDED}/operator_case_sensitive_EXC.json5`, { x: [{ EXISTS: true }] }, 'does not know the operator "EXISTS"'],
  [`${RECORDED}/content_numeric_syntax_EXC.json5`, { x: [{ numeric: ['>', 0, '<'] }] }, 'numeric takes'],
  [`${RECORDED}/content_numeric_EXC.json5`, { x: [{ numeric: ['>', 0, '>', 0] }] }, 'numeric takes'],
  [`${RECORDED}/content_numeric_number_EXC.json5`, { x: [{ numeric: 10 }] }, 'numeric takes'],
  [`${RECORDED}/content_prefix_list_EXC.json5`, { x: [{ prefix: ['a'] }] }, 'not an object with one operator'],
  [`${RECORDED}/content_suffix_int_EXC.json5`, { x: [{ suffix: 123 }] }, 'not an object with one operator'],
  [
    `${RECORDED}/content_ignorecase_EXC.json5`,
    { x: [{ 'equals-ignore-case': ['a'] }] },
    'equals-ignore-case takes a string',
  ],
  [`${RECORDED}/content_wildcard_repeating_star_EXC.json5`, { x: [{ wildcard: 'a**b' }] }, 'wildcard takes'],
  [
    `${RECORDED}/content_wildcard_complex_EXC.json5`,
    { x: [{ wildcard: '*:*:*:*:*:event-bus/*' }] },
    'wildcard takes at most',
  ],
  [`${RULER}#wildcard-matching`, { x: [{ wildcard: 'a\\b' }] }, 'wildcard takes'],
  [
    `${RECORDED}/content_anything_but_string_null_type_EXC.json5`,
    { x: [{ 'anything-but': null }] },
    'anything-but takes',
  ],
  [
    `${RECORDED}/content_anything_but_string_list_null_type_EXC.json5`,
    { x: [{ 'anything-but': ['a', null] }] },
    'anything-but takes',
  ],
  [
    `${RECORDED}/content_anything_prefix_empty_EXC.json5`,
    { x: [{ 'anything-but': { prefix: '' } }] },
    'anything-but takes',
  ],
  [
    `${RECORDED}/content_anything_prefix_list_type_EXC.json5`,
    { x: [{ 'anything-but': { prefix: [1, 'a'] } }] },
    'anything-but takes',
  ],
  [`${RULER}#the-or-primitive`, { $or: [{ x: [1] }] }, '$or takes a list of two or more patterns'],
  [`${RULER}#the-or-primitive`, { $or: [{ numeric: [1] }, { x: [1] }] }, 'cannot be named "numeric"'],
  [
    'not played by the rehearsal',
    { x: [{ cidr: '10.0.0.0/24' }] },
    'does not know the operator "cidr"; it knows anything-but',
  ],
  ['not played by the rehearsal', { x: [{ exactly: 'a' }] }, 'does not know the operator "exactly"'],
  [RULER, { x: [{ prefix: 'a', suffix: 'b' }] }, 'not an object with one operator'],
  [RULER, { 'a.b': [1], a: { b: [2] } }, 'a.b is given more than once'],
  [RULER, {}, 'must be an object with fields'],
];

test.each(REFUSED)('by %s the pattern %j is refused: %s', (_source, pattern, message) => {
  expect(() => checkPattern(pattern, 'rule r')).toThrow(message);
  expect(() => checkPattern(pattern, 'rule r')).toThrow(/^rule r/);
});

import type { AwsEvent, Rule } from '../../../../rehearsal/engine/events';
import { PatternQuestions } from '../../../../tools/conformance/patterns';

const rule = (name: string, pattern: Rule['pattern']): Rule => ({
  name,
  arn: name,
  enabled: true,
  pattern,
  targets: [],
});

const event = (detail: Record<string, unknown>, id = '1', time = '2026-11-20T04:35:05Z'): AwsEvent => ({
  version: '0',
  id,
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: '123456789012',
  region: 'ap-south-1',
  time,
  resources: [],
  detail,
});

const rules = [
  rule('on-alarm', { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } }),
  rule('of-steps', { $or: [{ source: ['aws.states'] }, { detail: { name: [{ exists: true }] } }] }),
];
const about = (...args: Parameters<typeof event>) => new PatternQuestions(rules).about(event(...args), 'a-story');

test('each pattern is asked about an event, with what the engine says of it', () => {
  const alarm = event({ state: { value: 'ALARM' } });
  expect(about({ state: { value: 'ALARM' } }).map(({ question }) => question)).toMatchObject([
    {
      judge: 'patterns',
      place: 'rule on-alarm, CloudWatch Alarm State Change of 2026-11-20T04:35:05Z',
      request: { EventPattern: JSON.stringify(rules[0]?.pattern), Event: JSON.stringify(alarm) },
      claim: { matches: true },
    },
    { place: expect.stringContaining('rule of-steps'), claim: { matches: false } },
  ]);
});

test('an event is another one when a pattern could see it, and the same when none could', () => {
  const keys = (...args: Parameters<typeof event>) => about(...args).map(({ key }) => key);
  const first = keys({ state: { value: 'ALARM' }, reason: 'three' });
  expect(keys({ state: { value: 'ALARM' }, reason: 'four' }, '2', '2026-11-20T05:00:00Z')).toEqual(first);
  expect(keys({ state: { value: 'OK' }, reason: 'three' })).not.toEqual(first);
  // Whether something is there a pattern could see, too.
  expect(keys({ state: { value: 'ALARM' } })).not.toEqual(first);
  expect(keys({ state: { value: 'ALARM' }, reason: 'three', name: 'x' })).not.toEqual(first);
});

import { describeComparison, withoutDocument } from '../../../../lambdas/compare-state/decide';
import { compareStates } from '../../../../lambdas/compare-state/differences';
import { describeDocument } from '../../../../lambdas/document-state/decide';
import type { DatabaseState, ServiceState, SystemState } from '../../../../lambdas/shared/maintenance/state';
import { seen, unseen } from '../../../support/incidents';
import { databaseState, SWITCH, serviceState, state, TRADING } from './states';

const DOCUMENTS = { before: 'state-before.json', after: 'state-after.json' };
const compared = (after: Partial<SystemState>, before: Partial<SystemState> = {}) =>
  describeComparison(compareStates(state(before), state(after)), DOCUMENTS);
const service = (over: Partial<ServiceState>) => ({ services: { [TRADING]: seen(serviceState(over)) } });
const database = (over: Partial<DatabaseState>) => ({ database: seen(databaseState(over)) });
const scaling = serviceState().scaling as NonNullable<ServiceState['scaling']>;

test('nothing changed: it goes on', () => {
  expect(compared({ at: '2026-11-21T02:00:00.000Z' })).toMatchObject({
    outcome: 'continue',
    finding: 'Set up as it was before the maintenance.',
  });
});

describe('what happens by itself is told, and goes on', () => {
  test.each<[string, Partial<SystemState>, string]>([
    [
      'an alarm changes its state',
      { alarms: seen({ 'algo-trading-prod-trading/HighCpu': { state: 'ALARM', actionsEnabled: true } }) },
      'was OK, is ALARM',
    ],
    ['autoscaling adds a task', service({ desired: 3, running: 3 }), 'desired count was 2, is 3'],
    ['RDS backs the database up', database({ status: 'backing-up' }), 'status was available, is backing-up'],
  ])('%s', (_what, after, words) => {
    expect(compared(after)).toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining(`Changed by itself: `),
    });
    expect(compared(after).finding).toContain(words);
  });
});

describe('what somebody has changed is for people, in words', () => {
  test.each<[string, Partial<SystemState>, string]>([
    [
      'another task definition',
      service({ taskDefinition: 'trading:42' }),
      'task definition was trading:41, is trading:42',
    ],
    [
      'another image under the same tag',
      service({ runningDigests: ['sha256:b'] }),
      'image digests of the running tasks was ["sha256:a"], is ["sha256:b"]',
    ],
    ['other bounds', service({ scaling: { ...scaling, min: 0 } }), 'scalable target was'],
    [
      'scaling that is suspended',
      service({ scaling: { ...scaling, suspended: { ...scaling.suspended, in: true } } }),
      'scalable target was',
    ],
    ['a count outside the bounds', service({ desired: 0, running: 0 }), 'desired count was 2, is 0'],
    ['tasks that are missing', service({ running: 1 }), 'running tasks were 2, are 1 of 2'],
    ['a policy that is gone', service({ policies: {} }), 'scaling policies was'],
    ['a database that cannot be used', database({ status: 'storage-full' }), 'status was available, is storage-full'],
    ['another engine version', database({ engineVersion: '15.9' }), 'engine version was 15.8, is 15.9'],
    [
      'another parameter group',
      database({ parameterGroups: { 'default.postgres15': 'in-sync' } }),
      'parameter groups was',
    ],
    [
      'a change that is pending',
      database({ pending: ['DBInstanceClass'] }),
      'pending changes was [], is ["DBInstanceClass"]',
    ],
    [
      'a switch that was flipped',
      {
        parameters: seen({
          [SWITCH]: { version: 8, value: 'false' },
          '/runbook/prod/mode': { version: 3, value: 'act' },
          '/runbook/prod/calendar': { version: 9, value: null },
        }),
      },
      `parameter ${SWITCH} was changed: "true" to "false", version 7 to 8`,
    ],
    [
      'a setting whose value nobody sees',
      {
        parameters: seen({
          [SWITCH]: { version: 7, value: 'true' },
          '/runbook/prod/mode': { version: 3, value: 'act' },
          '/runbook/prod/calendar': { version: 10, value: null },
        }),
      },
      'parameter /runbook/prod/calendar was changed: version 9 to 10',
    ],
    ['an alarm that is gone', { alarms: seen({}) }, 'alarm algo-trading-prod-trading/HighCpu is gone'],
    [
      'an alarm whose actions are off',
      { alarms: seen({ 'algo-trading-prod-trading/HighCpu': { state: 'OK', actionsEnabled: false } }) },
      'its actions are disabled now',
    ],
  ])('%s', (_what, after, words) => {
    const result = compared(after);
    expect(result).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
    expect(result.finding).toContain(words);
  });

  test('a count that moved while scaling was suspended moved by somebody’s hand', () => {
    const suspended = { ...scaling, suspended: { in: true, out: true, scheduled: true } };
    const result = compared(service({ scaling: suspended, desired: 3, running: 3 }), service({ scaling: suspended }));
    expect(result).toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('desired count was 2, is 3'),
    });
  });
});

describe('what could not be read is no proof of anything', () => {
  test.each<[string, Partial<SystemState>, Partial<SystemState>]>([
    ['after', { alarms: unseen('ThrottlingException: slow down') }, {}],
    ['before', {}, { parameters: unseen('AccessDeniedException: no') }],
    ['on either side', { alarms: unseen('no') }, { alarms: unseen('no') }],
    ['of a service that was not documented', { services: { other: seen(serviceState()) } }, {}],
  ])('%s: unknown, and for people', (_when, after, before) => {
    expect(compared(after, before)).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  });

  test('nor is a document that is not there', () => {
    expect(withoutDocument('k', 'there is no such document')).toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
    });
  });
});

describe('documenting the state before', () => {
  test('says what is known, and where it is kept', () => {
    expect(describeDocument(state(), 'k')).toEqual({
      outcome: 'continue',
      finding: 'Documented 1 service, database algo-trading-prod-db, 3 parameters, 1 alarm in k.',
    });
  });

  test.each<[string, Partial<SystemState>]>([
    ['a service', { services: { [TRADING]: unseen('ThrottlingException: slow down') } }],
    ['the database', { database: unseen('AccessDenied: no') }],
  ])('without %s nothing is begun', (_what, over) => {
    expect(describeDocument(state(over), 'k')).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  });

  test('without the alarms it goes on, and says that they are missing', () => {
    expect(describeDocument(state({ alarms: unseen('slow down') }), 'k')).toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('Not read: the alarms: slow down.'),
    });
  });
});

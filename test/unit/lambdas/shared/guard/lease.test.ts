import { type Asker, decideLease, LEASE_SECONDS, type Lease, taken } from '../../../../../lambdas/shared/guard/lease';
import { at } from '../../../../support/incidents';
import { leaseOf } from './world';

const US: Asker = { incident: 'ours', tookOver: [] };
const HEIR: Asker = { incident: 'heir', tookOver: ['theirs'] };
const ours = leaseOf('ours', 0);
const theirs = leaseOf('theirs', 0);
const decide = (
  lease: Lease | undefined,
  seconds: number,
  asker = US,
  holder: 'running' | 'ended' | 'unknown' = 'ended',
) => decideLease(lease, asker, holder, at(seconds));

test('what nobody holds may be taken', () => {
  expect(decide(undefined, 1)).toEqual({ take: true });
});

test("what one holds oneself may be taken again, as a step's second attempt does", () => {
  expect(decide(ours, 1, US, 'running')).toEqual({ take: true });
});

describe('what another incident holds', () => {
  test('is not taken while its time lasts, even when its run has ended: its function may still act', () => {
    expect(decide(theirs, 899)).toEqual({ take: false, by: 'theirs', until: at(900) });
  });

  test.each(['running', 'unknown'] as const)('is not taken after its time either while its run is %s', (holder) => {
    expect(decide(theirs, 3600, US, holder)).toEqual({ take: false, by: 'theirs', until: at(900) });
  });

  test('is taken when its time has passed and its run has ended', () => {
    expect(decide(theirs, 900)).toEqual({ take: true });
  });
});

describe('what an incident holds that was taken over', () => {
  test('is waited for as long as its last act can still be going on', () => {
    expect(decide(theirs, 17, HEIR, 'unknown')).toEqual({ take: false, waitUntil: at(18) });
  });

  test('goes to the one that stands for it the moment that act must have ended, whether its run has or not', () => {
    expect(decide(theirs, 18, HEIR, 'running')).toEqual({ take: true });
  });

  test('goes to nobody else', () => {
    expect(decide(theirs, 18, { incident: 'third', tookOver: ['another'] })).toMatchObject({ take: false });
  });
});

describe('a lease', () => {
  const incident = { id: 'ours', execution: 'arn:execution:ours' };

  test('is given for as long as a function can run at most', () => {
    expect(LEASE_SECONDS).toBe(900);
    expect(taken(incident, at(0), at(18))).toEqual(ours);
  });

  test('never ends before the function that acts under it', () => {
    expect(taken(incident, at(0), at(1200)).until).toBe(at(1200));
  });
});

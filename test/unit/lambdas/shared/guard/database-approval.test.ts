import type { Approval, Question } from '../../../../../lambdas/shared/approvals/approval';
import { type DatabaseAsk, judgeDatabase } from '../../../../../lambdas/shared/guard/decide-database';
import type { Present } from '../../../../../lambdas/shared/guard/gatekeeper';
import { CALENDAR, incident, isoAfter, seen } from '../../../../support/incidents';
import { ist, kept, mode } from './world';

const CLOSED = ist('2026-11-20T20:00');
const SESSION = ist('2026-11-20T11:00');
const ask = (over: Partial<DatabaseAsk> = {}): DatabaseAsk => ({
  act: 'restore',
  resource: 'prod-db',
  command: 'aws rds restore-db-instance-from-db-snapshot',
  effect: 'A second instance is made.',
  undo: 'aws rds delete-db-instance',
  facts: { 'snapshot status': 'available' },
  ...over,
});
const judged = (over: Partial<Present> = {}, asked: Partial<DatabaseAsk> = {}, approval?: Approval) =>
  judgeDatabase(ask(asked), {
    now: CLOSED,
    settings: { mode: seen('act'), calendar: seen({ calendar: CALENDAR, overrides: {} }) },
    kept: seen(kept()),
    holder: 'unknown',
    ...over,
    incident: incident(),
    ...(approval ? { approval } : {}),
  });
const resultOf = (...given: Parameters<typeof judged>) => {
  const judgement = judged(...given);
  return 'result' in judgement ? judgement.result : undefined;
};
const approvalOf = (question: Question): Approval => ({
  ...question,
  id: 'a1',
  incidentId: 'i',
  step: 'Restore from RDS snapshot',
  askedAt: isoAfter(0),
  expiresAt: isoAfter(3600),
  status: 'approved',
  decisions: [],
  waiting: false,
});
const approved = (over: Partial<Present> = {}, asked: Partial<DatabaseAsk> = {}): Approval => {
  const question = resultOf(over, asked)?.question;
  if (!question) throw new Error('nothing was asked');
  return approvalOf(question);
};

test.each([
  ['restore', CLOSED, 'ask'],
  ['restore', SESSION, 'ask'],
  ['switch-database', CLOSED, 'ask'],
  ['switch-database', SESSION, 'escalate'],
] as const)('%s at %s: %s', (act, now, outcome) => {
  expect(resultOf({ now }, { act })).toMatchObject({ outcome, refused: { act } });
});

test('the question has the command, the effect, the way back, and the facts it hangs on', () => {
  expect(resultOf()?.question).toMatchObject({
    act: 'restore',
    command: 'aws rds restore-db-instance-from-db-snapshot',
    effect: 'A second instance is made.',
    undo: 'aws rds delete-db-instance',
    facts: { 'market phase': 'closed', 'snapshot status': 'available' },
  });
});

test('a yes to just this, in a world that is the same, opens', () => {
  expect(judged({}, {}, approved())).toEqual({ allowed: true, kept: kept() });
});

test.each([
  ['the snapshot is another', {}, { facts: { 'snapshot status': 'failed' } }, 'snapshot status available, now failed'],
  ['the market has opened', { now: SESSION }, {}, 'market phase closed, now session'],
  ['the command is another', {}, { command: 'aws rds something-else' }, 'it was about something else'],
] as const)('%s: the yes is void, and it is asked anew', (_what, over, asked, says) => {
  expect(resultOf(over, asked, approved())).toMatchObject({
    outcome: 'ask',
    finding: expect.stringContaining(`What was approved is void: ${says}`),
  });
});

test('a yes to one act is none to another', () => {
  expect(resultOf({}, { act: 'switch-database' }, approved())).toMatchObject({ outcome: 'ask' });
});

test('observe asks nobody', () => {
  expect(resultOf(mode(seen('observe')))).toMatchObject({
    outcome: 'continue',
    finding: 'Would have asked for an approval now, to run: aws rds restore-db-instance-from-db-snapshot',
  });
});

test('a change freeze stands a switch-over down, and no restore', () => {
  const freezes = [{ from: '2026-11-20T00:00:00Z', to: '2026-11-22T00:00:00Z', because: 'audit' }];
  const calendar = seen({ calendar: CALENDAR, overrides: { freezes } });
  const frozen = { settings: { mode: seen('act' as const), calendar } };
  expect(resultOf(frozen, { act: 'switch-database' })?.outcome).toBe('stand-down');
  expect(resultOf(frozen)?.outcome).toBe('ask');
});

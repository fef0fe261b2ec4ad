import { join } from 'node:path';
import type { Order } from '../../rehearsal/order';
import type { Answer } from '../../rehearsal/player';
import { alteredCopy } from '../support/alter';
import { assembled } from '../support/assembled';
import { playEach, temporaryFolder } from '../support/rehearsal';
import { detection, later, oftener } from './mutations/detection';
import { escalation, watch } from './mutations/escalation';
import { harmless, type Mutation } from './mutations/mutation';
import { permissions } from './mutations/permissions';
import { runbook } from './mutations/runbook';

// A rehearsal that would hold whatever the app says proves nothing. Here one thing at a time stops working in the
// synthesised template, still there and still named, and a scenario must say so.

jest.setTimeout(900_000);

const { folder, remove } = temporaryFolder();

/** What was answered, by the title of the mutation and the scenario. */
const answers = new Map<string, Answer>();
const key = (title: string, scenario: string): string => `${title}: ${scenario}`;

/** Found by its log lines first, and minutes later by its unanswered orders. */
const BY_LOG_LINES = 'broker-credentials-expired';

/** Over by itself: its log lines end, and verification waits for their alarm to be normal again. */
const COMES_BACK = 'broker-unreachable';

const SAMPLE = ['hung-tasks', 'event-undeliverable', BY_LOG_LINES, COMES_BACK];

const noticing = [...permissions, ...detection, ...runbook, ...escalation, ...watch];

beforeAll(async () => {
  const assembly = assembled();
  const plays: readonly { mutation: Omit<Mutation, 'noticed'>; ids: readonly string[] }[] = [
    { mutation: harmless, ids: SAMPLE },
    ...noticing.map((mutation) => ({ mutation, ids: Object.keys(mutation.noticed) })),
    ...later.map((mutation) => ({ mutation, ids: [BY_LOG_LINES] })),
    ...oftener.map((mutation) => ({ mutation, ids: [COMES_BACK] })),
  ];
  const orders = plays.flatMap(({ mutation: { title, stack, alter, otherwise = [] }, ids }, index) => {
    const altered = ['runbook-prod', ...(stack ? [stack] : [])].join('-');
    const directory = alteredCopy(assembly, join(folder, String(index)), altered, alter);
    return ids.map((scenario) => ({
      key: key(title, scenario),
      order: { scenario, directory, environment: 'prod', seed: 1, slower: 1, otherwise } satisfies Order,
    }));
  });
  const played = await playEach(orders.map(({ order }) => order));
  played.forEach((answer, index) => {
    answers.set(orders[index]?.key ?? '', answer);
  });
});

afterAll(remove);

function answerOf(title: string, scenario: string): Answer {
  const answer = answers.get(key(title, scenario));
  if (!answer) throw new Error(`${scenario} was not played.`);
  return answer;
}

/** What a rehearsal complains of: the broken expectations, or why it cannot go on. */
const complaints = (answer: Answer): string => ('failed' in answer ? answer.failed : answer.result.broken.join('; '));

function detectedAfterSeconds(answer: Answer): number {
  if ('failed' in answer) throw new Error(answer.failed);
  return answer.result.detectedAfterSeconds ?? Number.POSITIVE_INFINITY;
}

function transitions(answer: Answer): number {
  if ('failed' in answer) throw new Error(answer.failed);
  return answer.result.transitions;
}

test(`A copy holds when ${harmless.title}`, () => {
  expect(SAMPLE.map((scenario) => complaints(answerOf(harmless.title, scenario)))).toEqual(SAMPLE.map(() => ''));
});

const described = (what: string, mutations: readonly Mutation[]): void =>
  describe(what, () => {
    for (const { title, noticed } of mutations) {
      test(`It is noticed when ${title}`, () => {
        for (const [scenario, words] of Object.entries(noticed)) {
          expect(`${scenario}: ${complaints(answerOf(title, scenario))}`).toMatch(words);
        }
      });
    }
  });

described('Permissions', permissions);
described('Alarms and rules', detection);
described('The workflow of the runbook', runbook);
described('The escalation', escalation);
described('The watch on ourselves', watch);

describe('What a second alarm makes up for', () => {
  for (const { title } of later) {
    test(`When ${title}, the unanswered orders are found, at least a minute later`, () => {
      const answer = answerOf(title, BY_LOG_LINES);
      expect(complaints(answer)).toBe('');
      const before = detectedAfterSeconds(answerOf(harmless.title, BY_LOG_LINES));
      expect(detectedAfterSeconds(answer) - before).toBeGreaterThanOrEqual(60);
    });
  }
});

describe('What verification has the patience for', () => {
  for (const { title } of oftener) {
    test(`When ${title}, it is resolved all the same, after looking oftener`, () => {
      const answer = answerOf(title, COMES_BACK);
      expect(complaints(answer)).toBe('');
      expect(transitions(answer)).toBeGreaterThan(transitions(answerOf(harmless.title, COMES_BACK)));
    });
  }
});

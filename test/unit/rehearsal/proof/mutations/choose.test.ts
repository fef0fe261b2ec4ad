import { type Candidate, eachOnce, storiesFor } from '../../../../../rehearsal/proof/mutations/choose';
import type { Mutant } from '../../../../../rehearsal/proof/mutations/mutant';

const mutant = (name: string, of = name, touched = name): Mutant => ({
  name,
  kind: 'rule disabled',
  of,
  touched,
  alter: (assembly) => assembly,
});
const story = (id: string, cost: number, touches: readonly string[], ending = 'resolved fixed'): Candidate => ({
  story: id,
  cost,
  touches,
  ending,
});
const chosen = (...stories: Candidate[]) => storiesFor([mutant('a rule')], stories)[0]?.stories;

test('a mutant is played in the stories that touch it, the cheapest first', () => {
  expect(chosen(story('dear', 9, ['a rule']), story('elsewhere', 1, ['b']), story('cheap', 2, ['a rule']))).toEqual([
    'cheap',
    'dear',
  ]);
});

test('of many stories twelve are asked', () => {
  const many = Array.from({ length: 20 }, (_, index) => story(`story ${index}`, index, ['a rule']));
  expect(chosen(...many)).toEqual(many.slice(0, 12).map(({ story }) => story));
});

test('a story that ends otherwise is asked before a cheaper one that ends like one already chosen', () => {
  expect(
    chosen(
      story('mended', 1, ['a rule']),
      story('mended again', 2, ['a rule']),
      story('mended too', 3, ['a rule']),
      story('given up', 9, ['a rule'], 'escalated not-fixed'),
    ),
  ).toEqual(['mended', 'given up', 'mended again', 'mended too']);
});

test('the story in which a function does most of what it may is asked right after the cheapest', () => {
  const policy = ['it may look', 'it may act', 'it may say so'].map((name) => mutant(name, 'a policy'));
  const stories = [1, 2, 3, 4, 5, 6].map((cost) => story(`looks ${cost}`, cost, ['it may look']));
  const acts = story('acts', 9, ['it may look', 'it may act', 'it may say so']);
  expect(storiesFor(policy, [...stories, acts])[0]?.stories).toEqual([
    'looks 1',
    'acts',
    'looks 2',
    'looks 3',
    'looks 4',
    'looks 5',
    'looks 6',
  ]);
});

test('what no story touches is played in none', () => {
  expect(chosen(story('elsewhere', 1, ['b']))).toEqual([]);
});

test('what two environments have alike is altered in the first alone', () => {
  const of = new Map([
    ['prod', [mutant('shop-prod: rule orders disabled')]],
    ['staging', [mutant('shop-staging: rule orders disabled'), mutant('shop-staging: rule audits disabled')]],
  ]);
  expect([...eachOnce(of)].map(([environment, all]) => [environment, all.map(({ name }) => name)])).toEqual([
    ['prod', ['shop-prod: rule orders disabled']],
    ['staging', ['shop-staging: rule audits disabled']],
  ]);
});

test('a story in which something fails is asked about what no other story touches, and about nothing else', () => {
  const both = [mutant('a rule'), mutant('a retrier')];
  const asTheyAre = [story('as it is', 9, ['a rule'])];
  const failing = [story('where it fails', 1, ['a rule', 'a retrier'])];
  expect(storiesFor(both, asTheyAre, failing).map(({ stories }) => stories)).toEqual([
    ['as it is'],
    ['where it fails'],
  ]);
});

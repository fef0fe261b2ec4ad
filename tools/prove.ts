import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type ProvedDay, proveDayAgain, proveDays } from '../rehearsal/proof/days';
import {
  type Asked,
  type ProvedMutations,
  proveMutant,
  proveMutations,
  type Unnoticed,
} from '../rehearsal/proof/mutations';
import { saysOf } from '../rehearsal/proof/points';
import { nameOf, playNamed, proveOne, proveSingles, type Violation } from '../rehearsal/proof/singles';
import { STORY_OF } from '../rehearsal/proof/stories';
import { scenarios } from '../rehearsal/scenarios';
import { synthesise } from '../rehearsal/synthesise';

interface Options {
  readonly every: number;
  readonly from: number;
  readonly days?: number;
  readonly seed: number;
  readonly mutations?: true;
  readonly all?: true;
  readonly failures?: true;
  readonly assembly?: string;
  readonly json?: true;
  readonly only?: string;
}

const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number, ${least} or more.`);
    return value;
  };

const program = new Command('npm run prove --')
  .description(
    [
      'Searches for a counter-example to the promises, in the model. Every call, event and tick of every runbook goes wrong in',
      'every way it can, one at a time; or, with --days, whole days are drawn in which several things go wrong at once; or,',
      'with --mutations, everything that was synthesised is altered in one thing at a time, and a story has to notice.',
    ].join('\n'),
  )
  .argument('[scenario...]', 'stories to search; one of every runbook and checklist when none is given')
  .option('--every <n>', 'of all that would be played, every n-th: a quick look', whole(1), 1)
  .option('--from <n>', 'and of these the ones from the n-th on: another night, another part', whole(0), 0)
  .option('--days <n>', 'play so many random days instead', whole(1))
  .option('--seed <n>', 'of the first of them; each following day has the next', whole(1), 1)
  .option('--mutations', 'alter rules, alarms, workflows and permissions one at a time instead')
  .option('--all', 'with --mutations: choose among all stories of the game day, not one of every runbook and checklist')
  .option(
    '--failures',
    'with --mutations: let calls of workflows fail, too, where error handling is touched by nothing else',
  )
  .option('--only <play>', 'one play again, with its story in full: its name stands beside each violation')
  .option('--assembly <dir>', 'an existing cdk.out instead of synthesising')
  .option('--json', 'print one JSON object, and nothing else')
  .action(prove);

async function prove(ids: readonly string[], options: Options): Promise<void> {
  const unknown = ids.filter((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown.length > 0)
    program.error(`There is no scenario "${unknown.join('", "')}". \`npm start -- --list\` lists them.`);
  if (options.days !== undefined && ids.length > 0)
    program.error('--days draws its own stories: it takes no scenario.');
  if (options.days !== undefined && options.mutations)
    program.error('--days and --mutations are two searches: expected one of them.');
  if (options.all && (!options.mutations || ids.length > 0))
    program.error('--all is for --mutations, and takes the place of scenarios.');
  if (options.failures && !options.mutations)
    program.error('--failures is for --mutations; without it everything fails that can.');
  if (options.from >= options.every)
    program.error(`--from ${options.from}: expected less than --every, which is ${options.every}.`);
  if (options.assembly && !existsSync(options.assembly))
    program.error(`--assembly: there is no folder ${options.assembly}. \`npm run synth\` makes cdk.out.`);
  const say = (text: string): void => void (options.json ? undefined : process.stdout.write(`${text}\n`));
  // Names and seeds are read before a minute is spent on synthesising.
  const again = options.only === undefined || options.mutations ? undefined : named(options.only);
  const directory = options.assembly ? resolve(options.assembly) : synthesise();
  const began = performance.now();
  if (again) {
    const { broken, words, told } = await again(directory);
    say([...words, told, '', ...(broken.length === 0 ? ['Every promise held.'] : broken)].join('\n'));
    if (options.json) process.stdout.write(`${JSON.stringify({ broken, words, told }, null, 2)}\n`);
    if (broken.length > 0) process.exitCode = 1;
    return;
  }
  if (options.mutations && options.only !== undefined) {
    const { played, noticed, told = '' } = await proveMutant(directory, askedOf(ids, options), options.only, say);
    const words = noticed.length > 0 ? noticed : [`Not noticed in ${played.join(', ')}.`];
    say([told, '', ...words].join('\n'));
    if (options.json) process.stdout.write(`${JSON.stringify({ played, noticed, told }, null, 2)}\n`);
    if (noticed.length === 0) process.exitCode = 1;
    return;
  }
  const proved = await searched(directory, ids, options, say);
  if (options.json) process.stdout.write(`${JSON.stringify(proved.json, null, 2)}\n`);
  const minutes = Math.round((performance.now() - began) / 6000) / 10;
  say(`\nIn the model: ${proved.found} in ${proved.of}, ${minutes} min.`);
  if (proved.failed) process.exitCode = 1;
}

function searched(
  directory: string,
  ids: readonly string[],
  options: Options,
  say: (text: string) => void,
): Promise<Proved> {
  if (options.mutations) return mutations(directory, askedOf(ids, options), options, say);
  return options.days === undefined
    ? singles(directory, ids, options, say)
    : days(directory, options.days, options.seed, say);
}

/** The stories that are searched. */
function storiesOf(ids: readonly string[], { all }: Options): readonly string[] {
  if (all) return scenarios.map(({ id }) => id);
  return ids.length > 0 ? ids : [...new Set(Object.values(STORY_OF))];
}

const askedOf = (ids: readonly string[], options: Options): Asked => ({
  stories: storiesOf(ids, options),
  failures: options.failures ?? false,
});

interface Again {
  readonly broken: readonly string[];
  readonly words: readonly string[];
  readonly told: string;
}

/** What `--only` names: `day/17`, or a play in which one thing goes wrong. @throws when it is neither. */
function named(name: string): (directory: string) => Promise<Again> {
  const [, seed] = /^day\/([1-9]\d*)$/.exec(name) ?? [];
  if (seed)
    return async (directory) => {
      const { broken, words, told = '' } = await proveDayAgain(directory, Number(seed));
      return { broken, words, told };
    };
  const play = playNamed(name);
  return async (directory) => {
    const { broken, disturbed, told = '' } = await proveOne(directory, play);
    if (disturbed === 0) throw new Error(`${name}: nothing of that kind happened in the story.`);
    return { broken, words: [], told };
  };
}

interface Proved {
  /** What was found, in words. */
  readonly found: string;
  /** What was played, in words. */
  readonly of: string;
  /** Whether anything was found that should not be. */
  readonly failed: boolean;
  readonly json: object;
}

async function singles(
  directory: string,
  ids: readonly string[],
  options: Options,
  say: (text: string) => void,
): Promise<Proved> {
  const { every, from } = options;
  const stories = storiesOf(ids, options);
  const json = await proveSingles(
    directory,
    stories,
    { every, from },
    {
      said: say,
      found: (violation) => say(`\n${told(violation)}\n`),
    },
  );
  const { violations, plays, points } = json;
  return {
    json,
    ...foundOf(violations),
    of: `${plays} plays of ${points} calls, events and ticks in ${stories.length} stories`,
  };
}

async function days(directory: string, count: number, seed: number, say: (text: string) => void): Promise<Proved> {
  say(`Playing ${count} days, from seed ${seed} on.`);
  const json = await proveDays(directory, seed, count, {
    said: say,
    found: (day) => say(`\n${toldDay(day)}\n`),
  });
  return { json, ...foundOf(json.violations), of: `${count} random days from seed ${seed} on` };
}

const foundOf = ({ length }: readonly unknown[]): Pick<Proved, 'found' | 'failed'> => ({
  found: `${length} violations`,
  failed: length > 0,
});

async function mutations(
  directory: string,
  asked: Asked,
  { every, from }: Options,
  say: (text: string) => void,
): Promise<Proved> {
  const json = await proveMutations(
    directory,
    asked,
    { every, from },
    {
      said: say,
      found: (unnoticed) => say(`\n${toldMutant(unnoticed, asked)}\n`),
    },
  );
  const { notNoticed, played, mutants } = json;
  const withoutReason = notNoticed.filter(({ because }) => because === undefined);
  say(toldKinds(json));
  if (json.stuck.length > 0) say(`With ${json.stuck.length} of those noticed a story cannot go on.`);
  return {
    json,
    found: `${notNoticed.length} not noticed, ${withoutReason.length} of them without a reason,`,
    of: `${played} of ${mutants} mutants, in ${json.stories} stories${withFailures(json)}`,
    failed: withoutReason.length > 0,
  };
}

const withFailures = ({ failures }: ProvedMutations): string =>
  failures > 0 ? `, which were played ${failures} times with a failure in them` : '';

const toldMutant = ({ name, played, denied, because }: Unnoticed, { failures }: Asked): string =>
  [
    `${name}:`,
    `  not noticed in ${some(played)}${denied > 0 ? `, where ${denied} calls were denied` : ''}`,
    because === undefined
      ? `  npm run prove -- --mutations ${failures ? '--failures ' : ''}--only '${name}' ${idsOf(played).join(' ')}`
      : `  ${because}`,
  ].join('\n');

/** As many as one reads. */
const NAMED = 3;

const some = (played: readonly string[]): string => {
  const more = played.length - NAMED;
  return `${played.slice(0, NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
};

const idsOf = (played: readonly string[]): readonly string[] => [
  ...new Set(played.map((name) => name.replace(/,.*/, ''))),
];

/** How many of each kind; those that were not played are in neither of the last two. */
function toldKinds({ kinds }: ProvedMutations): string {
  const rows = kinds.map(({ kind, mutants, untouched, noticed, notNoticed }) =>
    [kind, mutants, untouched.length, noticed, notNoticed].map(String),
  );
  const table = [['', 'mutants', 'untouched', 'noticed', 'not noticed'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((row) => row.join('  '))
    .join('\n');
}

const told = (violation: Violation): string => {
  const { story, point, fault, broken } = violation;
  return [
    `${story}, number ${point.nth} of ${point.by} ${point.service}:${point.operation} is ${saysOf(point, fault)}:`,
    ...broken.map((words) => `  ${words}`),
    `  npm run prove -- --only "${nameOf(violation)}"`,
  ].join('\n');
};

const toldDay = ({ seed, broken, words }: ProvedDay): string =>
  [
    `Day ${seed}:`,
    ...broken.map((line) => `  ${line}`),
    ...words.map((line) => `    ${line}`),
    `  The shortest that breaks it too, in full: npm run prove -- --only day/${seed}`,
  ].join('\n');

/** What a run may end with: no violation, one at least, it could not be rehearsed. */
const CANNOT = 2;

program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CANNOT));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = CANNOT;
});

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { saysOf } from '../rehearsal/proof/points';
import { nameOf, playNamed, proveOne, proveSingles, type Violation } from '../rehearsal/proof/singles';
import { STORY_OF } from '../rehearsal/proof/stories';
import { scenarios } from '../rehearsal/scenarios';
import { synthesise } from '../rehearsal/synthesise';

interface Options {
  readonly every: number;
  readonly assembly?: string;
  readonly json?: true;
  readonly only?: string;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number, 1 or more.');
  return value;
};

const program = new Command('npm run prove --')
  .description(
    'Searches for a counter-example to the promises: every call of every runbook goes wrong in every way, in the model.',
  )
  .argument('[scenario...]', 'stories to search; one of every runbook and checklist when none is given')
  .option('--every <n>', 'of all that would be played, every n-th: a quick look', positive, 1)
  .option('--only <play>', 'one play again, with its story in full: its name stands beside each violation')
  .option('--assembly <dir>', 'an existing cdk.out instead of synthesising')
  .option('--json', 'print one JSON object, and nothing else')
  .action(prove);

async function prove(ids: readonly string[], options: Options): Promise<void> {
  const unknown = ids.filter((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown.length > 0)
    program.error(`There is no scenario "${unknown.join('", "')}". \`npm start -- --list\` lists them.`);
  if (options.assembly && !existsSync(options.assembly))
    program.error(`--assembly: there is no folder ${options.assembly}. \`npm run synth\` makes cdk.out.`);
  const say = (text: string): void => void (options.json ? undefined : process.stdout.write(`${text}\n`));
  const directory = options.assembly ? resolve(options.assembly) : synthesise();
  if (options.only) {
    const { broken, disturbed, told: story } = await proveOne(directory, playNamed(options.only));
    if (disturbed === 0) throw new Error(`${options.only}: nothing of that kind happened in the story.`);
    say(`${story}\n\n${broken.length === 0 ? 'Every promise held.' : broken.join('\n')}`);
    if (broken.length > 0) process.exitCode = 1;
    return;
  }
  const stories = ids.length > 0 ? ids : [...new Set(Object.values(STORY_OF))];
  const began = performance.now();
  const proved = await proveSingles(directory, stories, options.every, {
    said: say,
    found: (violation) => say(`\n${told(violation)}\n`),
  });
  if (options.json) process.stdout.write(`${JSON.stringify(proved, null, 2)}\n`);
  else {
    const minutes = Math.round((performance.now() - began) / 6000) / 10;
    say(
      `\nIn the model: ${proved.violations.length} violations in ${proved.plays} plays, ${minutes} min. ${proved.calls} calls in ${stories.length} stories.`,
    );
  }
  if (proved.violations.length > 0) process.exitCode = 1;
}

const told = (violation: Violation): string => {
  const { story, point, fault, broken } = violation;
  return [
    `${story}, number ${point.nth} of ${point.by} ${point.service}:${point.operation} is ${saysOf(point, fault)}:`,
    ...broken.map((words) => `  ${words}`),
    `  npm run prove -- --only "${nameOf(violation)}"`,
  ].join('\n');
};

/** What a run may end with: no violation, one at least, it could not be rehearsed. */
const CANNOT = 2;

program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CANNOT));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = CANNOT;
});

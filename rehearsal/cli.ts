import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readDescription } from './description';
import { loadAssembly } from './engine/assembly';
import { playAttended } from './page';
import { playAll } from './players';
import { reportOf, whyNotWritable, write } from './report';
import type { Result } from './result';
import { scenarios } from './scenarios';
import { SWITCHES, type SwitchName } from './switches';
import { synthesise } from './synthesise';
import { closing, fullStory, oneLine, opening } from './telling';

interface Options {
  readonly list?: true;
  readonly stories?: true;
  readonly json?: true;
  readonly seed: number;
  readonly slower: number;
  readonly environment: string;
  readonly assembly?: string;
  readonly otherwise: readonly SwitchName[];
  readonly page?: true;
  readonly report?: string;
  readonly port: number;
}

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number, 0 or more.');
  return value;
};

const factor = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0.');
  return value;
};

const program = new Command('npm start --')
  .description('Synthesises the app and rehearses its runbooks against a simulated platform, in virtual time.')
  .argument('[scenario...]', 'ids of the scenarios to play; all of them when none is given')
  .option('--list', 'list the scenarios and stop')
  .option('--stories', 'tell every incident in full')
  .option('--json', 'print one JSON array, an object per scenario, and nothing else')
  .option('--seed <n>', 'the same seed gives the same run', wholeNumber, 1)
  .option('--slower <factor>', 'multiply every delay that AWS does not fix', factor, 1)
  .option('--environment <name>', 'which environment to rehearse', 'prod')
  .option('--assembly <dir>', 'rehearse an existing cdk.out instead of synthesising')
  .option('--page', 'play one scenario with you as the people in it: pages and approvals in your browser')
  .option('--report <file.html>', 'write the game day as one page to show to others; beside --json, too')
  .option('--port <n>', 'port on 127.0.0.1 for --page; 0 for any that is free', wholeNumber, 8790)
  .addOption(
    new Option('--otherwise <switch...>', 'play assumptions about AWS the other way (docs/fidelity.md)')
      .choices(SWITCHES)
      .default([]),
  )
  .action(rehearse);

async function rehearse(ids: readonly string[], options: Options): Promise<void> {
  refuseReport(options);
  if (options.list) {
    for (const { id, title } of scenarios) process.stdout.write(`${id.padEnd(32)} ${title}\n`);
    return;
  }
  const unknown = ids.filter((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown.length > 0) {
    program.error(`There is no scenario "${unknown.join('", "')}". \`npm start -- --list\` lists them.`);
  }
  if (options.assembly && !existsSync(options.assembly)) {
    program.error(`--assembly: there is no folder ${options.assembly}. \`npm run synth\` makes cdk.out.`);
  }
  if (options.page && (ids.length !== 1 || options.json)) {
    program.error('--page: expected one scenario, and no --json: `npm start -- scale-up-needs-approval --page`.');
  }
  const say = (text: string): void => void (options.json ? undefined : process.stdout.write(`${text}\n`));

  const began = performance.now();
  const directory = options.assembly ? resolve(options.assembly) : synthesise();
  const synthesisSeconds = options.assembly ? undefined : (performance.now() - began) / 1000;
  const description = readDescription(directory, options.environment);
  const assembly = loadAssembly(directory, description.stackNames);
  say(opening(description, assembly, synthesisSeconds));

  const chosen = ids.length > 0 ? scenarios.filter(({ id }) => ids.includes(id)) : scenarios;
  let told = 0;
  const orders = chosen.map(({ id }) => ({
    scenario: id,
    directory,
    environment: options.environment,
    seed: options.seed,
    slower: options.slower,
    otherwise: options.otherwise,
  }));
  const tell = (result: Result): void => {
    say(options.stories || told === 0 || chosen.length === 1 ? fullStory(result, !options.page) : oneLine(result));
    told++;
  };
  if (options.page) {
    for (const order of orders) await playAttended(order, { port: options.port, say, tell });
    return;
  }
  const results = await playAll(orders, tell);
  const reported = options.report && write(options.report, reportOf({ ...options, directory, results }));
  if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else {
    say(`\n${closing(results)}`);
    if (reported) say(`Report: ${options.report} (${reported})`);
    say(`Next: ${nextCommand(chosen.length, options)}`);
  }
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}

/** Nothing is played whose report could not be written. */
function refuseReport({ report, list, page }: Options): void {
  if (report === undefined) return;
  if (list) program.error('--report: nothing is played with --list, so there is nothing to report.');
  if (page) program.error('--report: expected no --page: a report judges what the story’s own people did.');
  const why = whyNotWritable(report);
  if (why) program.error(`--report: ${why}`);
}

function nextCommand(played: number, { stories, report }: Options): string {
  if (played === 1) return '`npm start -- --list` for the other stories, `npm start` for all of them.';
  if (stories && !report)
    return '`npm start -- --report game-day.html` makes one page of it that you can show to others.';
  if (report) return 'describe your own system in environments/prod.ts, and run `npm start` again.';
  return '`npm start -- crash-loop` tells one of them in full, with the page an engineer gets.';
}

/** What a run may end with: all held, something did not, it could not be rehearsed. */
const CANNOT = 2;

program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CANNOT));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = CANNOT;
});

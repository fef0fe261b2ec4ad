import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from 'commander';
import { readDescription } from '../rehearsal/description';
import { loadAssembly } from '../rehearsal/engine/assembly';
import { scenarios } from '../rehearsal/scenarios';
import { automation } from './bench/automation';
import { bills, COMPARED } from './bench/bills';
import { bundleAll } from './bench/bundles';
import { coldInits, variablesOf } from './bench/cold-init';
import { compareFunctions } from './bench/functions';
import { mitigations } from './bench/mitigation';
import { measureGameDay, measureStorm, measureWeek } from './bench/playing';
import { REACHES } from './bench/reaches';
import { missedReaches, type Report } from './bench/report';
import { measureSynthesis } from './bench/synthesis';
import { tell } from './bench/telling';

const ENVIRONMENT = 'prod';

interface Options {
  readonly json?: true;
  readonly quick?: true;
}

program
  .name('npm run bench --')
  .description('Measures what the runbooks add to a perfect operator, what they cost, and how fast everything is.')
  .option('--json', 'print one JSON object and nothing else')
  .option('--quick', 'fewer rounds: figures in wall time are rougher, all others the same')
  .addHelpText(
    'after',
    '\nExit status: 0 when every reach in virtual seconds and transitions holds, 1 when one is missed, 2 when the bench cannot\nmeasure. Wall time never counts. docs/performance.md has the method.',
  )
  .action(bench);

async function bench({ json, quick }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const report = await measure(folder, quick === true);
    process.stdout.write(`${json ? JSON.stringify(report, null, 2) : `\n${tell(report)}`}\n`);
    if (report.missed.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, quick: boolean): Promise<Report> {
  const loadBefore = load();
  const directory = join(folder, 'assembly');
  const rounds = quick ? 1 : 3;

  working('Synthesising the app');
  const synthesis = measureSynthesis(directory, join(folder, 'synthesis'), rounds);

  working('Loading every function in fresh processes');
  const bundles = bundleAll(join(folder, 'functions'));
  const files = [bundles.empty, ...bundles.withClients, ...bundles.functions].map(({ file }) => file);
  const variables = variablesOf(loadAssembly(directory, readDescription(directory, ENVIRONMENT).stackNames));
  const loads = quick ? 3 : 7;
  const functions = compareFunctions(bundles, coldInits(files, loads, variables), loads);

  working(`Playing ${scenarios.length} scenarios`);
  const ground = { directory, environment: ENVIRONMENT };
  const { figures: gameDay, results } = await measureGameDay(scenarios, ground);
  working('Playing the storm alone');
  const storm = await measureStorm(ground, rounds);
  working('Playing a trading week alone');
  const week = await measureWeek(ground);

  const judged = {
    mitigation: mitigations(scenarios, results),
    bills: bills(scenarios, results),
    automation: automation(results, COMPARED),
  };
  const missed = missedReaches(judged);
  const machine = { node: process.versions.node, cores: availableParallelism(), loadBefore, loadAfter: load(), quick };
  return { machine, reaches: REACHES, ...judged, functions, synthesis, gameDay, storm, week, missed };
}

/** Of the last minute. */
const load = (): number => loadavg()[0] ?? 0;

/** For whoever waits; what is measured goes to the standard output. */
function working(text: string): void {
  process.stderr.write(`${text} …\n`);
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
});

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readDescription } from '../rehearsal/description';
import { scenarios } from '../rehearsal/scenarios';
import { synthesise } from '../rehearsal/synthesise';
import { clientsOf, credentialsOf, hostsAsked } from './conformance/clients';
import { conform, exitStatus } from './conformance/conform';
import { JUDGES, type JudgeName } from './conformance/question';
import { readme, whyNoRecord, write } from './conformance/record';
import { SAMPLE } from './conformance/stories';

interface Options {
  readonly only?: readonly string[];
  readonly all?: true;
  readonly judge: readonly JudgeName[];
  readonly question?: string;
  readonly region?: string;
  readonly rate: number;
  readonly dryRun?: true;
  readonly out?: string;
  readonly assembly?: string;
  readonly json?: true;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0.');
  return value;
};

const program = new Command('npm run conformance --')
  .description(
    "Puts what the rehearsal's engine claims to AWS's own judges, and prints every difference: states to TestState of Step\n" +
      'Functions, event patterns to TestEventPattern of EventBridge, policies to SimulateCustomPolicy of IAM. They are asked\n' +
      'with your own credentials, of any account, and change nothing there.',
  )
  .option('--only <story...>', 'stories to play; a story of every runbook and checklist when none is given')
  .option('--all', 'play every story')
  .addOption(new Option('--judge <judge...>', 'whom to ask').choices(JUDGES).default(JUDGES))
  .option('--question <id>', 'one question again: its id stands beside each difference')
  .option('--region <region>', 'where to ask; the region of the environment when none is given')
  .option('--rate <n>', 'calls a second, of each judge', positive, 5)
  .option('--dry-run', 'count the questions and show some, and ask nobody: it needs no credentials')
  .option('--out <questions.json>', 'write the questions to a file')
  .option('--assembly <dir>', 'an existing cdk.out instead of synthesising')
  .option('--json', 'print one JSON object, and nothing else')
  .addHelpText(
    'after',
    '\nThe permissions it needs are states:TestState, events:TestEventPattern and iam:SimulateCustomPolicy. Exit status: 0 when\n' +
      'AWS agrees, 1 when something differs, 2 when AWS could not be asked or left something unanswered.',
  )
  .action(run);

async function run(options: Options): Promise<void> {
  const { only, all, judge, question, region, rate, dryRun, out, assembly, json } = options;
  const unknown = (only ?? []).filter((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown.length > 0)
    program.error(`--only: there is no story "${unknown.join('", "')}". \`npm start -- --list\` lists them.`);
  if (only && all) program.error('--all: expected no --only beside it.');
  if (question && only?.length !== 1) program.error('--question: expected --only with the one story it comes from.');
  if (assembly && !existsSync(assembly))
    program.error(`--assembly: there is no folder ${assembly}. \`npm run synth\` makes cdk.out.`);
  // For whoever installs the house, not for whoever reads a difference.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (!dryRun) await credentialsOf(clientsOf({ region: region ?? ANY_REGION }));
  const say = (text: string): void => void (json ? undefined : process.stdout.write(`${text}\n`));
  const directory = assembly ? resolve(assembly) : synthesise();
  const where = region ?? readDescription(directory, 'prod').environment.region;
  const stories = only ?? (all ? scenarios.map(({ id }) => id) : SAMPLE);
  const clients = dryRun ? undefined : clientsOf({ region: where });
  const hosts = clients ? hostsAsked(clients) : new Set<string>();
  const conformed = await conform({
    directory,
    stories,
    rate,
    judges: judge,
    say,
    ...(clients && { clients }),
    ...(question !== undefined && { question }),
    ...(out !== undefined && { out }),
  });
  const { counts } = conformed;
  const status = exitStatus(conformed);
  process.exitCode = status;
  if (counts) {
    const date = new Date().toISOString().slice(0, 10);
    const record = { date, region: where, stories: stories.length, judged: counts };
    const why = whyNoRecord({ inPart: only !== undefined || judge.length < JUDGES.length, status, hosts });
    if (why === undefined) write(record);
    say(why ? `\nNot recorded: ${why}.` : `\nWritten to docs/conformance.json. Let README say: ${readme(record)}`);
  }
  const { questions, judged } = conformed;
  if (json)
    process.stdout.write(`${JSON.stringify(counts ? { region: where, counts, judged } : { questions }, null, 2)}\n`);
}

/** Credentials are the same everywhere. */
const ANY_REGION = 'us-east-1';

/** What a run may end with besides 0 and 1: AWS could not be asked. */
const CANNOT = 2;

program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CANNOT));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = CANNOT;
});

import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Command, InvalidArgumentError } from 'commander';
import type { Api } from './api';
import { apiFrom, type Options, withOptions } from './options';
import { addStartable } from './startable';
import { tellWhole } from './telling/letters';
import { json } from './telling/text';
import { acknowledge, close, giveBack, halt, setMode, start, take, waiveGate } from './verbs/acting';
import { decide } from './verbs/deciding';
import { discardLetters, listLetters, redriveLetters } from './verbs/letters';
import { logs } from './verbs/logs';
import { checklist, incidents, list, modes, observed, report, show, status } from './verbs/reading';
import type { Told } from './verbs/told';
import type { World } from './world';

const words = (given: string): string => {
  if (given.trim() === '') throw new InvalidArgumentError(`expected some words, given "${given}".`);
  return given;
};
const REASON = ['--reason <why>', 'for the timeline, and for whoever reads it', words] as const;
const INCIDENT = ['<incident>', 'its id, or `latest` for the latest open one'] as const;
const DATE = ['--date <day>', 'of another day than today: 2026-11-23'] as const;
const LETTERS = ['[letter...]', 'ids, or as much of each as tells it apart'] as const;
const LETTERS_REASON = ['--reason <why>', 'for the incident channel, and for whoever reads it', words] as const;
const ALL = ['--all <number>', 'all of them; the number is how many there are'] as const;
const SERVICE = 'role of a service: trading, dashboard or data-service';

const AFTER = `
Against AWS it uses your own credentials, as the AWS command line does
(AWS_PROFILE, SSO, environment variables). Times are Indian; one without a zone
is read as Indian. To pipe JSON on: npm run --silent runbook -- status --json

Exit status: 0 done, 1 refused or failed by the API, 2 it could not be asked.`;

/** Every verb, with its arguments and options. */
export function programFor(world: World): Command {
  const program = withOptions(new Command('npm run runbook --'), world)
    .description('Asks the runbooks of a system, and tells them what to do.')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: world.out, writeErr: world.err })
    .exitOverride()
    .addHelpText('after', AFTER);

  /** A verb of one question and one answer. */
  const verb = <A extends unknown[]>(command: Command, run: (api: Api, ...given: A) => Promise<Told>): void => {
    command.action(async (...given: unknown[]) => {
      const options = command.optsWithGlobals<Options>();
      // Commander hands over the arguments, the options and the command itself.
      const { data, text } = await run(apiFrom(options, world), ...(given.slice(0, -1) as A));
      world.out(`${options.json ? json(data, 2) : text()}\n`);
    });
  };

  verb(program.command('list').description('which runbooks there are, and how far each may go'), list);
  verb(program.command('status').description('services, alarms, mode, market phase, trading'), status);
  const starting = program
    .command('start')
    .description('start a runbook, or have a checklist worked now')
    .argument('<runbook>', 'its id; `list` lists them; or morning-checklist, evening-checklist')
    .requiredOption(...REASON);
  verb(starting, start);
  addStartable(starting, verb);
  addLogs(program, world);
  verb(
    program
      .command('incidents')
      .description('open incidents; with --since or --all those that have ended as well')
      .option('--since <when>', 'opened since then: a span like 14d, or an instant')
      .option('--all', 'all that are kept'),
    incidents,
  );
  verb(
    program
      .command('show')
      .description('one incident, with every line of it')
      .argument(...INCIDENT),
    show,
  );
  verb(
    program
      .command('report')
      .description('the report of an incident, in Markdown')
      .argument(...INCIDENT),
    report,
  );
  verb(
    program
      .command('ack')
      .description('acknowledge an incident: you have it')
      .argument(...INCIDENT),
    acknowledge,
  );
  for (const decision of ['approve', 'refuse'] as const) {
    verb(
      program
        .command(decision)
        .description(`${decision} what an incident's runbook asks`)
        .argument(...INCIDENT)
        .argument('[approval]', 'id of the question; not needed where just one is open')
        .requiredOption(...REASON),
      (api, incident: string, approval: string | undefined, { reason }: { reason: string }) =>
        decide(api, decision, { incident, approval, reason }),
    );
  }
  verb(
    program
      .command('close')
      .description('close an incident, whatever its signals say')
      .argument(...INCIDENT)
      .requiredOption(...REASON),
    close,
  );
  verb(
    program
      .command('take')
      .description('take a service into your own hands: runbooks stand down')
      .argument('<service>', SERVICE)
      .requiredOption('--for <span>', 'how long: 30m, 2h')
      .requiredOption(...REASON)
      .option('--over', 'out of somebody else’s hand, too'),
    take,
  );
  verb(
    program.command('give-back').description('give a service back to the runbooks').argument('<service>', SERVICE),
    giveBack,
  );
  verb(
    program
      .command('mode')
      .description('how far the runbooks may go: shown, or set')
      .addArgument(new Argument('[mode]', 'shown when it is left out').choices(['off', 'observe', 'act']))
      .option('--runbook <id>', 'of one runbook; of the whole environment without it')
      .option(...REASON),
    (api, mode: string | undefined, options: { runbook?: string; reason?: string }) =>
      mode === undefined ? modes(api) : setMode(api, mode, options),
  );
  verb(
    program
      .command('observed')
      .description('what each runbook would have done, and how the fault ended without it')
      .option('--since <when>', 'a span like 14d, or an instant', '14d'),
    observed,
  );
  verb(
    program
      .command('halt')
      .description('halt trading, now, without an approval')
      .requiredOption(...REASON),
    halt,
  );
  verb(
    program
      .command('checklist')
      .description('how a checklist stands: verdict, items, gate of the open')
      .addArgument(new Argument('<which>', 'of which half of the day').choices(['morning', 'evening']))
      .option(...DATE),
    checklist,
  );
  verb(
    program
      .command('waive-gate')
      .description('answer for the open by name, though the checklist is not passed')
      .requiredOption(...REASON)
      .option(...DATE),
    waiveGate,
  );
  addLetters(program, verb, world);
  return program;
}

type Verb = <A extends unknown[]>(command: Command, run: (api: Api, ...given: A) => Promise<Told>) => void;

const LETTERS_AFTER = `
A letter is an alarm's event that did not reach its runbook, a tick that did not
reach its function, or a page of the watch that was not taken. It says why.
Looking hides letters from others for a moment and changes nothing.`;

/** What could not be delivered: looked at, done again, or given up. */
function addLetters(program: Command, verb: Verb, world: World): void {
  const letters = program
    .command('letters')
    .description('what AWS could not deliver: see it, have it done again, or drop it')
    .addHelpText('after', LETTERS_AFTER);
  verb(
    letters
      .command('list', { isDefault: true })
      .description('what lies there, why, and since when')
      .option('--whole', 'with everything that stands in each'),
    listLetters,
  );
  verb(
    letters
      .command('redrive')
      .description('have done again what letters were for')
      .argument(...LETTERS)
      .option(...ALL)
      .option('--dry-run', 'say what would be done, and do nothing')
      .option(...LETTERS_REASON),
    (api, ids: string[], options: { all?: string; reason?: string; dryRun?: true }) =>
      redriveLetters(api, { ids, ...options }, options),
  );
  const discard = letters
    .command('discard')
    .description('take letters out of their queues for good, once you have seen them')
    .argument(...LETTERS)
    .option(...ALL)
    .requiredOption(...LETTERS_REASON);
  verb(discard, (api, ids: string[], options: { all?: string; reason: string }) =>
    discardLetters(api, { ids, ...options }, options, (seen) => {
      // As JSON they are part of the answer; should none come, they have been seen all the same.
      if (discard.optsWithGlobals<Options>().json) world.err(`${json(seen, 2)}\n`);
      else world.out(`${tellWhole(seen)}\n\n`);
    }),
  );
}

/** It prints as it reads, and with --follow goes on until it is interrupted. */
function addLogs(program: Command, world: World): void {
  const command = program
    .command('logs')
    .description('log lines of a service; with --json one JSON object a line')
    .argument('[service]', `${SERVICE}; all of them without it`)
    .option('--since <when>', 'a span like 10m, or an instant', '10m')
    .option('--filter <pattern>', 'a CloudWatch Logs filter pattern, like ERROR or "order rejected"')
    .option('--follow', 'go on with new lines, until ctrl-c');
  command.action(async (service: string | undefined, asked: { since: string; filter?: string; follow?: true }) => {
    const options = command.optsWithGlobals<Options>();
    const interrupted = asked.follow ? world.interruptible() : new AbortController().signal;
    await logs(
      apiFrom(options, world, interrupted),
      { service, ...asked, ...(options.json ? { json: true } : {}) },
      {
        print: (line) => world.out(`${line}\n`),
        remark: (text) => world.err(`${text}\n`),
        sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: interrupted }),
        interrupted,
      },
    );
  });
}

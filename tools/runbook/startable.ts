import { type Command, Option as Flag } from 'commander';
import { everyRunbook, onDemandRunbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { databaseBackup } from '../../runbooks/database-backup';
import { checkOptions, type Option } from '../../runbooks/options';
import type { Runbook } from '../../runbooks/runbook';
import type { Api } from './api';
import { CannotAsk } from './errors';
import { start } from './verbs/acting';
import type { Told } from './verbs/told';

type Verb = (command: Command, run: (api: Api, given: Given) => Promise<Told>) => void;
type Given = Readonly<Record<string, unknown>>;

/**
 * A verb for each runbook and each checklist, with its steps and what it takes; `--reason` is that of `start` itself. Those that
 * have an alarm or a clock of their own can be started as well, and are left out of the list.
 */
export function addStartable(starting: Command, verb: Verb): void {
  for (const runbook of everyRunbook) {
    const hidden = !onDemandRunbooks.includes(runbook) && runbook !== databaseBackup;
    const command = starting
      .command(runbook.id, { hidden })
      .description(runbook.title)
      .addHelpText('after', stepsOf(runbook));
    for (const option of runbook.options ?? []) command.option(flagOf(option), `${option.says}${besides(option)}`);
    verb(command, async (api, given) => {
      const { reason } = command.optsWithGlobals<{ reason: string }>();
      return start(api, runbook.id, { reason }, optionsOf(runbook, given));
    });
  }
  for (const { id, title } of checklists) {
    const command = starting
      .command(id)
      .description(title)
      .option('--date <day>', 'the day it is for; today without it');
    verb(command, async (api, { date }: { date?: string }) => {
      const { reason } = command.optsWithGlobals<{ reason: string }>();
      return start(api, id, { reason, ...(date === undefined ? {} : { date }) });
    });
  }
}

/** Said here already: a slip of the keyboard needs no round trip. @throws CannotAsk */
function optionsOf({ id, options = [] }: Runbook, given: Given) {
  const named = Object.fromEntries(options.map((option) => [option.name, saidOf(option, given)]));
  const checked = checkOptions(options, named);
  if ('complaint' in checked) throw new CannotAsk(`start ${id} --${checked.complaint}.`);
  return checked.options;
}

/** Commander takes `--no-resume` for a `resume` that is false. */
function saidOf(option: Option, given: Given): unknown {
  const flag = new Flag(flagOf(option));
  const said = given[flag.attributeName()];
  return flag.negate ? said === false : said;
}

const PLACEHOLDERS: Readonly<Record<Exclude<Option['takes'], 'flag'>, string>> = {
  count: 'number',
  date: 'day',
  instant: 'instant',
  name: 'name',
  'one-of': 'which',
};

const flagOf = ({ name, takes }: Option): string =>
  takes === 'flag' ? `--${name}` : `--${name} <${PLACEHOLDERS[takes]}>`;

function besides({ among, required }: Option): string {
  const said = [...(among ? [`one of: ${among.join(', ')}`] : []), ...(required ? ['required'] : [])];
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

const stepsOf = ({ steps, severity, owner }: Runbook): string =>
  ['', `Its steps (${severity}, owner ${owner}):`, ...steps.map(({ says }, index) => `  ${index + 1}. ${says}`)].join(
    '\n',
  );

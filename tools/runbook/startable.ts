import type { Command } from 'commander';
import { onDemandRunbooks } from '../../runbooks';
import { checkOptions, type Option } from '../../runbooks/options';
import type { Runbook } from '../../runbooks/runbook';
import type { Api } from './api';
import { CannotAsk } from './errors';
import { start } from './verbs/acting';
import type { Told } from './verbs/told';

type Verb = (command: Command, run: (api: Api, given: Given) => Promise<Told>) => void;
type Given = Readonly<Record<string, unknown>>;

/** A verb for each runbook that an engineer starts, with its steps and what it takes; `--reason` is that of `start` itself. */
export function addStartable(starting: Command, verb: Verb): void {
  for (const runbook of onDemandRunbooks) {
    const command = starting.command(runbook.id).description(runbook.title).addHelpText('after', stepsOf(runbook));
    for (const option of runbook.options ?? []) command.option(flagOf(option), `${option.says}${besides(option)}`);
    verb(command, async (api, given) => {
      const { reason } = command.optsWithGlobals<{ reason: string }>();
      return start(api, runbook.id, { reason }, optionsOf(runbook, given));
    });
  }
}

/** Said here already: a slip of the keyboard needs no round trip. @throws CannotAsk */
function optionsOf({ id, options = [] }: Runbook, given: Given) {
  const named = Object.fromEntries(options.map(({ name }) => [name, given[camelCase(name)]]));
  const checked = checkOptions(options, named);
  if ('complaint' in checked) throw new CannotAsk(`start ${id} --${checked.complaint}.`);
  return checked.options;
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

/** As commander keeps an option. */
const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

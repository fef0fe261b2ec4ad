import { type Command, Option } from 'commander';
import type { Api } from './api';
import { apiOf } from './api';
import { CannotAsk } from './errors';
import { reachAws } from './reach-aws';
import { REHEARSAL, reachRehearsal } from './reach-rehearsal';
import type { World } from './world';

/** Options every verb has. */
export interface Options {
  readonly environment?: string;
  readonly region?: string;
  readonly rehearsal?: string;
  readonly as?: string;
  readonly api?: string;
  readonly json?: true;
}

const ENVIRONMENT = 'prod';

const isAddress = (text: string | undefined): boolean => /^https?:\/\//.test(text ?? '');

export const withOptions = (program: Command, { environments }: World): Command =>
  program
    .option(
      '--environment <name>',
      `which system: ${environments.map(({ name }) => name).join(' or ')} (default: ${ENVIRONMENT})`,
    )
    .option('--region <region>', 'another AWS region than the environment says')
    .addOption(
      new Option('--rehearsal [url]', `ask a rehearsal that runs, instead of AWS (default: ${REHEARSAL})`).conflicts([
        'api',
        'region',
      ]),
    )
    .option('--as <contact>', 'in a rehearsal: as which of its engineers')
    .option('--api <url>', 'the address of the API, instead of looking it up')
    .option('--json', 'print JSON and nothing else');

/** An address is the only thing `--rehearsal` takes, so the word after it may as well be the verb. */
export const spelled = (argv: readonly string[]): string[] =>
  argv.map((word, index) =>
    word === '--rehearsal' && !isAddress(argv[index + 1]) ? `--rehearsal=${REHEARSAL}` : word,
  );

/** The API these options mean. @throws CannotAsk when they mean none. */
export function apiFrom(options: Options, world: World, interrupted?: AbortSignal): Api {
  const { environment: name, rehearsal, as, api } = options;
  for (const [option, address] of Object.entries({ rehearsal, api })) {
    if (address !== undefined && !(isAddress(address) && URL.canParse(address)))
      throw new CannotAsk(`--${option}: given "${address}", expected an address like https://….`);
  }
  if (rehearsal !== undefined) return apiOf(reachRehearsal(rehearsal, as, name), interrupted);
  if (as !== undefined)
    throw new CannotAsk('--as is for a rehearsal (--rehearsal); AWS knows who you are by your credentials.');
  const environment = world.environments.find((one) => one.name === (name ?? ENVIRONMENT));
  if (!environment) {
    const known = world.environments.map((one) => one.name).join(', ');
    throw new CannotAsk(
      `There is no environment "${name ?? ENVIRONMENT}"; there are ${known}. Each is a file in environments/.`,
    );
  }
  const region = options.region ?? environment.region;
  const place = { environment, region, ...(api === undefined ? {} : { api }) };
  return apiOf(reachAws(place, world.ssm(region), world.now), interrupted);
}

import { Command } from 'commander';
import { environments } from '../environments';
import { clientsOf, doctor, exitStatus } from './doctor/index';
import { tell } from './doctor/telling';

/** What a run may end with besides 0 and 1: it could not be checked. */
const CANNOT = 2;

const program = new Command('npm run doctor --')
  .description('Compares an AWS account with environments/<name>.ts. It reads, and changes nothing.')
  .argument('<environment>', `one of ${environments.map(({ name }) => name).join(', ')}`)
  .option('--json', 'print one JSON array, an object per finding, and nothing else')
  .addHelpText(
    'after',
    '\nIt uses your own credentials, as the AWS command line does (AWS_PROFILE, SSO, environment variables), in the region of\n' +
      'the environment; read-only permissions are enough. Exit status: 0 when everything is there, 1 when something is\n' +
      'missing, 2 when something could not be checked, or the account is another.',
  )
  .action(examine);

async function examine(name: string, { json }: { readonly json?: true }): Promise<void> {
  const environment = environments.find((one) => one.name === name);
  if (!environment) {
    const known = environments.map((one) => one.name).join(', ');
    return program.error(`There is no environment "${name}"; there are ${known}. Each is a file in environments/.`);
  }
  // For whoever installs the house, not for whoever reads a finding.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const findings = await doctor({ environment, clients: clientsOf({ region: environment.region }), now: Date.now() });
  process.stdout.write(`${json ? JSON.stringify(findings, null, 2) : tell(findings)}\n`);
  process.exitCode = exitStatus(findings);
}

program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CANNOT));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = CANNOT;
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Description as PlatformDescription, Role } from './platform';

/** One stack's entry in the cloud assembly's `environment.json`, as far as the rehearsal reads it. */
export interface Description extends PlatformDescription {
  readonly stackName: string;
  /** Every stack of the environment, the first one first. */
  readonly stackNames: readonly string[];
  readonly environment: PlatformDescription['environment'] & {
    readonly name: string;
    readonly account: string;
    readonly region: string;
    readonly services: Readonly<
      Record<Role, { readonly generationsMayOverlap: boolean; readonly stateSurvivesRestart: boolean }>
    >;
    readonly contacts: Readonly<
      Record<
        string,
        {
          readonly role: string;
          readonly email: string;
          readonly identities?: { readonly iamUser?: string; readonly oidcSubject?: string };
        }
      >
    >;
    readonly onCall: Readonly<Record<string, { readonly primary: string; readonly backup: string }>>;
    readonly escalationPath: readonly { readonly title: string; readonly contacts: readonly string[] }[];
    readonly stakeholders: readonly string[];
    /** `not configured`, or the address outside that notices when the watch falls silent. */
    readonly watch: { readonly deadManUrl: string };
  };
  readonly runbooks: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: string;
    readonly machine: string;
    readonly steps: readonly string[];
    readonly alarms: readonly { readonly trigger: string; readonly name: string }[];
  }[];
  /** The metric that every audit writes. */
  readonly heartbeat: { readonly namespace: string; readonly name: string };
  readonly checklists: readonly {
    readonly id: string;
    readonly title: string;
    readonly machine: string;
    readonly items: readonly { readonly says: string; readonly must: string }[];
  }[];
  readonly escalationMachine: string;
  readonly laterMachine: string;
  /** Parameters people change at run time. */
  readonly settings: {
    readonly mode: string;
    readonly runbookModes: Readonly<Record<string, string>>;
    readonly calendar: string;
    readonly overrides: string;
  };
  readonly functions: Readonly<Record<string, string>>;
  readonly topics: {
    readonly contacts: Readonly<Record<string, string>>;
    readonly channel: string;
    readonly lastResort: string;
    readonly watch: string;
    readonly probe: string;
  };
  /** Of what could not be delivered. */
  readonly queues: { readonly deadLetters: string; readonly watchDeadLetters: string };
  /** Parameter that says who is who. */
  readonly directory: string;
  readonly table: string;
  readonly reports: string;
  readonly notWatched: readonly string[];
}

/** @throws when the folder is no cloud assembly of this app, or has no such environment. */
export function readDescription(directory: string, environment: string): Description {
  const file = join(directory, 'environment.json');
  if (!existsSync(file)) {
    throw new Error(
      `${directory} has no environment.json: it is not a cloud assembly of this app. Run \`npm run synth\` first.`,
    );
  }
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Description>;
  const found = all[environment];
  if (!found)
    throw new Error(
      `There is no environment "${environment}" in ${directory}; there are ${Object.keys(all).join(', ')}.`,
    );
  return found;
}

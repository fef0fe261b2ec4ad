import type { Environment } from '../environments/schema';
import type { Action, Actions } from '../runbooks/actions';
import { checklists } from '../runbooks/checklists';
import { MAINTENANCE_WORK } from '../runbooks/scheduled-maintenance';
import { alarmPrefixes, configured, machineArn } from './called';
import { settingNames } from './settings';
import type { StepGrounds } from './step-grounds';
import type { Payload } from './step-states';

/** Actions of the trading day's runbooks. */
export type DayAction = Extract<
  Action,
  | 'close-gate'
  | 'start-failed-runbooks'
  | 'check-again'
  | 'notify-maintenance'
  | 'document-state'
  | 'count-rows'
  | 'create-snapshot'
  | 'wait-for-snapshot'
  | 'prune-snapshots'
  | 'write-rollback-plan'
  | 'check-table-sizes'
  | 'vacuum-tables'
  | 'compare-state'
>;

/** What the functions of the trading day's steps are told. */
export const DAY_INPUTS: { readonly [A in DayAction]: (input: Actions[A], grounds: StepGrounds) => Payload } = {
  'close-gate': (_, grounds) => ({
    tradingEnabled: grounds.environment.parameters.tradingEnabled,
    acknowledgement: configured(grounds.environment.signals.tradingEnabledAcknowledgement),
    settings: settings(grounds),
  }),
  'start-failed-runbooks': ({ checklist }, grounds) => ({
    checklist,
    machines: Object.fromEntries(
      listOf(checklist).items.flatMap(({ runbook }) => (runbook ? [[runbook, machineArn(grounds, runbook)]] : [])),
    ),
    settings: settings(grounds),
  }),
  'check-again': ({ checklist }, grounds) => ({
    checklist,
    title: listOf(checklist).title,
    machine: machineArn(grounds, checklist),
    tradingEnabled: grounds.environment.parameters.tradingEnabled,
    settings: settings(grounds),
  }),
  'notify-maintenance': (_, grounds) => {
    const { environment, naming } = grounds;
    const topics = `arn:aws:sns:${environment.region}:${environment.account}`;
    return {
      settings: settings(grounds),
      region: environment.region,
      system: `the trading system (${environment.name})`,
      work: MAINTENANCE_WORK,
      stakeholders: environment.stakeholders.map((id) => ({
        id,
        role: environment.contacts[id]?.role ?? id,
        topicArn: `${topics}:${naming.topic(id)}`,
      })),
      channel: `${topics}:${naming.topic('incident-channel')}`,
    };
  },
  'document-state': (_, grounds) => stateInput(grounds),
  'compare-state': (_, grounds) => stateInput(grounds),
  'count-rows': ({ when }, { environment }) => ({ when, ...login(environment) }),
  'create-snapshot': (_, grounds) => ({
    instance: grounds.environment.database.instance,
    prefix: grounds.environment.database.backups.prefix,
    environment: grounds.environment.name,
    owner: grounds.runbook.owner,
    guard: { settings: settings(grounds) },
  }),
  'wait-for-snapshot': (_, grounds) => ({ guard: { settings: settings(grounds) } }),
  'prune-snapshots': (_, grounds) => ({
    instance: grounds.environment.database.instance,
    prefix: grounds.environment.database.backups.prefix,
    environment: grounds.environment.name,
    keep: grounds.environment.database.backups.keep,
    guard: { settings: settings(grounds) },
  }),
  'write-rollback-plan': (_, { environment }) => ({ tradingEnabled: environment.parameters.tradingEnabled }),
  'check-table-sizes': ({ phase }, { environment }) => ({ phase, ...login(environment) }),
  'vacuum-tables': (_, grounds) => ({ ...login(grounds.environment), guard: { settings: settings(grounds) } }),
};

const settings = ({ naming, runbook }: StepGrounds): Payload => settingNames(naming, runbook);

const login = ({ database }: Environment): Payload => ({
  instance: database.instance,
  database: database.name,
  secret: database.secret,
  connectTimeoutSeconds: 5,
});

function listOf(id: string) {
  const found = checklists.find((checklist) => checklist.id === id);
  if (!found) throw new Error(`There is no checklist "${id}".`);
  return found;
}

/** What there is to document of the system. */
const stateInput = ({ environment, naming, runbook }: StepGrounds): Payload => ({
  environment: environment.name,
  region: environment.region,
  cluster: environment.cluster,
  services: Object.values(environment.services).map(({ name }) => name),
  instance: environment.database.instance,
  parameters: [
    { name: environment.parameters.tradingEnabled, shown: true },
    { name: naming.settings.mode, shown: true },
    { name: naming.settings.runbookMode(runbook.id), shown: true },
    { name: naming.settings.calendar, shown: false },
    { name: naming.settings.overrides, shown: false },
  ],
  alarmPrefixes: alarmPrefixes(environment, naming),
});

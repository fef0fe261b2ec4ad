import type { Environment } from '../environments/schema';
import type { ChecklistItem, ItemAction, ItemActions } from '../runbooks/checklists';
import { alarmPrefixes, configured, loadBalancerArn, serviceNames, targetGroupArn } from './called';
import type { Naming } from './naming';
import type { People } from './people';
import type { Payload } from './step-states';

export interface ItemGrounds {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly people: People;
  /** Names of the parameters people change at run time. */
  readonly settings: Payload;
}

/** Turns an item's roles into the names of one environment: what the function behind it is told. */
export const itemInput = (grounds: ItemGrounds, { does, input }: ChecklistItem): Payload =>
  (INPUTS[does] as (input: ItemActions[ItemAction], grounds: ItemGrounds) => Payload)(input, grounds);

const INPUTS: { readonly [A in ItemAction]: (input: ItemActions[A], grounds: ItemGrounds) => Payload } = {
  'check-health': (_, { environment }) => ({
    cluster: environment.cluster,
    services: serviceNames(environment),
    database: environment.database.instance,
    backupWindow: backupWindow(environment),
    loadBalancerArn: loadBalancerArn(environment),
    targetGroupArn: targetGroupArn(environment),
    dashboard: { url: `${environment.loadBalancer.url}${environment.loadBalancer.healthPath}` },
    logGroup: environment.logs.group,
    brokerSecret: environment.secrets.brokerCredentials,
  }),
  'verify-services': (_, { environment }) => ({
    cluster: environment.cluster,
    services: serviceNames(environment),
  }),
  'review-alarms': (_, { environment, naming, settings }) => ({
    alarms: alarmPrefixes(environment, naming),
    daily: environment.checklists,
    settings: calendarOf(settings),
  }),
  'verify-broker-connectivity': (_, { environment, settings }) => ({
    broker: configured(environment.signals.brokerStatus),
    marketData: configured(environment.signals.marketDataFreshness),
    maxMarketDataAgeSeconds: environment.thresholds.maxMarketDataAgeSeconds,
    outside: environment.externalContacts.broker,
    settings,
  }),
  'review-trading': ({ of }, { environment, settings }) => ({
    of,
    trades: configured(environment.signals.tradesAndProfit),
    positions: configured(environment.signals.positions),
    maxDailyLoss: environment.thresholds.maxDailyLoss,
    settings: calendarOf(settings),
  }),
  'check-contacts': (_, { people }) => ({
    contacts: people.everybody,
    first: people.firstRung.map(({ id }) => id),
  }),
  'check-backups': (_, { environment }) => ({
    instance: environment.database.instance,
    prefix: environment.database.backups.prefix,
    maxAgeHours: environment.database.backups.maxAgeHours,
    window: backupWindow(environment),
    environment: environment.name,
    keepDays: environment.database.restores.keepDays,
  }),
  'check-calendar': (_, { settings }) => ({ settings }),
  'review-errors': ({ hours }, { environment }) => ({
    hours,
    logGroup: environment.logs.group,
    services: Object.fromEntries(
      Object.entries(environment.services).map(([role, { logStreamPrefix }]) => [role, logStreamPrefix]),
    ),
  }),
  'backup-reports': (_, { environment }) => ({
    manifest: configured(environment.signals.exportManifest),
    backups: { bucket: environment.backups.bucket, prefix: environment.backups.prefix },
  }),
  'append-positions': (_, { environment }) => ({ positions: configured(environment.signals.positions) }),
};

/** For whoever asks for the calendar and for no mode. */
const calendarOf = ({ calendar, overrides }: Payload): Payload => ({ calendar, overrides });

const backupWindow = ({ database, calendar }: Environment): Payload => ({
  ...database.backups.window,
  timeZone: calendar.timeZone,
});

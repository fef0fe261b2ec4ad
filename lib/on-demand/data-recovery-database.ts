import { permissions as checkReplacement } from '../../lambdas/check-replacement/permissions';
import { permissions as checkRestored } from '../../lambdas/check-restored/permissions';
import { permissions as chooseRestorePoint } from '../../lambdas/choose-restore-point/permissions';
import { permissions as compareRows } from '../../lambdas/compare-rows/permissions';
import { permissions as restoreDatabase } from '../../lambdas/restore-database/permissions';
import { permissions as switchDatabase } from '../../lambdas/switch-database/permissions';
import { permissions as verifySwitch } from '../../lambdas/verify-switch/permissions';
import { permissions as waitForRestore } from '../../lambdas/wait-for-restore/permissions';
import type { Actions } from '../../runbooks/actions';
import { DATA_RECOVERY_BUDGETS } from '../../runbooks/actions-of-data-recovery';
import type { FunctionFacts } from '../function-list';
import { settingNames } from '../settings';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

export type DatabaseAction =
  | 'choose-restore-point'
  | 'restore-database'
  | 'wait-for-restore'
  | 'check-restored'
  | 'compare-rows'
  | 'check-replacement'
  | 'switch-database'
  | 'verify-switch';

const step = (action: DatabaseAction) => ({ timeoutSeconds: DATA_RECOVERY_BUDGETS[action].timeoutSeconds });

/** Functions of the restore of the database, and of what switches over to it. */
export const DATABASE_FUNCTIONS = {
  'choose-restore-point': {
    does: 'Chooses what is restored',
    may: chooseRestorePoint,
    ...step('choose-restore-point'),
  },
  'restore-database': {
    does: 'Restores the database to a new instance',
    may: restoreDatabase,
    ...step('restore-database'),
  },
  'wait-for-restore': { does: 'Waits for the new instance', may: waitForRestore, ...step('wait-for-restore') },
  'check-restored': {
    does: 'Compares the setup of the new instance',
    may: checkRestored,
    ...step('check-restored'),
  },
  'compare-rows': {
    does: 'Compares the rows of the new instance',
    may: compareRows,
    insideVpc: true,
    ...step('compare-rows'),
  },
  'check-replacement': {
    does: 'Looks whether a restored instance may be used',
    may: checkReplacement,
    ...step('check-replacement'),
  },
  'switch-database': {
    does: 'Gives a restored instance the database’s name',
    may: switchDatabase,
    ...step('switch-database'),
  },
  'verify-switch': {
    does: 'Connects to the database under its name',
    may: verifySwitch,
    insideVpc: true,
    ...step('verify-switch'),
  },
} as const satisfies Readonly<Record<DatabaseAction, FunctionFacts>>;

export const DATABASE_INPUTS: {
  readonly [A in DatabaseAction]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  'choose-restore-point': (_, { environment, runbook }) => ({
    instance: environment.database.instance,
    prefix: environment.database.backups.prefix,
    environment: environment.name,
    owner: runbook.owner,
    keepDays: environment.database.restores.keepDays,
  }),
  'restore-database': (_, grounds) => ({ guard: { settings: settings(grounds) } }),
  'wait-for-restore': () => ({}),
  'check-restored': () => ({}),
  'compare-rows': (_, grounds) => login(grounds),
  'check-replacement': (_, { environment }) => ({
    instance: environment.database.instance,
    environment: environment.name,
    tradingEnabled: environment.parameters.tradingEnabled,
  }),
  'switch-database': (_, grounds) => ({
    tradingEnabled: grounds.environment.parameters.tradingEnabled,
    guard: { settings: settings(grounds) },
  }),
  'verify-switch': (_, grounds) => login(grounds),
};

const settings = ({ naming, runbook }: StepGrounds): Payload => settingNames(naming, runbook);

const login = ({ environment: { database } }: StepGrounds): Payload => ({
  instance: database.instance,
  database: database.name,
  secret: database.secret,
  connectTimeoutSeconds: 5,
});

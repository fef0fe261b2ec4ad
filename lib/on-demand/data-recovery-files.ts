import { permissions as listBackup } from '../../lambdas/list-backup/permissions';
import { permissions as restoreFiles } from '../../lambdas/restore-files/permissions';
import { permissions as verifyRestoredFiles } from '../../lambdas/verify-restored-files/permissions';
import type { Actions } from '../../runbooks/actions';
import { DATA_RECOVERY_BUDGETS } from '../../runbooks/actions-of-data-recovery';
import { configured } from '../called';
import type { FunctionFacts } from '../function-list';
import { settingNames } from '../settings';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

export type FileAction = 'list-backup' | 'restore-files' | 'verify-restored-files';

const step = (action: FileAction) => ({ timeoutSeconds: DATA_RECOVERY_BUDGETS[action].timeoutSeconds });

/** Functions of the restore of a day's files. */
export const FILE_FUNCTIONS = {
  'list-backup': { does: 'Looks whether a day has a backup', may: listBackup, ...step('list-backup') },
  'restore-files': { does: 'Copies a backup into a folder of its own', may: restoreFiles, ...step('restore-files') },
  'verify-restored-files': {
    does: 'Compares restored files with their manifest',
    may: verifyRestoredFiles,
    ...step('verify-restored-files'),
  },
} as const satisfies Readonly<Record<FileAction, FunctionFacts>>;

export const FILE_INPUTS: { readonly [A in FileAction]: (input: Actions[A], grounds: StepGrounds) => Payload } = {
  'list-backup': (_, grounds) => backups(grounds),
  'restore-files': (_, grounds) => ({ backups: backups(grounds), settings: settings(grounds) }),
  'verify-restored-files': (_, grounds) => ({ backups: backups(grounds), settings: settings(grounds) }),
};

const settings = ({ naming, runbook }: StepGrounds): Payload => settingNames(naming, runbook);

/** Where backups are, and how the manifest of each is called. */
const backups = ({ environment }: StepGrounds): Payload => ({
  ...environment.backups,
  manifest: configured(environment.signals.exportManifest)?.key ?? null,
});

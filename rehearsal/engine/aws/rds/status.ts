import { NotPlayed } from '../../refuse';

// @claim documented: A DB instance is in one of these 34 statuses, among them `storage-full`, `stopped`, `modifying` and `failed`.
// @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
const STATUSES = [
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'converting-to-vpc',
  'creating',
  'delete-precheck',
  'deleting',
  'failed',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'incompatible-create',
  'incompatible-network',
  'incompatible-option-group',
  'incompatible-parameters',
  'incompatible-restore',
  'insufficient-capacity',
  'maintenance',
  'modifying',
  'moving-to-vpc',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'restore-error',
  'starting',
  'stopped',
  'stopping',
  'storage-config-upgrade',
  'storage-full',
  'storage-initialization',
  'storage-optimization',
  'upgrade_failed',
  'upgrading',
] as const;

export type DbInstanceStatus = (typeof STATUSES)[number];

/** @throws NotPlayed naming the documented ones. */
export function documented(status: string): DbInstanceStatus {
  const found = STATUSES.find((one) => one === status);
  if (!found) throw new NotPlayed(`rds status ${status}`, STATUSES);
  return found;
}

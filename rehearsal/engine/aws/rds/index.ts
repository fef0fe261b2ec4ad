export {
  type BackupWindow,
  type DbInstanceSpec,
  type DbInstanceStatus,
  defaultSecurityGroup,
  type InstanceListener,
  type InstanceView,
  Rds,
} from './rds';
export type { SnapshotSpec, SnapshotStatus, SnapshotView } from './snapshot';

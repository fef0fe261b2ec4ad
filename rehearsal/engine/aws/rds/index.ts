export { type BackupWindow, type DbInstanceSpec, type DbInstanceStatus, Rds } from './rds';
export type { SnapshotSpec, SnapshotStatus, SnapshotView } from './snapshot';

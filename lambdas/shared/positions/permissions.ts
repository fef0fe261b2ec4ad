import type { Permission } from '../permission';

/** Reading the trading service's own list; without listing, an object that is not there reads as a forbidden one. */
export const POSITIONS_PERMISSIONS: readonly Permission[] = [
  { actions: ['s3:GetObject'], on: 'positions-object' },
  { actions: ['s3:ListBucket'], on: 'positions-bucket' },
];

/** Both sides, and the document of the comparison. */
export const RECONCILE_PERMISSIONS: readonly Permission[] = [
  ...POSITIONS_PERMISSIONS,
  { actions: ['secretsmanager:GetSecretValue'], on: 'broker-session' },
  { actions: ['s3:PutObject'], on: 'recovery-documents' },
];

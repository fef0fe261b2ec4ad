import { DIRECTORY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  // SQS has no way to look without taking: what was taken is given back.
  { actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'], on: 'dead-letter-queues' },
];

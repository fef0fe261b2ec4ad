import { DIRECTORY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  {
    actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
    on: 'dead-letter-queues',
  },
  { actions: ['sns:Publish'], on: 'channel-topic' },
];

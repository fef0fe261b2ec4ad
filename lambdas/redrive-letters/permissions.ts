import { DIRECTORY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  {
    actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
    on: 'dead-letter-queues',
  },
  { actions: ['states:StartExecution'], on: 'alarmed-machines' },
  { actions: ['lambda:InvokeFunction'], on: 'ticking-functions' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
  { actions: ['sns:Publish'], on: 'watch-topic' },
  // SNS asks for these of whoever publishes to a topic under a key of ours.
  { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], on: 'watch-key' },
];

import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], on: 'table' },
  SETTINGS_PERMISSION,
  { actions: ['sns:ListSubscriptionsByTopic'], on: 'contact-topics' },
  // A test is paged to no contact.
  { actions: ['sns:ListSubscriptionsByTopic'], on: 'probe-topic' },
];

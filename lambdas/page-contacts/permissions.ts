import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['sns:Publish'], on: 'contact-topics' },
  // The page of a test goes to no contact.
  { actions: ['sns:Publish'], on: 'probe-topic' },
];

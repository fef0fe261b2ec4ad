import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], on: 'table' },
  { actions: ['sns:Publish'], on: 'contact-topics' },
];

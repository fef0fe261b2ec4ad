import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], on: 'table' },
  {
    actions: ['states:SendTaskSuccess'],
    on: 'everything',
    because: 'SendTaskSuccess cannot be limited to one state machine when the token is all the caller has.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html',
  },
];

import { DIRECTORY_PERMISSION, PAGER_DUTY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
    on: 'table',
  },
  DIRECTORY_PERMISSION,
  {
    actions: ['states:SendTaskSuccess'],
    on: 'everything',
    because: 'SendTaskSuccess cannot be limited to one state machine when the token is all the caller has.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html',
  },
  PAGER_DUTY_PERMISSION,
];

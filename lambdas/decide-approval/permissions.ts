import {
  DIRECTORY_PERMISSION,
  PAGER_DUTY_PERMISSION,
  type Permission,
  TASK_TOKEN_PERMISSION,
} from '../shared/permission';

export const permissions: readonly Permission[] = [
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
    on: 'table',
  },
  DIRECTORY_PERMISSION,
  TASK_TOKEN_PERMISSION,
  PAGER_DUTY_PERMISSION,
];

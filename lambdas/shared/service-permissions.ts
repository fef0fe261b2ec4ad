import type { Permission } from './permission';

/** Looking at a service and at its tasks. */
export const SERVICE_PERMISSION: Permission = { actions: ['ecs:DescribeServices'], on: 'services' };

export const TASK_PERMISSIONS: readonly Permission[] = [
  {
    actions: ['ecs:ListTasks'],
    on: 'cluster',
    because:
      'ListTasks is authorised on container instances, which Fargate does not have; the condition names the cluster.',
    source:
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html',
  },
  { actions: ['ecs:DescribeTasks'], on: 'tasks' },
];

export const SWITCH_PERMISSION: Permission = { actions: ['ssm:GetParameter'], on: 'trading-parameter' };

/** Who has set the parameter to what. */
export const HISTORY_PERMISSION: Permission = { actions: ['ssm:GetParameterHistory'], on: 'trading-parameter' };

import type { Permission } from './permission';

const SOURCE = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html';

export const READ_CAPACITY_PERMISSION: Permission = {
  actions: ['application-autoscaling:DescribeScalableTargets'],
  on: 'everything',
  because: 'DescribeScalableTargets has no resource level.',
  source: SOURCE,
};

/** Changing what a service is scaled between, and its desired count; looking at the service comes with the guard. */
export const CHANGE_CAPACITY_PERMISSIONS: readonly Permission[] = [
  READ_CAPACITY_PERMISSION,
  {
    actions: ['application-autoscaling:RegisterScalableTarget'],
    on: 'scalable-targets',
    because:
      'A scalable target has an id that AWS makes up, not the name of its service; the conditions name the namespace and the dimension, and AWS asks for ecs:UpdateService on the service besides.',
    source: SOURCE,
  },
  { actions: ['ecs:UpdateService'], on: 'services' },
];

/** For whoever changes something for a time: the run that puts it back is started, to wait, before the change. */
export const SCHEDULE_UNDO_PERMISSION: Permission = { actions: ['states:StartExecution'], on: 'later-workflow' };

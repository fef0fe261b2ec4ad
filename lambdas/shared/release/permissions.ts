import { CHANGE_CAPACITY_PERMISSIONS, SCHEDULE_UNDO_PERMISSION } from '../capacity-permissions';
import { DATABASE_GUARD_PERMISSIONS } from '../guard/permissions';
import type { Permission } from '../permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION, TASK_PERMISSIONS } from '../service-permissions';

const SOURCE =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html';

export const DEFINITION_PERMISSION: Permission = {
  actions: ['ecs:DescribeTaskDefinition'],
  on: 'everything',
  because: 'DescribeTaskDefinition has no resource level.',
  source: SOURCE,
};

export const IMAGES_PERMISSION: Permission = { actions: ['ecr:DescribeImages'], on: 'image-repositories' };

/** Looking at what runs, at what it was started from, and at the images there are. */
export const LOOK_AT_RELEASE_PERMISSIONS: readonly Permission[] = [
  SERVICE_PERMISSION,
  ...TASK_PERMISSIONS,
  DEFINITION_PERMISSION,
  IMAGES_PERMISSION,
];

/** The deployments of a service, and what each has brought. */
export const HISTORY_PERMISSIONS: readonly Permission[] = [
  { actions: ['ecs:ListServiceDeployments', 'ecs:DescribeServiceRevisions'], on: 'services' },
  { actions: ['ecs:DescribeServiceRevisions'], on: 'service-revisions' },
];

/** Whoever gives a service another task definition gives its tasks the roles that stand in it. */
export const PASS_ROLES_PERMISSION: Permission = { actions: ['iam:PassRole'], on: 'task-roles' };

/** A copy of a task definition, with its tags. */
export const REGISTER_PERMISSIONS: readonly Permission[] = [
  { actions: ['ecs:RegisterTaskDefinition', 'ecs:TagResource'], on: 'task-definitions' },
  PASS_ROLES_PERMISSION,
];

/** What standing before a release takes: no alarm is asked for before what a person wants. */
export const RELEASE_GUARD_PERMISSIONS: readonly Permission[] = [
  ...DATABASE_GUARD_PERMISSIONS,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
];

/** What bringing a release to its service takes, whether or not its old tasks must be stopped first. */
export const BRING_PERMISSIONS: readonly Permission[] = [
  ...RELEASE_GUARD_PERMISSIONS,
  ...CHANGE_CAPACITY_PERMISSIONS,
  SCHEDULE_UNDO_PERMISSION,
  DEFINITION_PERMISSION,
  IMAGES_PERMISSION,
  ...REGISTER_PERMISSIONS,
];

import type {
  DescribeClustersCommandInput,
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceRevisionsCommandInput,
  DescribeServicesCommandInput,
  DescribeTasksCommandInput,
  ListServiceDeploymentsCommandInput,
  ListTasksCommandInput,
  RegisterTaskDefinitionCommandInput,
  StopServiceDeploymentCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { Ask, Context } from '../policy';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, row } from './row';

// @claim documented: A cluster is given by its short name or its ARN; without one the cluster "default" is meant.
// @source SDK client-ecs DescribeServices documentation
const clusterName = (cluster: string | undefined): string => (cluster ?? 'default').replace(/^arn:.*:cluster\//, '');

function inCluster(world: AuthorizationWorld, cluster: string | undefined): Context {
  return { 'ecs:cluster': arnIn(world, 'ecs', `cluster/${clusterName(cluster)}`) };
}

/** The ARN of a service, task or container instance given by its ARN or by its name and cluster. */
function within(world: AuthorizationWorld, type: string, cluster: string | undefined, name: string): string {
  return name.startsWith('arn:') ? name : arnIn(world, 'ecs', `${type}/${clusterName(cluster)}/${name}`);
}

/** An empty list names nothing in particular; the call then needs the permission for all. */
const orAll = (names: readonly string[] | undefined): readonly string[] => (names?.length ? names : ['*']);

// @claim documented: Roles are given as ARNs or as names.
// @source SDK client-ecs RegisterTaskDefinition documentation (taskRoleArn)
const roleArn = (world: AuthorizationWorld, role: string): string =>
  role.startsWith('arn:') ? role : `arn:aws:iam::${world.accountId}:role/${role}`;

// @claim documented: Whoever gives a service a role needs iam:PassRole on it, with iam:PassedToService.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
const passed = (world: AuthorizationWorld, roles: readonly (string | undefined)[]): Ask[] =>
  [...new Set(roles.flatMap((role) => role || []))].map((role) =>
    ask('iam:PassRole', roleArn(world, role), { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }),
  );

const DEPLOYMENT = /^arn:[^:]+:ecs:[^:]+:\d{12}:service-(deployment|revision)\/[^/]+\/[^/]+\/[^/]+$/;

/** For a service deployment or revision, given by its ARN: on itself, and on its service. */
function ofService(action: string, member: string, given: string | undefined): Ask[] {
  const arn = needed(action.replace('ecs:', ''), member, given, DEPLOYMENT);
  const service = arn.replace(/:service-\w+\//, ':service/').replace(/\/[^/]+$/, '');
  const [, account = '', cluster = ''] = /^(.*):service\/([^/]+)\//.exec(service) ?? [];
  const within = { 'ecs:cluster': `${account}:cluster/${cluster}` };
  return [ask(action, service, within), ask(action, arn, { ...within, 'ecs:service': service })];
}

export const ecs: Rows = {
  // @claim documented: ecs:DescribeClusters is asked for each cluster.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  'ecs:DescribeClusters': row<DescribeClustersCommandInput>('ecs:DescribeClusters', ({ clusters }, world) =>
    (clusters?.length ? clusters : [undefined]).map((cluster) =>
      ask('ecs:DescribeClusters', arnIn(world, 'ecs', `cluster/${clusterName(cluster)}`)),
    ),
  ),
  // @claim documented: ecs:DescribeServices is asked for each service, with ecs:cluster.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  'ecs:DescribeServices': row<DescribeServicesCommandInput>('ecs:DescribeServices', ({ cluster, services }, world) =>
    orAll(services).map((name) =>
      ask('ecs:DescribeServices', within(world, 'service', cluster, name), inCluster(world, cluster)),
    ),
  ),
  // @claim documented: ecs:UpdateService is asked for the service, with ecs:cluster.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  // @claim cross-checked: Where it names a task definition it also asks for iam:PassRole on the roles of that definition; a change of the desired count alone does not.
  // @source output of AWS: https://github.com/keidarcy/e1s/issues/429
  'ecs:UpdateService': row<UpdateServiceCommandInput>(['ecs:UpdateService', 'iam:PassRole'], (input, world) => {
    const { cluster, service = '*', taskDefinition } = input;
    const own = ask('ecs:UpdateService', within(world, 'service', cluster, service), inCluster(world, cluster));
    if (taskDefinition === undefined) return [own];
    if (world.rolesOf === undefined) {
      throw new Error('UpdateService with taskDefinition asks for its roles, which needs AuthorizationWorld.rolesOf.');
    }
    return [own, ...passed(world, world.rolesOf(taskDefinition))];
  }),
  // @claim documented: ecs:RegisterTaskDefinition is asked for the task definition; with tags ecs:TagResource is asked for too, with ecs:CreateAction; and iam:PassRole for the roles it names.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html; output of AWS: https://github.com/wellcomecollection/platform/issues/374
  // @claim assumed: The revision that is to come stands as * in what is asked for.
  // @source not documented; until 2023 only Resource "*" was permitted: https://github.com/aws/containers-roadmap/issues/929
  'ecs:RegisterTaskDefinition': row<RegisterTaskDefinitionCommandInput>(
    ['ecs:RegisterTaskDefinition', 'ecs:TagResource', 'iam:PassRole'],
    ({ family, tags, taskRoleArn, executionRoleArn }, world) => {
      const name = needed('RegisterTaskDefinition', 'family', family, /^[\w-]+$/);
      const definition = arnIn(world, 'ecs', `task-definition/${name}:*`);
      const tagged = { 'ecs:CreateAction': 'RegisterTaskDefinition' };
      return [
        ask('ecs:RegisterTaskDefinition', definition),
        ...(tags?.length ? [ask('ecs:TagResource', definition, tagged)] : []),
        ...passed(world, [taskRoleArn, executionRoleArn]),
      ];
    },
  ),
  // @claim documented: ecs:ListServiceDeployments is asked for the service; those that describe or stop, for the service and for the service deployment or revision; with ecs:cluster, and ecs:service.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment-permissions.html
  'ecs:ListServiceDeployments': row<ListServiceDeploymentsCommandInput>(
    'ecs:ListServiceDeployments',
    ({ cluster, service = '*' }, world) => [
      ask('ecs:ListServiceDeployments', within(world, 'service', cluster, service), inCluster(world, cluster)),
    ],
  ),
  'ecs:DescribeServiceDeployments': row<DescribeServiceDeploymentsCommandInput>(
    'ecs:DescribeServiceDeployments',
    ({ serviceDeploymentArns }) =>
      (serviceDeploymentArns ?? []).flatMap((given) =>
        ofService('ecs:DescribeServiceDeployments', 'serviceDeploymentArns', given),
      ),
  ),
  'ecs:DescribeServiceRevisions': row<DescribeServiceRevisionsCommandInput>(
    'ecs:DescribeServiceRevisions',
    ({ serviceRevisionArns }) =>
      (serviceRevisionArns ?? []).flatMap((given) =>
        ofService('ecs:DescribeServiceRevisions', 'serviceRevisionArns', given),
      ),
  ),
  'ecs:StopServiceDeployment': row<StopServiceDeploymentCommandInput>(
    'ecs:StopServiceDeployment',
    ({ serviceDeploymentArn }) => ofService('ecs:StopServiceDeployment', 'serviceDeploymentArn', serviceDeploymentArn),
  ),
  // @claim documented: ecs:ListTasks is asked for a container instance, and not for a service or cluster, with ecs:cluster.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  // @claim assumed: Without containerInstance it is asked for container-instance/<cluster>/*; denials seen before 2024 named "*" instead, so only Resource "*" with a condition on ecs:cluster is safe either way.
  // @source https://github.com/cdklabs/construct-hub/pull/1207
  'ecs:ListTasks': row<ListTasksCommandInput>('ecs:ListTasks', ({ cluster, containerInstance = '*' }, world) => [
    ask('ecs:ListTasks', within(world, 'container-instance', cluster, containerInstance), inCluster(world, cluster)),
  ]),
  // @claim documented: ecs:DescribeTasks is asked for each task, with ecs:cluster.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  'ecs:DescribeTasks': row<DescribeTasksCommandInput>('ecs:DescribeTasks', ({ cluster, tasks }, world) =>
    orAll(tasks).map((id) => ask('ecs:DescribeTasks', within(world, 'task', cluster, id), inCluster(world, cluster))),
  ),
  // @claim documented: ecs:DescribeTaskDefinition knows no resource: it is asked for "*".
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  'ecs:DescribeTaskDefinition': row('ecs:DescribeTaskDefinition', () => [ask('ecs:DescribeTaskDefinition', '*')]),
};

import type {
  DescribeClustersCommandInput,
  DescribeServicesCommandInput,
  DescribeTasksCommandInput,
  ListTasksCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { Context } from '../policy';
import { type AuthorizationWorld, arnIn, ask, type Rows, row } from './row';

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
  'ecs:UpdateService': row<UpdateServiceCommandInput>('ecs:UpdateService', ({ cluster, service = '*' }, world) => [
    ask('ecs:UpdateService', within(world, 'service', cluster, service), inCluster(world, cluster)),
  ]),
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

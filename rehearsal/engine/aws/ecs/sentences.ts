import type { DeploymentRecord, ServiceRecord } from './state';
import type { EcsEvent, Task, TaskTarget } from './types';

const named = (tasks: readonly Task[]) => tasks.map((task) => `(task ${task.id})`).join(' ');

/** What the service's own event list says. */
export const sentence = {
  // @claim cross-checked: a start is reported as "(service S) has started N tasks: (task T1) (task T2)."
  // @source output of a deployment tool against AWS: https://github.com/reproio/ecs_deploy/pull/81
  started: (service: string, tasks: readonly Task[]) =>
    `(service ${service}) has started ${tasks.length} tasks: ${named(tasks)}.`,
  // @claim cross-checked: a stop by the scheduler is reported as "(service S) has stopped N running tasks: (task T1) (task T2)."
  // @source output of describe-services: https://github.com/sil-org/ecs-deploy/issues/95
  stopped: (service: string, tasks: readonly Task[]) =>
    `(service ${service}) has stopped ${tasks.length} running tasks: ${named(tasks)}.`,
  // @claim documented: a service that is healthy and at its desired number of tasks reports "(service S) has reached a steady state."
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
  steady: (service: string) => `(service ${service}) has reached a steady state.`,
  // @claim assumed: a finished roll-out is reported as "(service S) (deployment ecs-svc/N) deployment completed."
  // @source seen in recorded describe-services answers, not documented
  completed: (service: string, deployment: string) =>
    `(service ${service}) (deployment ${deployment}) deployment completed.`,
  // @claim documented: a service whose tasks do not reach RUNNING reports "(service S) is unable to consistently start tasks successfully."
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
  impaired: (service: string) => `(service ${service}) is unable to consistently start tasks successfully.`,
  // @claim assumed: a pull that fails is reported as "(service S) was unable to place a task. Reason: CannotPullContainerError: ..."
  // @source seen in recorded describe-services answers; the form of the sentence is documented: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
  unplaced: (service: string, reason: string) => `(service ${service}) was unable to place a task. Reason: ${reason}.`,
  // @claim documented: a Fargate task whose target is unhealthy is reported as "(service S) (task T) (port P) is unhealthy in (target-group G) due to (reason R)", with the reason in the load balancer's words
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html
  // @claim cross-checked: the target group is named by its ARN, and a full stop ends the sentence
  // @source output of a deployment tool against AWS: https://github.com/aws/copilot-cli/issues/3772
  unhealthy: (service: string, task: Task, target: TaskTarget) =>
    `(service ${service}) (task ${task.id}) (port ${target.port}) is unhealthy in ` +
    `(target-group ${target.targetGroupArn}) due to (reason ${target.description}).`,
  // @claim documented: percentages which let no task stop or start are reported as "(service S) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
  wedged: (service: string) =>
    `(service ${service}) was unable to stop or start tasks during a deployment because of the service deployment ` +
    'configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
};

// @claim cross-checked: the stoppedReason of a task stopped for its unhealthy target is "Task failed ELB health checks in (target-group <ARN>)"; documented is the form for a Classic Load Balancer, "(elb <name>)"
// @source output of a deployment tool against AWS: https://gist.github.com/efekarakus/fe4afc1ab8b54835d27e47e253f46254; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
export const failedHealthChecks = ({ targetGroupArn }: TaskTarget) =>
  `Task failed ELB health checks in (target-group ${targetGroupArn})`;

const ROLLOUT = { IN_PROGRESS: 'in progress', COMPLETED: 'completed' } as const;

/** Also the `rolloutStateReason` of DescribeServices. */
export const rolloutReason = (deployment: DeploymentRecord) =>
  `ECS deployment ${deployment.id} ${ROLLOUT[deployment.rolloutState]}.`;

const iso = (at: number) => new Date(at).toISOString();

export function deploymentEvent(service: ServiceRecord, deployment: DeploymentRecord): EcsEvent {
  // @claim documented: a roll-out sends "ECS Deployment State Change" with eventName SERVICE_DEPLOYMENT_IN_PROGRESS when it starts and SERVICE_DEPLOYMENT_COMPLETED once the service is steady; detail has eventType, eventName, deploymentId, updatedAt, reason
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
  return {
    source: 'aws.ecs',
    detailType: 'ECS Deployment State Change',
    resources: [service.arn],
    detail: {
      eventType: 'INFO',
      eventName: `SERVICE_DEPLOYMENT_${deployment.rolloutState}`,
      deploymentId: deployment.id,
      updatedAt: iso(deployment.updatedAt).replace(/\.\d+Z$/, 'Z'),
      reason: rolloutReason(deployment),
    },
  };
}

export function actionEvent(
  service: ServiceRecord,
  eventName: 'SERVICE_STEADY_STATE' | 'SERVICE_TASK_START_IMPAIRED',
  now: number,
): EcsEvent {
  // @claim documented: "ECS Service Action" carries eventType (INFO for SERVICE_STEADY_STATE, WARN for SERVICE_TASK_START_IMPAIRED), eventName, clusterArn, createdAt
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
  return {
    source: 'aws.ecs',
    detailType: 'ECS Service Action',
    resources: [service.arn],
    detail: {
      eventType: eventName === 'SERVICE_STEADY_STATE' ? 'INFO' : 'WARN',
      eventName,
      clusterArn: service.clusterArn,
      createdAt: iso(now),
    },
  };
}

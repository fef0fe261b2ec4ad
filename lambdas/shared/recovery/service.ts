import { type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { asked } from '../acting';
import { ALL_SUSPENDED, readBounds, registerCapacity } from '../capacity';
import { describeService, type ServiceName } from '../ecs';
import { makeServiceTools, ONCE, type ServiceTools } from '../service-tools';
import { type Look, look, type StepContext } from '../step';

/** What is needed for a service, and for the parameter that says whether it may trade. */
export interface Tools extends ServiceTools {
  readonly acting: ServiceTools['acting'] & { readonly ssm: SSMClient };
}

export function makeTools(): Tools {
  const tools = makeServiceTools();
  return { ...tools, acting: { ...tools.acting, ssm: new SSMClient(ONCE) } };
}

type Sleep = StepContext['sleep'];

/** @throws when there is none, or the call fails. */
export async function existing(ecs: ECSClient, name: ServiceName): Promise<Service> {
  const service = await describeService(ecs, name);
  if (service?.desiredCount === undefined) throw new Error(`There is no service ${name.service}.`);
  return service;
}

/** @throws what ECS answers. */
export async function setDesired(
  { acting }: Pick<Tools, 'acting'>,
  { cluster, service }: ServiceName,
  desiredCount: number,
  sleep: Sleep,
): Promise<void> {
  await asked(() => acting.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount })), sleep);
}

/** How often each half of a stop is tried: twice is no worse than once. */
const TRIES = 3;

/**
 * Takes a start back: minimum 0 and all scaling suspended in one call and first, because a minimum above 0 would start tasks
 * again; then the desired count 0, whatever came of the first. What failed is tried again, whatever the reason.
 * @returns why it is not known to be stopped, where it is not.
 */
export async function stopAgain(tools: Tools, name: ServiceName, sleep: Sleep): Promise<Look<'stopped'>> {
  const bounds = await look(() => readBounds(tools.scaling, name));
  const scaled = !('seen' in bounds && bounds.seen === undefined);
  const change = { min: 0, suspended: ALL_SUSPENDED };
  const suspended = scaled
    ? await again(() => registerCapacity(tools.acting.scaling, name, change, sleep))
    : { seen: undefined };
  const stopped = await again(() => setDesired(tools, name, 0, sleep));
  if ('unseen' in stopped) return stopped;
  return 'unseen' in suspended ? suspended : { seen: 'stopped' };
}

async function again<T>(act: () => Promise<T>): Promise<Look<T>> {
  let answer = await look(act);
  for (let tries = 1; tries < TRIES && 'unseen' in answer; tries++) answer = await look(act);
  return answer;
}

/** Commands a person types to stop it, in this order. */
export const stopCommands = ({ cluster, service }: ServiceName): string =>
  `aws application-autoscaling register-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/${cluster}/${service} --min-capacity 0 --suspended-state DynamicScalingInSuspended=true,DynamicScalingOutSuspended=true,ScheduledScalingSuspended=true && aws ecs update-service --cluster ${cluster} --service ${service} --desired-count 0`;

export const startCommand = ({ cluster, service }: ServiceName, tasks: number): string =>
  `aws ecs update-service --cluster ${cluster} --service ${service} --desired-count ${tasks}`;

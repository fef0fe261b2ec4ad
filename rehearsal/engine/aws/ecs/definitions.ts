import type { RegisterTaskDefinitionRequest, Tag } from '@aws-sdk/client-ecs';
import { type Account, AwsError, arn } from '../service';
import { readRegistration } from './register';
import type { Registrable, TaskDefinitionRecord } from './task-definition';
import type { TaskDefinitionDetails, TaskSize } from './types';

// @claim documented: 256 CPU units with 512 MB is the smallest size of a Fargate task; it is assumed where a story names none.
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
const SMALLEST: TaskSize = { cpu: 256, memoryMb: 512 };

/** A revision as a story gives it. */
export interface GivenDefinition {
  /** `family:revision`. */
  readonly taskDefinition: string;
  readonly image: string;
  readonly size?: TaskSize | undefined;
  /** As the family if left out. */
  readonly containerName?: string | undefined;
  readonly details?: TaskDefinitionDetails | undefined;
  readonly registeredAt: number;
}

/** Task definitions, active and not. */
export class Definitions {
  /** By `family:revision`. */
  private readonly records = new Map<string, TaskDefinitionRecord>();
  /** The highest revision of each family. */
  private readonly latest = new Map<string, number>();

  constructor(private readonly account: Account) {}

  /** Registered before the story, or by somebody else. @throws when `taskDefinition` is not of the form family:revision. */
  add({ taskDefinition, image, size = SMALLEST, containerName, details = {}, registeredAt }: GivenDefinition): void {
    const [, family, number] = /^([\w-]+):([1-9]\d*)$/.exec(taskDefinition) ?? [];
    if (family === undefined) throw new Error(`task definition '${taskDefinition}': give family:revision`);
    const { cpu, memoryMb: memory } = size;
    const { taskRoleArn, executionRoleArn, container, tags = [] } = details;
    const name = containerName ?? family;
    this.keep(family, Number(number), registeredAt, arn('iam', { ...this.account, region: '' }, 'root'), tags, {
      containerDefinitions: [{ ...structuredClone(container), name, image, cpu, memory, essential: true }],
      ...(taskRoleArn !== undefined && { taskRoleArn }),
      ...(executionRoleArn !== undefined && { executionRoleArn }),
      // @claim documented: a task definition for Fargate uses the network mode awsvpc and names its CPU units and MB as text
      // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: String(cpu),
      memory: String(memory),
      runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    });
  }

  /** RegisterTaskDefinition. @throws as `readRegistration` does. */
  register(input: RegisterTaskDefinitionRequest, principal: string, now: number): TaskDefinitionRecord {
    const { family, ...registered } = readRegistration(input);
    // @claim documented: a new revision of a family has the next number, also where revisions before it were deregistered
    // @source SDK client-ecs RegisterTaskDefinition documentation (TaskDefinition.revision)
    const revision = (this.latest.get(family) ?? 0) + 1;
    return this.keep(family, revision, now, principal, input.tags ?? [], registered);
  }

  /** By family:revision, or by family: then the latest ACTIVE revision. Undefined where there is none. */
  find(given: string): TaskDefinitionRecord | undefined {
    const name = this.plain(given);
    if (name.includes(':')) return this.records.get(name);
    // @claim documented: a family without a revision means its latest ACTIVE revision
    // @source SDK client-ecs DescribeTaskDefinition documentation; SDK client-ecs UpdateService documentation (taskDefinition)
    return [...this.records.values()]
      .filter(({ family, deregisteredAt }) => family === name && deregisteredAt === undefined)
      .sort((one, other) => other.revision - one.revision)[0];
  }

  /** What DeregisterTaskDefinition does. @throws an ordinary error when it is not registered, or no longer. */
  deregister(taskDefinition: string, now: number): void {
    const record = this.records.get(taskDefinition);
    if (record === undefined || record.deregisteredAt !== undefined) {
      throw new Error(`deregister: no active task definition '${taskDefinition}'`);
    }
    record.deregisteredAt = now;
  }

  private keep(
    family: string,
    revision: number,
    registeredAt: number,
    registeredBy: string,
    tags: readonly Tag[],
    registered: Registrable,
  ): TaskDefinitionRecord {
    const taskDefinition = `${family}:${revision}`;
    const [{ name: containerName = '', image = '' } = {}] = registered.containerDefinitions ?? [];
    const about = { taskDefinition, family, revision, image, containerName };
    const record = { ...about, registered, tags: structuredClone(tags), registeredAt, registeredBy };
    this.records.set(taskDefinition, record);
    this.latest.set(family, Math.max(revision, this.latest.get(family) ?? 0));
    return record;
  }

  private plain(given: string): string {
    const prefix = arn('ecs', this.account, 'task-definition/');
    return given.startsWith(prefix) ? given.slice(prefix.length) : given;
  }
}

/** @throws ClientException where a service is to be updated to what is not registered, or no longer. */
export function usable(found: TaskDefinitionRecord | undefined): TaskDefinitionRecord {
  // @claim cross-checked: a task definition that is not registered is ClientException "TaskDefinition not found."
  // @source https://github.com/Cloud-CV/EvalAI/issues/2419
  if (found === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
  // @claim documented: a service cannot be updated to an INACTIVE task definition; AWS may take up to 10 minutes to refuse it, which is not rehearsed
  // @source SDK client-ecs DeregisterTaskDefinition documentation
  // @claim cross-checked: it is ClientException "TaskDefinition is inactive"
  // @source output of AWS: https://github.com/aws/aws-cdk/issues/33195
  if (found.deregisteredAt !== undefined) throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return found;
}

export { Ecs } from './ecs';
export type {
  ContainerDetails,
  ContainerInsights,
  EcsAssumptions,
  EcsEvent,
  EcsOptions,
  EcsTiming,
  PastDeployment,
  ServiceLoadBalancer,
  ServiceSpec,
  Targets,
  Task,
  TaskDefinitionDetails,
  TaskListener,
  TaskSize,
  TaskStatus,
  TaskTarget,
} from './types';

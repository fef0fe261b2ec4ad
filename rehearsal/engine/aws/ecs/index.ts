export { Ecs } from './ecs';
export type {
  ContainerInsights,
  EcsAssumptions,
  EcsEvent,
  EcsOptions,
  EcsTiming,
  ServiceLoadBalancer,
  ServiceSpec,
  Targets,
  Task,
  TaskListener,
  TaskSize,
  TaskStatus,
  TaskTarget,
} from './types';

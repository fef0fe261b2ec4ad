export { Ecs } from './ecs';
export type {
  EcsAssumptions,
  EcsEvent,
  EcsOptions,
  EcsTiming,
  ServiceLoadBalancer,
  ServiceSpec,
  Targets,
  Task,
  TaskListener,
  TaskStatus,
  TaskTarget,
} from './types';

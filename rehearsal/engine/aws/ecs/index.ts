export { Ecs } from './ecs';
export type {
  EcsAssumptions,
  EcsEvent,
  EcsOptions,
  EcsTiming,
  ServiceSpec,
  Task,
  TaskListener,
  TaskStatus,
} from './types';

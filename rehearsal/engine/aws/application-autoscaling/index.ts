export {
  type Activity,
  ApplicationAutoScaling,
  type ApplicationAutoScalingOptions,
  type ScalableServices,
} from './application-autoscaling';
export { ecsServices } from './ecs-services';
export type { TargetSpec } from './targets';
export type { Suspended, TrackingPolicy } from './tracking';

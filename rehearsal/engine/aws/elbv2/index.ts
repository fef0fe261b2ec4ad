export { Elbv2 } from './elbv2';
export type {
  HealthCheck,
  LoadBalancerSpec,
  Probe,
  Target,
  TargetChange,
  TargetGroupSpec,
  TargetHealth,
  TargetState,
} from './types';

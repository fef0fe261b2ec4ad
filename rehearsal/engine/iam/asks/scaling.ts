import type {
  DescribeScalableTargetsCommandInput,
  RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { ecsResource, scalableTargetArn } from '../../scalable-target';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

const DESCRIBE = 'application-autoscaling:DescribeScalableTargets';
const DESCRIBE_POLICIES = 'application-autoscaling:DescribeScalingPolicies';
const REGISTER = 'application-autoscaling:RegisterScalableTarget';
const SERVICE_ACTIONS = ['ecs:DescribeServices', 'ecs:UpdateService'];

function registerAsks(input: RegisterScalableTargetCommandInput, world: AuthorizationWorld) {
  refuseMembers('RegisterScalableTarget', input, ['RoleARN', 'Tags']);
  const namespace = needed('RegisterScalableTarget', 'ServiceNamespace', input.ServiceNamespace, /^ecs$/);
  const dimension = needed('RegisterScalableTarget', 'ScalableDimension', input.ScalableDimension);
  const id = needed('RegisterScalableTarget', 'ResourceId', ecsResource(input.ResourceId) && input.ResourceId);
  const { cluster = '', service = '' } = ecsResource(id) ?? {};
  const inCluster = { 'ecs:cluster': arnIn(world, 'ecs', `cluster/${cluster}`) };
  return [
    ask(REGISTER, scalableTargetArn({ id: world.accountId, region: world.region }, id), {
      'application-autoscaling:service-namespace': namespace,
      'application-autoscaling:scalable-dimension': dimension,
    }),
    ...SERVICE_ACTIONS.map((action) => ask(action, arnIn(world, 'ecs', `service/${cluster}/${service}`), inCluster)),
  ];
}

export const scaling: Rows = {
  // @claim documented: application-autoscaling:DescribeScalableTargets knows no resource: it is asked for "*".
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
  [DESCRIBE]: row<DescribeScalableTargetsCommandInput>(DESCRIBE, () => [ask(DESCRIBE, '*')]),
  // @claim documented: application-autoscaling:DescribeScalingPolicies knows no resource: it is asked for "*".
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
  [DESCRIBE_POLICIES]: row(DESCRIBE_POLICIES, () => [ask(DESCRIBE_POLICIES, '*')]),
  // @claim documented: application-autoscaling:RegisterScalableTarget is asked for the scalable target, with service-namespace and scalable-dimension.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
  // @claim documented: Application Auto Scaling fails a request whose caller lacks the permissions for the service behind the target.
  // @source https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
  // @claim assumed: For an ECS service these are ecs:DescribeServices and ecs:UpdateService on that service; their lack is told as AccessDeniedException here, where AWS says ValidationException.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/auto-scaling-IAM.html; https://github.com/awsdocs/aws-auto-scaling-user-guide/pull/3
  [REGISTER]: row<RegisterScalableTargetCommandInput>([REGISTER, ...SERVICE_ACTIONS], registerAsks),
};

import { Metrics } from '../../../../rehearsal/engine/alarms/metrics';
import {
  ApplicationAutoScaling,
  ecsServices,
  type TargetSpec,
} from '../../../../rehearsal/engine/aws/application-autoscaling';
import type { EcsOptions, ServiceSpec } from '../../../../rehearsal/engine/aws/ecs';
import { world as ecsWorld, MINUTE, NOW, TIMING } from './ecs/world';

const ID = 'service/web/shop';
const account = { id: '123456789012', region: 'ap-south-1' };
const CPU = {
  namespace: 'AWS/ECS',
  name: 'CPUUtilization',
  dimensions: { ClusterName: 'web', ServiceName: 'shop' },
  statistic: 'Average' as const,
};
const policy = { metric: CPU, target: 70, scaleOutCooldownSeconds: 60, scaleInCooldownSeconds: 300 };
const which = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/** The shop with two tasks, to be kept between 2 and 5 at 70 percent CPU; `play(90, 3)`: three minutes at 90 percent. */
function world(spec: Partial<ServiceSpec> = {}, target: Partial<TargetSpec> = {}, options: Partial<EcsOptions> = {}) {
  const shop = ecsWorld(spec, options);
  const { clock } = shop;
  const metrics = new Metrics(clock);
  const scaling = new ApplicationAutoScaling({ clock, account, services: ecsServices(shop.ecs), metrics });
  scaling.addTarget({ resourceId: ID, min: 2, max: 5, policy, ...target });
  const play = (value: number | undefined, minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      if (value !== undefined) metrics.put({ ...CPU, value, at: clock.now() });
      clock.fake.tick(MINUTE);
    }
    return desired();
  };
  const desired = () => shop.describe().desiredCount;
  const register = (change: object) =>
    scaling.operations.RegisterScalableTarget({ ...which, ResourceId: ID, ...change });
  const described = () => scaling.operations.DescribeScalableTargets({ ServiceNamespace: 'ecs' }).ScalableTargets?.[0];
  return { ...shop, scaling, play, desired, register, described };
}

const SLOW_START = { ...TIMING, provisioningMs: 20 * MINUTE };
const OUT = { DynamicScalingOutSuspended: true };
const IN = { DynamicScalingInSuspended: true };

describe('scaling out', () => {
  // "above the target for 3 minutes": https://dev.to/dspv/ecs-fargate-autoscaling-target-tracking-step-and-why-it-doesnt-scale-when-you-expect-1e47
  // In proportion, rounded up: 2 tasks at 90 percent are worth 2 x 90 / 70 = 2.6 tasks at 70 percent.
  test('waits for the third minute above the target, then adds in proportion', () => {
    const { play, scaling } = world();
    expect([play(90, 1), play(90, 1), play(90, 1)]).toEqual([2, 2, 3]);
    expect(scaling.activities).toEqual([
      {
        at: NOW + 3 * MINUTE,
        resourceId: ID,
        from: 2,
        to: 3,
        because: 'CPUUtilization at 90, above 70 for 3 minutes',
      },
    ]);
  });

  test('never goes above the maximum', () => {
    expect(world().play(400, 10)).toBe(5);
  });

  test('at the target itself nothing happens', () => {
    expect(world().play(70, 10)).toBe(2);
  });

  // "The scaling policy won't increase the desired capacity again unless either a larger scale out is initiated or the
  // cooldown period ends … the capacity added … is calculated as part of the desired capacity for the next":
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  test('in the cool-down only a larger scale-out adds more, and what was added counts', () => {
    const slow = { ...policy, scaleOutCooldownSeconds: 600 };
    const { play, running } = world({}, { policy: slow });
    play(90, 3);
    expect(play(90, 2)).toBe(3);
    expect(running()).toHaveLength(3);
    // 2 tasks at 130 percent are worth 3.7: one more than was added already.
    expect(play(130, 1)).toBe(4);
    expect(play(130, 3)).toBe(4);
  });

  // "If a service's desired count is set below its minimum capacity value, and an alarm triggers a scale-out activity,
  // Service Auto Scaling scales the desired count up to the minimum capacity value", same page.
  test('a service that a person stopped comes back when its old CPU still breaches', () => {
    const { play, update, desired } = world();
    play(90, 2);
    update({ desiredCount: 0 });
    expect(desired()).toBe(0);
    expect(play(90, 1)).toBe(2);
  });

  test('suspended, it leaves a stopped service alone', () => {
    const { play, update, register } = world();
    play(90, 2);
    register({ MinCapacity: 0, SuspendedState: OUT });
    update({ desiredCount: 0 });
    expect(play(90, 10)).toBe(0);
  });

  test('goes on during a deployment', () => {
    const { play, update } = world({}, {}, { timing: SLOW_START });
    play(90, 2);
    update({ forceNewDeployment: true });
    expect(play(90, 1)).toBe(3);
  });

  // "the actual running task count in a service is the value that Service Auto Scaling uses as its starting point, as
  // opposed to the desired count", same page: while old and new tasks overlap that is more than the service wants.
  test('starts from the tasks that run, of which a deployment has more for a while', () => {
    const { play, update, running } = world();
    play(80, 2);
    update({ forceNewDeployment: true });
    expect(play(80, 1)).toBe(5);
    expect(running()).toHaveLength(4);
  });
});

describe('scaling in', () => {
  test('waits for fifteen minutes below nine tenths of the target', () => {
    const { play } = world({ desiredCount: 4 });
    expect(play(30, 14)).toBe(4);
    // 4 x 30 / 70 = 1.7 tasks, rounded up; the minimum is 2.
    expect(play(30, 1)).toBe(2);
  });

  test('between 63 and 70 percent nothing happens', () => {
    expect(world({ desiredCount: 4 }).play(63, 30)).toBe(4);
  });

  test('holds off while the cool-down lasts', () => {
    const { play } = world({ desiredCount: 5 });
    play(50, 14);
    // 5 x 50 / 70 = 3.6
    expect(play(50, 1)).toBe(4);
    expect(play(30, 4)).toBe(4);
    expect(play(30, 1)).toBe(2);
  });

  // "It does not perform scale in because it does not interpret insufficient data as low utilization":
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
  test('does not take silence for low use', () => {
    expect(world({ desiredCount: 4 }).play(undefined, 60)).toBe(4);
  });

  // "However, a scale-in activity does not adjust the desired count, because it is already below the minimum capacity value."
  test('leaves a count below the minimum as it is', () => {
    const { play, update } = world();
    update({ desiredCount: 1 });
    expect(play(10, 30)).toBe(1);
  });

  // "Application Auto Scaling turns off scale-in processes while Amazon ECS deployments are in progress", both:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  test('is off while a deployment is in progress', () => {
    const { play, update } = world({ desiredCount: 4 }, {}, { timing: SLOW_START });
    update({ forceNewDeployment: true });
    expect(play(10, 18)).toBe(4);
    expect(play(10, 12)).toBe(2);
  });

  test('suspended, it does not happen', () => {
    const { play, register } = world({ desiredCount: 4 });
    register({ SuspendedState: IN });
    expect(play(10, 30)).toBe(4);
  });
});

// The SDK's own words: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
describe('registering a target again', () => {
  test('changes what it names and leaves the rest', () => {
    const { register, described } = world();
    register({ MinCapacity: 0 });
    register({ SuspendedState: OUT });
    expect(described()).toMatchObject({
      MinCapacity: 0,
      MaxCapacity: 5,
      SuspendedState: { ...OUT, DynamicScalingInSuspended: false, ScheduledScalingSuspended: false },
    });
  });

  test('brings the count into the new limits', () => {
    const { register, desired } = world();
    register({ MinCapacity: 3 });
    expect(desired()).toBe(3);
    register({ MinCapacity: 1, MaxCapacity: 2 });
    expect(desired()).toBe(2);
  });

  test('does so too when it only suspends', () => {
    const { register, update, desired, scaling } = world();
    update({ desiredCount: 0 });
    register({ SuspendedState: { ...OUT, ...IN } });
    expect(desired()).toBe(2);
    expect(scaling.activities).toMatchObject([{ from: 0, to: 2 }]);
  });

  test('starts tasks through ECS itself, without a deployment', async () => {
    const { register, clock, running, deployments } = world();
    const before = deployments()[0]?.id;
    register({ MinCapacity: 4 });
    expect(await clock.run(() => running().length === 4, NOW + 10 * MINUTE)).toBe(true);
    expect(deployments().map(({ id }) => id)).toEqual([before]);
  });

  test.each([{ MinCapacity: 6 }, { MaxCapacity: 1 }, { MinCapacity: -1 }])('%j is a ValidationException', (change) => {
    const { register, described } = world();
    expect(() => register(change)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
    expect(described()).toMatchObject({ MinCapacity: 2, MaxCapacity: 5 });
  });
});

describe('describing targets', () => {
  // Shape: the example of https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
  test('a target has its limits, what is suspended and its service-linked role', () => {
    const { described, register } = world();
    expect(described()).toEqual({
      ...which,
      ResourceId: ID,
      MinCapacity: 2,
      MaxCapacity: 5,
      RoleARN:
        'arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
      CreationTime: new Date(NOW),
      SuspendedState: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
      },
      ScalableTargetARN: expect.stringMatching(
        /^arn:aws:application-autoscaling:ap-south-1:123456789012:scalable-target\//,
      ),
    });
    expect(register({}).ScalableTargetARN).toBe(described()?.ScalableTargetARN);
  });

  test('one that is not registered is left out', () => {
    const { DescribeScalableTargets } = world().scaling.operations;
    expect(DescribeScalableTargets({ ...which, ResourceIds: ['service/web/other'] })).toEqual({ ScalableTargets: [] });
    expect(DescribeScalableTargets({ ...which, ResourceIds: [ID] }).ScalableTargets).toHaveLength(1);
    expect(() => DescribeScalableTargets(which)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
  });
});

describe('DescribeScalingPolicies', () => {
  // Shape: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingPolicy.html
  test('a policy is described with its name, its type, its target value and its cool-downs', () => {
    const { scaling } = world({}, { policy: { ...policy, name: 'shop-cpu' } });
    const { DescribeScalingPolicies } = scaling.operations;
    expect(DescribeScalingPolicies({ ...which, ResourceId: ID })).toEqual({
      ScalingPolicies: [
        {
          PolicyARN: expect.stringMatching(
            /^arn:aws:autoscaling:ap-south-1:123456789012:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/web\/shop:policyName\/shop-cpu$/,
          ),
          PolicyName: 'shop-cpu',
          ServiceNamespace: 'ecs',
          ResourceId: ID,
          ScalableDimension: 'ecs:service:DesiredCount',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 70,
            PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
            ScaleOutCooldown: 60,
            ScaleInCooldown: 300,
            DisableScaleIn: false,
          },
          CreationTime: new Date(NOW),
        },
      ],
    });
    expect(DescribeScalingPolicies({ ServiceNamespace: 'ecs', ResourceId: 'service/web/other' })).toEqual({
      ScalingPolicies: [],
    });
  });

  test('a metric of its own is described as it is', () => {
    const metric = { namespace: 'Shop', name: 'Queue', dimensions: { Name: 'orders' }, statistic: 'Maximum' as const };
    const { scaling } = world({}, { policy: { ...policy, metric } });
    const [found] = scaling.operations.DescribeScalingPolicies({ ServiceNamespace: 'ecs' }).ScalingPolicies ?? [];
    expect(found?.TargetTrackingScalingPolicyConfiguration).toMatchObject({
      CustomizedMetricSpecification: {
        Namespace: 'Shop',
        MetricName: 'Queue',
        Statistic: 'Maximum',
        Dimensions: [{ Name: 'Name', Value: 'orders' }],
      },
    });
  });

  test('a dimension without a resource, and what is not played, are refused', () => {
    const { DescribeScalingPolicies } = world().scaling.operations;
    expect(() => DescribeScalingPolicies(which)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
    expect(() => DescribeScalingPolicies({ ...which, PolicyNames: ['a'] })).toThrow(
      'DescribeScalingPolicies PolicyNames',
    );
  });
});

test('nothing is scaled any more after it was stopped', () => {
  const { scaling, play } = world();
  scaling.stop();
  expect(play(90, 10)).toBe(2);
});

test('what is not played is refused by name', () => {
  const { scaling, register, ecs } = world();
  const { DescribeScalableTargets } = scaling.operations;
  expect(() => register({ ResourceId: 'service/web/other' })).toThrow('which would make a new target');
  expect(() => register({ ServiceNamespace: 'dynamodb' })).toThrow('ServiceNamespace "dynamodb"');
  expect(() => register({ ScalableDimension: 'rds:cluster:ReadReplicaCount' })).toThrow('ScalableDimension');
  expect(() => register({ Tags: { a: 'b' } })).toThrow('RegisterScalableTarget Tags');
  expect(() => DescribeScalableTargets({ ServiceNamespace: 'ecs', MaxResults: 5 })).toThrow('MaxResults');
  expect(() => scaling.addTarget({ resourceId: ID, min: 1, max: 2 })).toThrow('exists already');
  expect(() => scaling.addTarget({ resourceId: 'table/x', min: 1, max: 2 })).toThrow('of table/x');
  expect(() => scaling.addTarget({ resourceId: 'service/web/other', min: 1, max: 2 })).toThrow('MISSING');
  ecs.deleteService('shop');
  expect(() => register({})).toThrow('which is DRAINING');
});

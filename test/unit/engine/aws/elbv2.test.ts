import { Elbv2, type HealthCheck, type TargetChange } from '../../../../rehearsal/engine/aws/elbv2';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const NOW = Date.UTC(2026, 10, 23, 3, 45);
const ELB = 'arn:aws:elasticloadbalancing:us-west-2:123456789012';
const BALANCER = `${ELB}:loadbalancer/app/my-load-balancer/50dc6c495c0c9188`;
const GROUP = `${ELB}:targetgroup/my-targets/73e2d6bc24d8a067`;
const A = { id: '10.0.0.4', port: 8080 };
const B = { id: '10.0.0.5', port: 8080 };
const CHECK: HealthCheck = {
  path: '/health',
  intervalMs: 30_000,
  timeoutMs: 5_000,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  matcher: '200',
};

function make(health: Partial<HealthCheck> = {}, deregistrationDelayMs?: number) {
  const clock = new VirtualClock(NOW);
  const answers = new Map<string, number | 'timeout' | 'refused'>();
  const probes: string[] = [];
  const heard: string[] = [];
  const elb = new Elbv2({
    clock,
    probe: (_group, target, path) => {
      probes.push(`${(clock.now() - NOW) / 1000}s ${target.id}${path}`);
      return answers.get(target.id) ?? 200;
    },
    onHealthChange: ({ target, state }: TargetChange) =>
      void heard.push(`${(clock.now() - NOW) / 1000}s ${target.id} ${state}`),
  });
  elb.addLoadBalancer({ arn: BALANCER, name: 'my-load-balancer', dnsName: 'my-load-balancer-1.elb.amazonaws.com' });
  elb.addTargetGroup({
    arn: GROUP,
    name: 'my-targets',
    port: 8080,
    loadBalancerArn: BALANCER,
    health: { ...CHECK, ...health },
    ...(deregistrationDelayMs === undefined ? {} : { deregistrationDelayMs }),
  });
  const seconds = (count: number) => void clock.fake.tick(count * 1000);
  const health_ = () => elb.operations.DescribeTargetHealth({ TargetGroupArn: GROUP }).TargetHealthDescriptions;
  return { clock, elb, answers, probes, heard, seconds, health: health_ };
}

const timers = (clock: VirtualClock): number => clock.fake.countTimers();

describe('a target that is registered', () => {
  // First answer: "The target is still being registered", https://docs.aws.amazon.com/cli/latest/reference/elbv2/describe-target-health.html#examples
  // One check is enough: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
  test('is initial, then healthy after one health check that it passes', () => {
    const { elb, health, seconds, heard } = make();
    elb.register(GROUP, A);
    expect(health()).toEqual([
      {
        Target: { Id: A.id, Port: A.port },
        TargetHealth: {
          State: 'initial',
          Reason: 'Elb.RegistrationInProgress',
          Description: 'Target registration is in progress',
        },
      },
    ]);
    seconds(2);
    expect(health()).toEqual([
      { Target: { Id: A.id, Port: A.port }, HealthCheckPort: '8080', TargetHealth: { State: 'healthy' } },
    ]);
    expect(heard).toEqual(['0s 10.0.0.4 initial', '2s 10.0.0.4 healthy']);
  });

  // Reasons and descriptions: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#target-health-reason-codes
  test.each([
    [503, 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [503]', 32],
    ['refused', 'Target.FailedHealthChecks', 'Health checks failed', 32],
    ['timeout', 'Target.Timeout', 'Request timed out', 37],
  ] as const)('and answers %s is unhealthy after two checks: %s', (answer, reason, description, after) => {
    const { elb, answers, seconds } = make();
    answers.set(A.id, answer);
    elb.register(GROUP, A);
    seconds(after - 1);
    expect(elb.targets(GROUP)).toEqual([
      { ...A, state: 'initial', reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' },
    ]);
    seconds(1);
    expect(elb.targets(GROUP)).toEqual([{ ...A, state: 'unhealthy', reason, description }]);
  });

  test('and stood there before the story is healthy at once and checked an interval later', () => {
    const { elb, probes, heard, seconds } = make();
    elb.register(GROUP, A, 'standing');
    expect(elb.targets(GROUP)).toEqual([{ ...A, state: 'healthy' }]);
    seconds(30);
    expect(probes).toEqual(['30s 10.0.0.4/health']);
    expect(heard).toEqual(['0s 10.0.0.4 healthy']);
  });

  test('twice is registered once', () => {
    const { elb, seconds } = make();
    elb.register(GROUP, A);
    seconds(2);
    elb.register(GROUP, A);
    expect(elb.targets(GROUP)).toEqual([{ ...A, state: 'healthy' }]);
  });
});

describe('a healthy target', () => {
  const healthy = (health: Partial<HealthCheck> = {}) => {
    const made = make(health);
    made.elb.register(GROUP, A, 'standing');
    return made;
  };

  // "consecutive": https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings
  test('stays healthy when its checks fail now and then, but not in a row', () => {
    const { elb, answers, seconds, heard } = healthy();
    for (const answer of [500, 200, 500, 200, 500]) {
      answers.set(A.id, answer);
      seconds(30);
    }
    expect(elb.targets(GROUP)).toMatchObject([{ state: 'healthy' }]);
    expect(heard).toHaveLength(1);
  });

  test('is unhealthy after two failures in a row and healthy again after three successes in a row', () => {
    const { answers, seconds, heard } = healthy();
    answers.set(A.id, 500);
    seconds(60);
    answers.set(A.id, 200);
    seconds(60);
    answers.set(A.id, 500);
    seconds(30);
    answers.set(A.id, 200);
    seconds(90);
    expect(heard.slice(1)).toEqual(['60s 10.0.0.4 unhealthy', '240s 10.0.0.4 healthy']);
  });

  test('is checked every interval, however long it takes to answer', () => {
    const { answers, probes, seconds } = healthy();
    answers.set(A.id, 'timeout');
    seconds(90);
    expect(probes.map((probe) => probe.split(' ')[0])).toEqual(['30s', '60s', '90s']);
  });

  // "200,202" and "200-299" are the examples of
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings
  test.each([
    ['200', 204, 'unhealthy'],
    ['200,202', 202, 'healthy'],
    ['200,202', 201, 'unhealthy'],
    ['200-299', 204, 'healthy'],
    ['200-299,404', 404, 'healthy'],
    ['200-299', 301, 'unhealthy'],
  ])('with matcher %s that answers %i is %s', (matcher, answer, state) => {
    const { elb, answers, seconds } = healthy({ matcher });
    answers.set(A.id, answer);
    seconds(60);
    expect(elb.targets(GROUP)).toMatchObject([{ state }]);
  });
});

describe('a target that is deregistered', () => {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
  test.each([
    [undefined, 300],
    [30_000, 30],
  ])('with a delay of %s ms drains for %i seconds, unchecked, then is gone', (delay, drains) => {
    const { elb, seconds, probes, heard } = make({}, delay);
    elb.register(GROUP, A, 'standing');
    elb.deregister(GROUP, A);
    seconds(drains - 1);
    expect(elb.targets(GROUP)).toEqual([
      {
        ...A,
        state: 'draining',
        reason: 'Target.DeregistrationInProgress',
        description: 'Target deregistration is in progress',
      },
    ]);
    seconds(1);
    expect(elb.targets(GROUP)).toEqual([]);
    expect(heard.slice(1)).toEqual(['0s 10.0.0.4 draining', `${drains}s 10.0.0.4 unused`]);
    expect(probes).toEqual([]);
  });

  test('may come back while it drains', () => {
    const { elb, seconds, heard } = make();
    elb.register(GROUP, A, 'standing');
    elb.deregister(GROUP, A);
    seconds(10);
    elb.register(GROUP, A);
    seconds(500);
    expect(heard.slice(1)).toEqual(['0s 10.0.0.4 draining', '10s 10.0.0.4 initial', '12s 10.0.0.4 healthy']);
  });

  // "If the specified target does not exist, the action returns successfully":
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
  test('and was never there does no harm', () => {
    const { elb, heard } = make();
    elb.deregister(GROUP, B);
    expect(heard).toEqual([]);
  });
});

test('a group has one timer, and none without targets', () => {
  const { clock, elb, seconds } = make({}, 10_000);
  expect(timers(clock)).toBe(0);
  elb.register(GROUP, A);
  seconds(7);
  elb.register(GROUP, B);
  expect(timers(clock)).toBe(1);
  seconds(100);
  expect(timers(clock)).toBe(1);
  elb.deregister(GROUP, A);
  elb.deregister(GROUP, B);
  expect(timers(clock)).toBe(1);
  seconds(10);
  expect(timers(clock)).toBe(0);
});

// Example 1 of https://docs.aws.amazon.com/cli/latest/reference/elbv2/describe-target-groups.html#examples, with its
// own port, path and target type
test('a target group is described', () => {
  const { operations } = make().elb;
  expect(operations.DescribeTargetGroups({ TargetGroupArns: [GROUP] }).TargetGroups).toEqual([
    {
      TargetGroupArn: GROUP,
      TargetGroupName: 'my-targets',
      Protocol: 'HTTP',
      Port: 8080,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 2,
      HealthCheckPath: '/health',
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [BALANCER],
      TargetType: 'ip',
    },
  ]);
});

// https://docs.aws.amazon.com/cli/latest/reference/elbv2/describe-load-balancers.html#examples
test('a load balancer is described', () => {
  expect(make().elb.operations.DescribeLoadBalancers({ LoadBalancerArns: [BALANCER] }).LoadBalancers).toEqual([
    {
      LoadBalancerArn: BALANCER,
      LoadBalancerName: 'my-load-balancer',
      DNSName: 'my-load-balancer-1.elb.amazonaws.com',
      State: { Code: 'active' },
      Type: 'application',
    },
  ]);
});

// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html#API_DescribeTargetHealth_Errors
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html#API_DescribeLoadBalancers_Errors
test('what is not there is said by name', () => {
  const { operations } = make().elb;
  const noGroup = expect.objectContaining({ code: 'TargetGroupNotFoundException', status: 400 });
  expect(() => operations.DescribeTargetHealth({ TargetGroupArn: 'x' })).toThrow(noGroup);
  expect(() => operations.DescribeTargetGroups({ TargetGroupArns: [GROUP, 'x'] })).toThrow(noGroup);
  expect(() => operations.DescribeLoadBalancers({ LoadBalancerArns: ['x'] })).toThrow(
    expect.objectContaining({ code: 'LoadBalancerNotFoundException', status: 400 }),
  );
});

test('what is not played is refused by name', () => {
  const { elb } = make();
  const { DescribeLoadBalancers, DescribeTargetGroups, DescribeTargetHealth } = elb.operations;
  expect(() => DescribeTargetHealth({ TargetGroupArn: GROUP, Targets: [] })).toThrow('DescribeTargetHealth Targets');
  expect(() => DescribeTargetGroups({ LoadBalancerArn: BALANCER })).toThrow('DescribeTargetGroups LoadBalancerArn');
  expect(() => DescribeTargetGroups({})).toThrow('without TargetGroupArns');
  expect(() => DescribeLoadBalancers({ Names: ['a'] })).toThrow('DescribeLoadBalancers Names');
  expect(() => DescribeLoadBalancers({})).toThrow('without LoadBalancerArns');
  expect(() => elb.register('x', A)).toThrow(`no target group x; there are: ${GROUP}`);
});

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings
test.each<[string, Partial<HealthCheck>]>([
  ['health.intervalMs is 1000', { intervalMs: 1000, timeoutMs: 1000 }],
  ['health.timeoutMs is 121000', { timeoutMs: 121_000 }],
  ['health.timeoutMs is 31000. Supported: no longer than the interval', { timeoutMs: 31_000 }],
  ['health.healthyThreshold is 1', { healthyThreshold: 1 }],
  ['health.unhealthyThreshold is 11', { unhealthyThreshold: 11 }],
  ['health.matcher is 5xx', { matcher: '5xx' }],
  ['health.path is health', { path: 'health' }],
])('AWS would not take it that %s', (message, health) => {
  expect(() => make(health)).toThrow(message);
});

import { NOT_CONFIGURED } from '../../environments/schema';
import { runbooks } from '../../runbooks';
import { allStates } from '../support/asl';
import { grants } from '../support/grants';
import { assemble, type Json, machines, nameOf, ofType, rendered, stacks, testApp } from '../support/synth';

const both = Object.entries(stacks(assemble(testApp()))).map(([environment, stack]) => ({ environment, stack }));

/** The steps' own parts of the table: reading the incident and writing a line; with a verdict; with standing down. */
const LINE = ['dynamodb:GetItem', 'dynamodb:PutItem'];
const VERDICT = [...LINE, 'dynamodb:UpdateItem'];
const STAND_DOWN = [...VERDICT, 'dynamodb:DeleteItem'];
const SIGNALS = ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'];
const TASKS = ['ecs:DescribeTasks', 'ecs:ListTasks'];
const CAPACITY = [
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:RegisterScalableTarget',
  'ecs:UpdateService',
];
/** What stands before every act looks at: mode and calendar, the stop, the service, the alarms, the lease and who holds it. */
const GUARD = [
  ...SIGNALS,
  'dynamodb:Query',
  'ecs:DescribeServices',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'states:DescribeExecution',
];
/** What Lambda needs of a function inside the VPC. */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** What each function may do to AWS, besides writing its own log and its own trace. Written by hand: a grant more is a decision. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'open-incident': [...VERDICT, 'ssm:GetParameters'],
  'check-alarm': [...STAND_DOWN, ...SIGNALS, 'ssm:GetParameters'],
  'check-service': [...STAND_DOWN, ...TASKS, 'ecs:DescribeServices', 'ssm:GetParameter'],
  'read-logs': [...LINE, 'logs:FilterLogEvents'],
  'verify-broker': [...VERDICT, 'dynamodb:Query', 's3:GetObject'],
  'restart-service': [...STAND_DOWN, ...GUARD, ...TASKS, 'ecs:UpdateService'],
  'monitor-deployment': [...VERDICT, ...TASKS, 'ecs:DescribeServices'],
  'check-database': [...VERDICT, 'rds:DescribeDBInstances'],
  'wait-for-database': [...VERDICT, 'rds:DescribeDBInstances'],
  'check-security-groups': [...VERDICT, 'ec2:DescribeSecurityGroups', 'rds:DescribeDBInstances'],
  'test-connectivity': [...VERDICT, ...NETWORK_INTERFACES, 'rds:DescribeDBInstances', 'secretsmanager:GetSecretValue'],
  'check-targets': [...LINE, 'elasticloadbalancing:DescribeTargetHealth'],
  'probe-dashboard': LINE,
  'identify-bottleneck': [...LINE, 'cloudwatch:GetMetricData'],
  'scale-service': [...STAND_DOWN, ...GUARD, ...CAPACITY, 'states:StartExecution'],
  'undo-scaling': [...STAND_DOWN, ...GUARD, ...CAPACITY, ...TASKS],
  'investigate-root-cause': [...VERDICT, 'cloudwatch:GetMetricData', 'ecs:DescribeServices', 'logs:FilterLogEvents'],
  'check-system': [
    ...LINE,
    'cloudwatch:GetMetricData',
    'ecs:DescribeServices',
    'elasticloadbalancing:DescribeTargetHealth',
    'logs:FilterLogEvents',
    'rds:DescribeDBInstances',
    's3:GetObject',
    'ssm:GetParameter',
  ],
  'halt-trading': [
    ...VERDICT,
    ...SIGNALS,
    ...CAPACITY,
    'dynamodb:Query',
    'ecs:DescribeServices',
    'rds:DescribeDBInstances',
    's3:GetObject',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:PutParameter',
  ],
  'ask-before-restart': [
    ...STAND_DOWN,
    ...SIGNALS,
    'ecs:DescribeServices',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:PutParameter',
  ],
  'stop-for-restart': [...STAND_DOWN, ...GUARD, ...CAPACITY, 'states:StartExecution'],
  'start-after-stop': [...STAND_DOWN, ...GUARD, ...CAPACITY, ...TASKS],
  'verify-resolution': [
    ...STAND_DOWN,
    ...SIGNALS,
    'ecs:DescribeServices',
    'rds:DescribeDBInstances',
    'ssm:GetParameter',
  ],
  'document-incident': [...LINE, 'dynamodb:DeleteItem', 'dynamodb:Query', 's3:PutObject', 'sns:Publish'],
  'choose-rung': [...VERDICT, 'sns:ListSubscriptionsByTopic', 'ssm:GetParameters'],
  'page-contacts': [...LINE, 'dynamodb:Query', 'sns:Publish'],
  'notify-stakeholders': [...VERDICT, 'sns:Publish'],
  'close-incident': STAND_DOWN,
  'take-service': ['dynamodb:PutItem'],
  'give-back-service': ['dynamodb:DeleteItem'],
  'acknowledge-page': [...VERDICT, 'states:SendTaskSuccess'],
};
/** Made only where a service's generations may not overlap or its open work does not survive: staging's trading service. */
const CAREFUL = ['ask-before-restart', 'stop-for-restart', 'start-after-stop'];

/** Functions that act on a service, or ask before somebody does. */
const ACTING = [
  'ask-before-restart',
  'restart-service',
  'scale-service',
  'start-after-stop',
  'stop-for-restart',
  'undo-scaling',
];

const X_RAY = 'X-Ray has no resource level.';
const LOG_DELIVERY = "The delivery of a workflow's log has no resource level.";
/** Every action that is granted on `*`, to whom, and why it cannot be less. */
const EVERYTHING: Readonly<Record<string, { readonly to: readonly string[]; readonly because: string }>> = {
  'xray:PutTelemetryRecords': { to: [...Object.keys(MAY), 'workflows'], because: X_RAY },
  'xray:PutTraceSegments': { to: [...Object.keys(MAY), 'workflows'], because: X_RAY },
  'xray:GetSamplingRules': { to: ['workflows'], because: X_RAY },
  'xray:GetSamplingTargets': { to: ['workflows'], because: X_RAY },
  'logs:CreateLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:DeleteLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:DescribeLogGroups': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:DescribeResourcePolicies': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:GetLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:ListLogDeliveries': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:PutResourcePolicy': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:UpdateLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'cloudwatch:DescribeAlarms': {
    to: ['check-alarm', ...ACTING, 'halt-trading', 'verify-resolution'],
    because: 'Composite alarms are answered only to a permission on everything.',
  },
  'cloudwatch:GetMetricData': {
    to: [
      'check-alarm',
      ...ACTING,
      'identify-bottleneck',
      'investigate-root-cause',
      'check-system',
      'halt-trading',
      'verify-resolution',
    ],
    because: 'GetMetricData has no resource level.',
  },
  'application-autoscaling:DescribeScalableTargets': {
    to: ['scale-service', 'undo-scaling', 'halt-trading', 'stop-for-restart', 'start-after-stop'],
    because: 'DescribeScalableTargets has no resource level.',
  },
  'elasticloadbalancing:DescribeTargetHealth': {
    to: ['check-targets', 'check-system'],
    because: 'DescribeTargetHealth has no resource level.',
  },
  'ec2:DescribeSecurityGroups': {
    to: ['check-security-groups'],
    because: 'DescribeSecurityGroups has no resource level.',
  },
  ...Object.fromEntries(
    NETWORK_INTERFACES.map((action) => [
      action,
      { to: ['test-connectivity'], because: 'Network interfaces of a function have no resource level.' },
    ]),
  ),
  'ecs:ListTasks': {
    to: ['check-service', 'restart-service', 'monitor-deployment', 'start-after-stop', 'undo-scaling'],
    because:
      'ListTasks is authorised on container instances, which Fargate does not have; a condition names the cluster.',
  },
  'states:SendTaskSuccess': {
    to: ['acknowledge-page'],
    because: 'A task token is all that is known of the execution it belongs to.',
  },
};

/** Wildcards inside an ARN: what they stand for. */
const PARTIAL: Readonly<Record<string, string>> = {
  'ecs:DescribeTasks': 'Ids of tasks exist only once they run; the cluster is named.',
  'logs:FilterLogEvents': 'The streams of one named log group.',
  'states:DescribeExecution': 'Runs of the named workflows: their ids exist only once they have started.',
  'application-autoscaling:RegisterScalableTarget':
    'A scalable target has an id that AWS makes up; conditions name the namespace and the dimension.',
  'secretsmanager:GetSecretValue': 'Secrets Manager adds six characters of its own to the name.',
  's3:PutObject': 'Reports of incidents, one key each, in one named bucket.',
  'lambda:InvokeFunction': 'The versions of one named function, which CDK grants beside the function itself.',
};

describe.each(both)('$environment', ({ environment, stack }) => {
  const functions = ofType(stack, 'AWS::Lambda::Function');
  const granted = grants(stack);
  const prefix = `runbook-${environment}`;
  const made = (name: string): boolean => environment === 'staging' || !CAREFUL.includes(name);
  const NAMES = Object.keys(MAY).filter(made);

  test('there is one function for each action, and each is described', () => {
    expect(functions.map(({ Properties }) => Properties.FunctionName).sort()).toEqual(
      NAMES.map((name) => `${prefix}-${name}`).sort(),
    );
    expect(functions.filter(({ Properties }) => !Properties.Description)).toEqual([]);
  });

  test('every function has a role of its own, which nothing else can assume and no managed policy widens', () => {
    const roles = functions.map(({ Properties }) => rendered(Properties.Role ?? ''));
    expect(new Set(roles).size).toBe(functions.length);
    const all = ofType(stack, 'AWS::IAM::Role');
    // The functions, the workflows, and the rules that start one.
    const starting = runbooks.filter(({ triggers }) => triggers.length > 0);
    expect(all).toHaveLength(functions.length + machines(stack).length + starting.length);
    expect(all.filter(({ Properties }) => 'ManagedPolicyArns' in Properties || 'Policies' in Properties)).toEqual([]);
    for (const { Properties } of all) {
      const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: { Principal: { Service: string } }[] };
      expect(Statement).toHaveLength(1);
      expect(['lambda.amazonaws.com', 'states.amazonaws.com', 'events.amazonaws.com']).toContain(
        Statement[0]?.Principal.Service,
      );
    }
  });

  test.each(NAMES)('%s may do exactly what its step does', (name) => {
    const own = granted.filter(({ to }) => to === name).map(({ action }) => action);
    const platform = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    expect([...new Set(own)].sort()).toEqual([...platform, ...(MAY[name] ?? [])].sort());
  });

  test('a workflow may call functions, start the escalation and publish the last resort, and nothing else', () => {
    const named = granted.filter(({ to, on }) => to === 'workflows' && !on.includes('*'));
    expect([...new Set(named.map(({ action }) => action))].sort()).toEqual([
      'lambda:InvokeFunction',
      'sns:Publish',
      'states:StartExecution',
    ]);
  });

  test('only what restarts, scales or stops may change a service, and only what halts may write the trading parameter', () => {
    const changing = granted.filter(({ action }) => /^(ecs|application-autoscaling):(?!Describe|List)/.test(action));
    expect([...new Set(changing.map(({ to, action }) => `${to} ${action}`))].sort()).toEqual(
      [
        'halt-trading application-autoscaling:RegisterScalableTarget',
        'halt-trading ecs:UpdateService',
        'restart-service ecs:UpdateService',
        'scale-service application-autoscaling:RegisterScalableTarget',
        'scale-service ecs:UpdateService',
        'start-after-stop application-autoscaling:RegisterScalableTarget',
        'start-after-stop ecs:UpdateService',
        'stop-for-restart application-autoscaling:RegisterScalableTarget',
        'stop-for-restart ecs:UpdateService',
        'undo-scaling application-autoscaling:RegisterScalableTarget',
        'undo-scaling ecs:UpdateService',
      ].filter((each) => made(each.split(' ')[0] ?? '')),
    );
    const { region, account, parameters } = stack.described.environment;
    const writing = granted.filter(({ action }) => /^ssm:(?!Get)/.test(action));
    expect(writing.map(({ to, action, on }) => [to, action, on])).toEqual(
      ['halt-trading', 'ask-before-restart']
        .filter(made)
        .map((name) => [
          name,
          'ssm:PutParameter',
          [`arn:aws:ssm:${region}:${account}:parameter${parameters.tradingEnabled}`],
        ]),
    );
  });

  test('nothing may change the database, its network, its secret or any alarm', () => {
    const changing = granted.filter(({ action }) =>
      /^(rds|ec2|secretsmanager|cloudwatch|elasticloadbalancing|logs):(?!Describe|List|Get|Filter)/.test(action),
    );
    const others = changing.filter(
      ({ to, action }) =>
        !(to === 'test-connectivity' && NETWORK_INTERFACES.includes(action)) && !action.startsWith('logs:'),
    );
    expect(others).toEqual([]);
  });

  test('whoever may register a scalable target may do so for the number of tasks of a service only', () => {
    const registering = granted.filter(({ action }) => action === 'application-autoscaling:RegisterScalableTarget');
    expect(new Set(registering.map(({ condition }) => JSON.stringify(condition)))).toEqual(
      new Set([
        JSON.stringify({
          StringEquals: {
            'application-autoscaling:service-namespace': 'ecs',
            'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
          },
        }),
      ]),
    );
  });

  test('a function starts no workflow but the one that starts others later, and that one starts runbooks only', () => {
    const { region, account } = stack.described.environment;
    const arn = (id: string): string => `arn:aws:states:${region}:${account}:stateMachine:${prefix}-${id}`;
    const starting = granted.filter(({ action }) => action === 'states:StartExecution');
    expect(starting.filter(({ to }) => NAMES.includes(to)).map(({ to, on }) => [to, on])).toEqual(
      ['scale-service', 'stop-for-restart'].filter(made).map((name) => [name, [arn('later')]]),
    );
    const byName = starting.filter(({ to, on }) => to === 'workflows' && on.some((one) => one.startsWith('arn:')));
    expect(byName.map(({ on }) => [...on].sort())).toEqual([runbooks.map(({ id }) => arn(id)).sort()]);
  });

  test('no action is a pattern, and everything that is granted is granted on something', () => {
    expect(granted.filter(({ action }) => action.includes('*'))).toEqual([]);
    expect(granted.filter(({ on }) => on.length === 0 || on.some((one) => one === ''))).toEqual([]);
  });

  test('nobody is granted what is not configured: where nothing writes the acknowledgement, nobody may read it', () => {
    const { brokerStatus, tradingEnabledAcknowledgement } = stack.described.environment.signals;
    const objects = [
      ...(brokerStatus === NOT_CONFIGURED ? [] : [brokerStatus.heartbeat]),
      ...(tradingEnabledAcknowledgement === NOT_CONFIGURED ? [] : [tradingEnabledAcknowledgement]),
    ].map(({ bucket, key }) => `arn:aws:s3:::${bucket}/${key}`);
    expect(objects).toHaveLength(environment === 'prod' ? 2 : 1);
    const read = granted.filter(({ action }) => action === 's3:GetObject').flatMap(({ on }) => on);
    expect([...new Set(read)].sort()).toEqual(objects.sort());
  });

  test('every grant on everything is in the list, with its reason', () => {
    const found = granted.filter(({ on }) => on.includes('*')).map(({ action, to }) => `${action} to ${to}`);
    const listed = Object.entries(EVERYTHING).flatMap(([action, { to }]) =>
      to.filter(made).map((each) => `${action} to ${each}`),
    );
    expect([...new Set(found)].sort()).toEqual(listed.sort());
    expect(Object.values(EVERYTHING).filter(({ because }) => because.length < 20)).toEqual([]);
  });

  test('tasks are listed in one cluster only', () => {
    const { name, account, region } = stack.described.environment;
    const listing = granted.filter(({ action }) => action === 'ecs:ListTasks');
    expect(new Set(listing.map(({ condition }) => JSON.stringify(condition)))).toEqual(
      new Set([
        JSON.stringify({
          ArnEquals: { 'ecs:cluster': `arn:aws:ecs:${region}:${account}:cluster/algo-trading-${name}-cluster` },
        }),
      ]),
    );
  });

  test('every wildcard inside a name is in the list, with its reason', () => {
    const partial = granted.filter(({ on }) => on.some((resource) => resource !== '*' && /[*?]/.test(resource)));
    expect([...new Set(partial.map(({ action }) => action))].sort()).toEqual(Object.keys(PARTIAL).sort());
  });

  test('nothing that is named belongs to another environment', () => {
    const other = environment === 'prod' ? 'staging' : 'prod';
    expect(granted.filter(({ on }) => on.some((resource) => resource.includes(`-${other}`)))).toEqual([]);
  });

  test('a function knows its table and its bucket from its environment, and no token or secret', () => {
    for (const { Properties } of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, Json> };
      const { NODE_EXTRA_CA_CERTS, ...others } = Variables;
      expect([Properties.FunctionName, NODE_EXTRA_CA_CERTS !== undefined]).toEqual([
        Properties.FunctionName,
        'VpcConfig' in Properties,
      ]);
      expect(rendered(others)).toEqual({
        INCIDENT_TABLE: expect.stringMatching(/^<StoreIncidents/),
        REPORT_BUCKET: expect.stringMatching(/^<StoreReports/),
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'runbook',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      });
    }
  });

  test('one function alone is in the VPC: where the services are and with their security group, and it trusts RDS', () => {
    const inside = functions.filter(({ Properties }) => 'VpcConfig' in Properties);
    expect(inside.map(({ Properties }) => Properties.FunctionName)).toEqual([`${prefix}-test-connectivity`]);
    const { subnets, servicesSecurityGroup } = stack.described.environment.network;
    expect(inside[0]?.Properties).toMatchObject({
      VpcConfig: { SubnetIds: subnets, SecurityGroupIds: [servicesSecurityGroup] },
      // Where Lambda keeps Amazon's own authorities, which its Node.js no longer trusts by itself:
      // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
      Environment: { Variables: { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' } },
    });
  });

  test('that function is not made before it may have its network interfaces', () => {
    const [inside] = functions.filter(({ Properties }) => 'VpcConfig' in Properties);
    const policy = ofType(stack, 'AWS::IAM::Policy').find(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument).includes('ec2:CreateNetworkInterface'),
    );
    expect(policy).toBeDefined();
    expect(inside?.DependsOn).toContain(policy?.logicalId);
  });

  test('every function runs on Node.js 24, is traced, and writes JSON into a log group of its own', () => {
    const groups = functions.map(({ Properties, logicalId }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
      const { LogGroup } = rendered(Properties.LoggingConfig ?? '') as { LogGroup: string };
      expect(nameOf(stack, LogGroup.slice(1, -1))).toBe(`/aws/lambda/${nameOf(stack, logicalId)}`);
      return LogGroup;
    });
    expect(new Set(groups).size).toBe(functions.length);
  });

  test('a function ends two seconds before the state that waits for it', () => {
    for (const { asl } of machines(stack)) {
      for (const [state, { Arguments, TimeoutSeconds }] of allStates(asl)) {
        const called = functions.find(({ logicalId }) => Arguments?.FunctionName === `<${logicalId}.Arn>`);
        // A page waits for a person, for as long as the severity permits.
        if (!called || state === 'Page') continue;
        expect([state, Number(called.Properties.Timeout) + 2]).toEqual([state, TimeoutSeconds]);
      }
    }
  });
});

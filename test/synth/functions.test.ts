import { allStates } from '../support/asl';
import { grants } from '../support/grants';
import { assemble, type Json, machines, nameOf, ofType, rendered, stacks, testApp } from '../support/synth';

const both = Object.entries(stacks(assemble(testApp()))).map(([environment, stack]) => ({ environment, stack }));

/** What each function may do to AWS, besides writing its own log and its own trace. Written by hand: a grant more is a decision. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'open-incident': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'check-alarm': [
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
  ],
  'check-service': [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:ListTasks',
    'ssm:GetParameter',
  ],
  'read-logs': ['dynamodb:GetItem', 'dynamodb:PutItem', 'logs:FilterLogEvents'],
  'verify-broker': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 's3:GetObject'],
  'restart-service': [
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:ListTasks',
    'ecs:UpdateService',
    'ssm:GetParameter',
  ],
  'monitor-deployment': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:ListTasks',
  ],
  'verify-resolution': [
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'ecs:DescribeServices',
    'ssm:GetParameter',
  ],
  'document-incident': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 's3:PutObject'],
  'choose-rung': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'sns:ListSubscriptionsByTopic'],
  'page-contacts': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'sns:Publish'],
  'notify-stakeholders': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'sns:Publish'],
  'close-incident': ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'acknowledge-page': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'states:SendTaskSuccess'],
};
const NAMES = Object.keys(MAY);

const X_RAY = 'X-Ray has no resource level.';
const LOG_DELIVERY = "The delivery of a workflow's log has no resource level.";
/** Every action that is granted on `*`, to whom, and why it cannot be less. */
const EVERYTHING: Readonly<Record<string, { readonly to: readonly string[]; readonly because: string }>> = {
  'xray:PutTelemetryRecords': { to: [...NAMES, 'workflows'], because: X_RAY },
  'xray:PutTraceSegments': { to: [...NAMES, 'workflows'], because: X_RAY },
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
  'cloudwatch:GetMetricData': {
    to: ['check-alarm', 'restart-service', 'verify-resolution'],
    because: 'GetMetricData has no resource level.',
  },
  'ecs:ListTasks': {
    to: ['check-service', 'restart-service', 'monitor-deployment'],
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
  's3:PutObject': 'Reports of incidents, one key each, in one named bucket.',
  'lambda:InvokeFunction': 'The versions of one named function, which CDK grants beside the function itself.',
};

describe.each(both)('$environment', ({ environment, stack }) => {
  const functions = ofType(stack, 'AWS::Lambda::Function');
  const granted = grants(stack);
  const prefix = `runbook-${environment}`;

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
    expect(all).toHaveLength(functions.length + 3 + 1); // the workflows, and the rule that starts one
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

  test('only the restart may change a service, and nothing at all may switch trading on or off', () => {
    expect(granted.filter(({ action }) => /^ecs:(Update|Create|Delete|Stop|Run)/.test(action))).toMatchObject([
      { to: 'restart-service', action: 'ecs:UpdateService' },
    ]);
    expect(granted.filter(({ action }) => /^ssm:(Put|Delete)/.test(action))).toEqual([]);
  });

  test('no action is a pattern, and everything that is granted is granted on something', () => {
    expect(granted.filter(({ action }) => action.includes('*'))).toEqual([]);
    expect(granted.filter(({ on }) => on.length === 0)).toEqual([]);
  });

  test('every grant on everything is in the list, with its reason', () => {
    const found = granted.filter(({ on }) => on.includes('*')).map(({ action, to }) => `${action} to ${to}`);
    const listed = Object.entries(EVERYTHING).flatMap(([action, { to }]) => to.map((each) => `${action} to ${each}`));
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
    const partial = granted.filter(({ on }) => on.some((resource) => resource !== '*' && resource.includes('*')));
    expect([...new Set(partial.map(({ action }) => action))].sort()).toEqual(Object.keys(PARTIAL).sort());
  });

  test('nothing that is named belongs to another environment', () => {
    const other = environment === 'prod' ? 'staging' : 'prod';
    expect(granted.filter(({ on }) => on.some((resource) => resource.includes(`-${other}`)))).toEqual([]);
  });

  test('a function knows its table and its bucket from its environment, and no token or secret', () => {
    for (const { Properties } of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, Json> };
      expect(rendered(Variables)).toEqual({
        INCIDENT_TABLE: expect.stringMatching(/^<StoreIncidents/),
        REPORT_BUCKET: expect.stringMatching(/^<StoreReports/),
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'runbook',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      });
    }
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

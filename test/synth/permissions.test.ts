import { shiftsOf } from '../../environments/rota';
import { NOT_CONFIGURED, ON_CALL } from '../../environments/schema';
import { BROWSER_ROUTES, COMMAND_ROUTES } from '../../lib/routes';
import { runbooks } from '../../runbooks';
import { highestSeverity } from '../../runbooks/runbook';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { idOf, nameOf, ofType, stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

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

/** What answers people asks who is who. */
const DIRECTORY = 'ssm:GetParameters';
/** Says an answer or an acknowledgement to the workflow that waits for it. */
const ANSWER = 'states:SendTaskSuccess';

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
  'page-contacts': [...VERDICT, 'dynamodb:Query', 'sns:Publish'],
  'notify-stakeholders': [...VERDICT, 'sns:Publish'],
  'await-approval': [...VERDICT, 'sns:Publish'],
  'acknowledge-page': [...VERDICT, DIRECTORY, ANSWER],
  // An answer is stored only while its incident is open: the condition is checked in the same transaction.
  'decide-approval': [...VERDICT, DIRECTORY, ANSWER, 'dynamodb:ConditionCheckItem'],
  'close-incident': [...VERDICT, DIRECTORY, 'dynamodb:Query', 's3:PutObject', 'sns:Publish'],
  'take-service': [DIRECTORY, 'dynamodb:PutItem', 'dynamodb:Query'],
  'give-back-service': [DIRECTORY, 'dynamodb:DeleteItem', 'dynamodb:Query'],
  'start-runbook': [DIRECTORY, 'dynamodb:PutItem', 'states:StartExecution'],
  'set-mode': [DIRECTORY, 'ssm:PutParameter', 'sns:Publish'],
  'halt-now': [DIRECTORY, 's3:GetObject', 'sns:Publish', 'ssm:GetParameter', 'ssm:PutParameter'],
  'sign-in': [DIRECTORY],
  'show-incident': [
    DIRECTORY,
    ...SIGNALS,
    'dynamodb:GetItem',
    'dynamodb:Query',
    'ecs:DescribeServices',
    'logs:FilterLogEvents',
  ],
  'show-status': [
    DIRECTORY,
    'cloudwatch:DescribeAlarms',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'ecs:DescribeServices',
    'ssm:GetParameter',
  ],
  'show-logs': [DIRECTORY, 'logs:FilterLogEvents'],
  'list-incidents': [DIRECTORY, 'dynamodb:GetItem', 'dynamodb:Query', 's3:GetObject'],
};
/** Made only where a service's generations may not overlap or its open work does not survive: staging's trading service. */
const CAREFUL = ['ask-before-restart', 'stop-for-restart', 'start-after-stop'];

/** Tell PagerDuty, where it is configured: staging. */
const PAGER_DUTY = ['acknowledge-page', 'close-incident', 'decide-approval', 'document-incident'];
/** Look, for people: whatever is asked of them, nothing changes. */
const LOOKING = ['list-incidents', 'show-incident', 'show-logs', 'show-status', 'sign-in'];

const ANSWERS_API = new Set<string>([...BROWSER_ROUTES, ...COMMAND_ROUTES].map(({ answers }) => answers));

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
    to: ['check-alarm', ...ACTING, 'halt-trading', 'verify-resolution', 'show-incident', 'show-status'],
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
      'show-incident',
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
    to: ['acknowledge-page', 'decide-approval'],
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
  's3:GetObject': 'The same reports, for the one function that shows them.',
  'lambda:InvokeFunction': 'The versions of one named function, which CDK grants beside the function itself.',
};

describe.each(both)('$environment', ({ environment, stack }) => {
  const granted = grants(stack);
  const prefix = `runbook-${environment}`;
  const { region, account, parameters, pagerDuty, signals } = stack.described.environment;
  const made = (name: string): boolean => environment === 'staging' || !CAREFUL.includes(name);
  const NAMES = Object.keys(MAY).filter(made);
  const machineArn = (id: string): string => `arn:aws:states:${region}:${account}:stateMachine:${prefix}-${id}`;
  const parameterArn = (name: string): string => `arn:aws:ssm:${region}:${account}:parameter${name}`;
  /** A permission on what is not configured is none. */
  const configured = (name: string): readonly string[] => [
    ...(MAY[name] ?? []).filter(
      (action) =>
        !(name === 'halt-now' && action === 's3:GetObject' && signals.tradingEnabledAcknowledgement === NOT_CONFIGURED),
    ),
    ...(pagerDuty !== NOT_CONFIGURED && PAGER_DUTY.includes(name) ? ['states:StartExecution'] : []),
  ];

  test('every function is in the list', () => {
    expect(
      ofType(stack, 'AWS::Lambda::Function')
        .map(({ Properties }) => Properties.FunctionName)
        .sort(),
    ).toEqual(NAMES.map((name) => `${prefix}-${name}`).sort());
  });

  test.each(NAMES)('%s may do exactly what its step does', (name) => {
    const own = granted.filter(({ to }) => to === name).map(({ action }) => action);
    const platform = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    expect([...new Set(own)].sort()).toEqual([...platform, ...configured(name)].sort());
  });

  test.each(LOOKING)('%s only looks: it may change nothing, tell nobody and start nothing', (name) => {
    const own = granted.filter(({ to }) => to === name).map(({ action }) => action);
    const platform = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    const acting = own.filter((action) => !/:(Get|Query|Describe|List|Filter)/.test(action));
    expect([...new Set(acting)].sort()).toEqual(platform);
  });

  test('a workflow may call functions, start the escalation and publish the last resort, and nothing else', () => {
    const named = granted.filter(({ workflow, on }) => workflow !== undefined && !on.includes('*'));
    const ofPagerDuty = named.filter(({ workflow }) => workflow === 'pager-duty');
    expect([...new Set(named.filter((one) => !ofPagerDuty.includes(one)).map(({ action }) => action))].sort()).toEqual([
      'lambda:InvokeFunction',
      'sns:Publish',
      'states:StartExecution',
    ]);
    // The one that speaks to PagerDuty calls nothing of ours; its own tests say what it may: pager-duty.test.ts.
    expect(ofPagerDuty.map(({ action }) => action).sort()).toEqual(
      pagerDuty === NOT_CONFIGURED
        ? []
        : [
            'events:RetrieveConnectionCredentials',
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'sns:Publish',
            'states:InvokeHTTPEndpoint',
          ],
    );
  });

  test('only what restarts, scales or stops may change a service', () => {
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
  });

  test('only what halts may write the trading parameter, and only what a named person asks may write a mode', () => {
    const { mode, runbookModes } = stack.described.settings;
    const trading = [parameterArn(parameters.tradingEnabled)];
    const modes = [mode, ...Object.values(runbookModes)].map(parameterArn).sort();
    const writing = granted.filter(({ action }) => /^ssm:(?!Get)/.test(action));
    expect(Object.fromEntries(writing.map(({ to, action, on }) => [to, [action, [...on].sort()]]))).toEqual({
      'halt-trading': ['ssm:PutParameter', trading],
      'halt-now': ['ssm:PutParameter', trading],
      // It halts before it asks.
      ...(made('ask-before-restart') ? { 'ask-before-restart': ['ssm:PutParameter', trading] } : {}),
      'set-mode': ['ssm:PutParameter', modes],
    });
    expect(modes).toHaveLength(1 + runbooks.length);
  });

  test('whoever answers people reads who is who, and nobody else does', () => {
    const people = ['directory', 'system'].map((name) => parameterArn(`/${prefix}/${name}`));
    const reading = granted.filter(({ action, on }) => /^ssm:/.test(action) && on.some((one) => people.includes(one)));
    expect(reading.map(({ to }) => to).sort()).toEqual(NAMES.filter((name) => ANSWERS_API.has(name)).sort());
    const settings = Object.values(stack.described.settings).flatMap((one) =>
      (typeof one === 'string' ? [one] : Object.values(one)).map(parameterArn),
    );
    for (const { to, action, on } of reading) {
      // Whose permission is on the settings as well, has both in one statement.
      expect([to, action, on.filter((one) => !settings.includes(one)).toSorted()]).toEqual([to, DIRECTORY, people]);
    }
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

  test('a function starts no workflow but those it is there for, and what starts others later starts runbooks only', () => {
    const everyRunbook = runbooks.map(({ id }) => machineArn(id)).sort();
    const starting = granted.filter(({ action }) => action === 'states:StartExecution');
    const byFunctions = starting.filter(({ to }) => NAMES.includes(to));
    expect(Object.fromEntries(byFunctions.map(({ to, on }) => [to, [...on].sort()]))).toEqual({
      ...Object.fromEntries(
        ['scale-service', 'stop-for-restart'].filter(made).map((name) => [name, [machineArn('later')]]),
      ),
      'start-runbook': everyRunbook,
      ...Object.fromEntries(
        (pagerDuty === NOT_CONFIGURED ? [] : PAGER_DUTY).map((name) => [name, [machineArn('pager-duty')]]),
      ),
    });
    const byWorkflows = Object.fromEntries(
      starting.flatMap(({ workflow, on }) => (workflow ? [[workflow, [...on].sort()]] : [])),
    );
    const ref = (id: string): string =>
      `<${ofType(stack, 'AWS::StepFunctions::StateMachine').find(({ Properties }) => Properties.StateMachineName === `${prefix}-${id}`)?.logicalId}>`;
    expect(byWorkflows).toEqual({
      ...Object.fromEntries(runbooks.map(({ id }) => [id, [ref('escalation'), ref('later')].sort()])),
      later: everyRunbook,
      ...(pagerDuty === NOT_CONFIGURED ? {} : { escalation: [ref('pager-duty')] }),
    });
  });

  test('an acknowledgement and an approval are the only words that reach a workflow that waits', () => {
    const saying = granted.filter(({ action }) => /^states:SendTask/.test(action));
    expect(saying.map(({ to, action }) => `${to} ${action}`).sort()).toEqual([
      `acknowledge-page ${ANSWER}`,
      `decide-approval ${ANSWER}`,
    ]);
  });

  describe('publishing', () => {
    const topic = (id: string): string => `<${idOf(stack, `${prefix}-${id}`)}>`;
    const publishing = granted.filter(({ action }) => action === 'sns:Publish');
    const may = (name: string): readonly string[] =>
      publishing.flatMap(({ to, workflow, on }) => ((workflow ?? to) === name ? on : []));
    const ids = (name: string): readonly string[] =>
      [...new Set(may(name))].map((one) => nameOf(stack, one.slice(1, -1)).replace(`${prefix}-`, '')).sort();
    const { escalationPath, onCall, stakeholders } = stack.described.environment;
    const onRota = Object.values(onCall).flatMap(shiftsOf);
    const onRungs = escalationPath.flatMap(({ contacts }) => contacts).filter((id) => id !== ON_CALL);
    const pageable = [
      ...new Set([...onRungs, ...onRota.flatMap(({ primary, backup = primary }) => [primary, backup])]),
    ].sort();

    test('pages, questions and all-clears reach whoever can be paged, and no stakeholder', () => {
      for (const name of ['page-contacts', 'await-approval', 'close-incident']) {
        expect([name, ids(name)]).toEqual([name, pageable]);
      }
      expect(pageable.length).toBeGreaterThan(5);
      expect(pageable).not.toContain('stakeholders');
    });

    test('whoever is told of an end or of a change is told in the channel', () => {
      expect(ids('document-incident')).toEqual([...pageable, 'incident-channel'].sort());
      expect(ids('halt-now')).toEqual(['incident-channel']);
      expect(ids('set-mode')).toEqual(['incident-channel']);
    });

    test('the notice at the deadline reaches the stakeholders and the backups of a P1', () => {
      const owners = runbooks.filter((runbook) => highestSeverity(runbook) === 'P1').map(({ owner }) => owner);
      const backups = owners.flatMap((owner) => shiftsOf(onCall[owner])).flatMap(({ backup }) => backup ?? []);
      expect(ids('notify-stakeholders')).toEqual([...new Set([...stakeholders, ...backups])].sort());
    });

    test('nobody else publishes anything, and the last resort is the workflows’ own', () => {
      const functions = ['page-contacts', 'await-approval', 'close-incident', 'document-incident'];
      const others = ['halt-now', 'set-mode', 'notify-stakeholders'];
      const named = publishing.filter(({ workflow }) => workflow === undefined).map(({ to }) => to);
      expect([...new Set(named)].sort()).toEqual([...functions, ...others].sort());
      const byWorkflows = publishing.filter(({ workflow }) => workflow !== undefined);
      expect(new Set(byWorkflows.flatMap(({ on }) => on))).toEqual(new Set([topic('last-resort')]));
    });
  });

  test('no action is a pattern, and everything that is granted is granted on something', () => {
    expect(granted.filter(({ action }) => action.includes('*'))).toEqual([]);
    expect(granted.filter(({ on }) => on.length === 0 || on.some((one) => one === ''))).toEqual([]);
  });

  test('nobody is granted what is not configured: where nothing writes the acknowledgement, nobody may read it', () => {
    const { brokerStatus, tradingEnabledAcknowledgement } = signals;
    const objects = [
      ...(brokerStatus === NOT_CONFIGURED ? [] : [brokerStatus.heartbeat]),
      ...(tradingEnabledAcknowledgement === NOT_CONFIGURED ? [] : [tradingEnabledAcknowledgement]),
    ].map(({ bucket, key }) => `arn:aws:s3:::${bucket}/${key}`);
    expect(objects).toHaveLength(environment === 'prod' ? 2 : 1);
    const read = granted.filter(({ action }) => action === 's3:GetObject');
    const ours = read.filter(({ on }) => on.some((one) => one.startsWith('<')));
    expect(ours.map(({ to, on }) => [to, on])).toEqual([
      ['list-incidents', [`<${idOf(stack, stack.described.reports)}.Arn>/incidents/*`]],
    ]);
    const outside = read.filter((one) => !ours.includes(one)).flatMap(({ on }) => on);
    expect([...new Set(outside)].sort()).toEqual(objects.sort());
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
});

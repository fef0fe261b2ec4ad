import { NOT_CONFIGURED } from '../../environments/schema';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { type Asl, allStates } from '../support/asl';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { machines, stacks, withArn } from '../support/synth';
import {
  ANSWER,
  ANSWERS_API,
  CAREFUL,
  DIRECTORY,
  INSIDE_VPC,
  LOOKING,
  MAY,
  NETWORK_INTERFACES,
  OF_THE_DAY,
  ON_DEMAND,
  ONLY_CONFIGURED,
  PAGER_DUTY,
} from './permission-table';
import { EVERYTHING, PARTIAL } from './wide-permissions';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('$environment', ({ environment, stack }) => {
  const granted = grants(stack);
  const prefix = `runbook-${environment}`;
  const { region, account, parameters, pagerDuty, signals } = stack.described.environment;
  const made = (name: string): boolean => environment === 'staging' || !CAREFUL.includes(name);
  const NAMES = Object.keys(MAY).filter(made);
  const machineArn = (id: string): string => `arn:aws:states:${region}:${account}:stateMachine:${prefix}-${id}`;
  const parameterArn = (name: string): string => `arn:aws:ssm:${region}:${account}:parameter${name}`;
  const unwatched = Object.entries(signals).flatMap(([name, signal]) => (signal === NOT_CONFIGURED ? [name] : []));
  const ofTheDay = ['tradesAndProfit', 'positions', 'exportManifest'];
  /** A permission on what is not configured is none: these read nothing else. */
  const nothingToRead = [
    ...(unwatched.includes('probeAcknowledgement') ? ['flip-probe-parameter'] : []),
    ...(unwatched.includes('tradingEnabledAcknowledgement')
      ? ['halt-now', 'close-gate', 'stop-trading', 'sweep-stop']
      : []),
    ...(ofTheDay.every((signal) => unwatched.includes(signal))
      ? ['review-trading', 'review-open-positions', 'close-positions', 'see-positions-closed']
      : []),
  ];
  const configured = (name: string): readonly string[] => [
    ...(MAY[name] ?? []).filter(
      (action) =>
        !(nothingToRead.includes(name) && action.startsWith('s3:')) &&
        !(parameters.probe === NOT_CONFIGURED && name === 'flip-probe-parameter' && action === 'ssm:PutParameter') &&
        !(unwatched.includes('brokerPositions') && ONLY_CONFIGURED[name]?.includes(action)),
    ),
    ...(pagerDuty !== NOT_CONFIGURED && PAGER_DUTY.includes(name) ? ['states:StartExecution'] : []),
  ];

  test('every function is in the list, and in the stack it belongs to', () => {
    const found = stack.templates.map(({ name, resources }) => [
      name,
      resources
        .filter(({ Type }) => Type === 'AWS::Lambda::Function')
        .map(({ Properties }) => Properties.FunctionName)
        .sort(),
    ]);
    const called = (names: readonly string[]) => names.map((name) => `${prefix}-${name}`).sort();
    expect(found).toEqual([
      [prefix, called(NAMES.filter((name) => !OF_THE_DAY.includes(name) && !ON_DEMAND.includes(name)))],
      [`${prefix}-day`, called(OF_THE_DAY)],
      [`${prefix}-on-demand`, called(ON_DEMAND)],
      [`${prefix}-watch`, []],
    ]);
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
    const writing = named.filter(({ action }) => action === 'ssm:PutParameter');
    const others = named.filter((one) => !ofPagerDuty.includes(one) && !writing.includes(one));
    expect([...new Set(others.map(({ action }) => action))].sort()).toEqual([
      'lambda:InvokeFunction',
      'sns:Publish',
      'states:StartExecution',
    ]);
    // The emergency stop waits for no function: test/synth/emergency-stop.test.ts says what it writes.
    expect(writing.map(({ workflow, on }) => [workflow, ...on])).toEqual([
      ['emergency-stop-trading', parameterArn(parameters.tradingEnabled)],
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

  test('only what restarts, scales, stops, deploys or goes back may change a service', () => {
    const changing = granted.filter(({ action }) => /^(ecs|application-autoscaling):(?!Describe|List)/.test(action));
    expect([...new Set(changing.map(({ to, action }) => `${to} ${action}`))].sort()).toEqual(
      [
        // A copy of a task definition, with the digest in the place of the tag, and its tags.
        ...['deploy-image', 'roll-back-failed', 'roll-back-service'].flatMap((name) => [
          `${name} application-autoscaling:RegisterScalableTarget`,
          `${name} ecs:RegisterTaskDefinition`,
          `${name} ecs:TagResource`,
          `${name} ecs:UpdateService`,
        ]),
        'follow-deployment application-autoscaling:RegisterScalableTarget',
        'follow-deployment ecs:UpdateService',
        'roll-back-service ecs:StopServiceDeployment',
        'halt-trading application-autoscaling:RegisterScalableTarget',
        'halt-trading ecs:UpdateService',
        'restart-service ecs:UpdateService',
        'restore-scaling application-autoscaling:RegisterScalableTarget',
        'restore-scaling ecs:UpdateService',
        'restore-service application-autoscaling:RegisterScalableTarget',
        'restore-service ecs:UpdateService',
        'resume-trading application-autoscaling:RegisterScalableTarget',
        'resume-trading ecs:UpdateService',
        'scale-service application-autoscaling:RegisterScalableTarget',
        'scale-service ecs:UpdateService',
        'start-after-stop application-autoscaling:RegisterScalableTarget',
        'start-after-stop ecs:UpdateService',
        'stop-for-restart application-autoscaling:RegisterScalableTarget',
        'stop-for-restart ecs:UpdateService',
        'stop-trading application-autoscaling:RegisterScalableTarget',
        'stop-trading ecs:UpdateService',
        'sweep-stop application-autoscaling:RegisterScalableTarget',
        'sweep-stop ecs:UpdateService',
        'undo-scaling application-autoscaling:RegisterScalableTarget',
        'undo-scaling ecs:UpdateService',
      ]
        .filter((each) => made(each.split(' ')[0] ?? ''))
        .sort(),
    );
  });

  test('only what halts, gates the open or resumes may write the trading parameter, and only what a named person asks a mode', () => {
    const { mode, runbookModes } = stack.described.settings;
    const trading = [parameterArn(parameters.tradingEnabled)];
    const modes = [mode, ...Object.values(runbookModes)].map(parameterArn).sort();
    const writing = granted.filter(({ action }) => /^ssm:(?!Get)/.test(action));
    const found = writing.map(({ to, workflow = to, action, on }) => [workflow, [action, [...on].sort()]]);
    expect(Object.fromEntries(found)).toEqual({
      // The workflow itself, before it calls anything; then its steps.
      'emergency-stop-trading': ['ssm:PutParameter', trading],
      'stop-trading': ['ssm:PutParameter', trading],
      'sweep-stop': ['ssm:PutParameter', trading],
      'halt-trading': ['ssm:PutParameter', trading],
      'halt-now': ['ssm:PutParameter', trading],
      'close-gate': ['ssm:PutParameter', trading],
      // Where the gate has been opened by hand while its checklist is worked again.
      'check-again': ['ssm:PutParameter', trading],
      // It halts before it asks.
      ...(made('ask-before-restart') ? { 'ask-before-restart': ['ssm:PutParameter', trading] } : {}),
      // The only one that ever writes "true": test/synth/resuming.test.ts.
      'resume-trading': ['ssm:PutParameter', trading],
      'set-mode': ['ssm:PutParameter', modes],
      // The one that means nothing, and is another: environments/references.ts.
      ...(parameters.probe === NOT_CONFIGURED
        ? {}
        : { 'flip-probe-parameter': ['ssm:PutParameter', [parameterArn(parameters.probe)]] }),
    });
    expect(parameters.probe).not.toBe(parameters.tradingEnabled);
    expect(modes).toHaveLength(1 + everyRunbook.length);
  });

  test('whoever answers people reads who is who, and nobody else does', () => {
    const people = ['directory', 'system'].map((name) => parameterArn(`/${prefix}/${name}`));
    const reading = granted.filter(({ action, on }) => /^ssm:/.test(action) && on.some((one) => people.includes(one)));
    // The audit tells the end of what people have mended, to those who were paged.
    expect(reading.map(({ to }) => to).sort()).toEqual(
      // And the page of a test is opened where our pages are, and nowhere else.
      ['answer-test-page', 'audit-incidents', ...NAMES.filter((name) => ANSWERS_API.has(name))].sort(),
    );
    const settings = Object.values(stack.described.settings).flatMap((one) =>
      (typeof one === 'string' ? [one] : Object.values(one)).map(parameterArn),
    );
    for (const { to, action, on } of reading) {
      // Whose permission is on the settings as well, has both in one statement.
      expect([to, action, on.filter((one) => !settings.includes(one)).toSorted()]).toEqual([to, DIRECTORY, people]);
    }
  });

  test('nothing may change the database, its network, its secret or any alarm, but for snapshots and copies of our own, and its name', () => {
    const { instance, backups } = stack.described.environment.database;
    const [database, snapshots] = [`db:${instance}`, `snapshot:${backups.prefix}-*`].map(
      (resource) => `arn:aws:rds:${region}:${account}:${resource}`,
    );
    const [restored, replaced, every, ...groups] = [
      `db:${instance}-restored-*`,
      `db:${instance}-replaced-*`,
      'snapshot:*',
      'subgrp:*',
      'pg:*',
      'og:*',
    ].map((resource) => `arn:aws:rds:${region}:${account}:${resource}`);
    const changing = granted.filter(({ action }) =>
      /^(rds|ec2|secretsmanager|cloudwatch|elasticloadbalancing|logs):(?!Describe|List|Get|Filter)/.test(action),
    );
    const others = changing.filter(
      ({ to, action }) =>
        !(INSIDE_VPC.includes(to) && NETWORK_INTERFACES.includes(action)) && !action.startsWith('logs:'),
    );
    // One by one: whether two of them stand in one statement is CloudFormation's business, as long as nothing narrows one.
    expect(others.flatMap(({ to, action, on }) => on.map((one) => [to, action, one])).sort()).toEqual(
      [
        // A metric of its own, and no alarm.
        ['audit-incidents', 'cloudwatch:PutMetricData', '*'],
        ['set-test-alarm', 'cloudwatch:PutMetricData', '*'],
        ['check-restored', 'rds:ModifyDBInstance', restored],
        // What it is taken of, and what it becomes: both are asked for.
        ['create-snapshot', 'rds:AddTagsToResource', snapshots],
        ['create-snapshot', 'rds:CreateDBSnapshot', database],
        ['create-snapshot', 'rds:CreateDBSnapshot', snapshots],
        ['prune-snapshots', 'rds:DeleteDBSnapshot', snapshots],
        // A new instance, of what, and in which groups: all are asked for.
        ['restore-database', 'rds:AddTagsToResource', restored],
        ...[restored, every, ...groups].map((on) => ['restore-database', 'rds:RestoreDBInstanceFromDBSnapshot', on]),
        ...[restored, database, ...groups].map((on) => ['restore-database', 'rds:RestoreDBInstanceToPointInTime', on]),
        // Two names change hands: what was there makes room, what was restored takes its place, and back.
        ...[database, replaced, restored].map((on) => ['switch-database', 'rds:ModifyDBInstance', on]),
      ].sort(),
    );
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

  test('the key of the watch’s topic is used through SNS, and no other key is used at all', () => {
    const using = granted.filter(({ action }) => action.startsWith('kms:'));
    expect(using.map(({ to, action }) => `${to} ${action}`).sort()).toEqual([
      'audit-incidents kms:Decrypt',
      'audit-incidents kms:GenerateDataKey',
      'follow-test-alarm kms:Decrypt',
      'follow-test-alarm kms:GenerateDataKey',
      'redrive-letters kms:Decrypt',
      'redrive-letters kms:GenerateDataKey',
      'start-due kms:Decrypt',
      'start-due kms:GenerateDataKey',
    ]);
    for (const { on, condition } of using) {
      expect(on).toEqual([`arn:aws:kms:${region}:${account}:key/*`]);
      expect(condition).toEqual({
        StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${prefix}-watch` },
      });
    }
  });

  test('whoever gives tasks their roles may give the services’ own, to tasks only', () => {
    const { services } = stack.described.environment;
    const roles = Object.values(services).flatMap(({ taskRole, executionRole }) => [taskRole, executionRole]);
    const passing = granted.filter(({ action }) => action.startsWith('iam:'));
    expect([...new Set(passing.map(({ to, action }) => `${to} ${action}`))].sort()).toEqual([
      'deploy-image iam:PassRole',
      'follow-deployment iam:PassRole',
      'roll-back-failed iam:PassRole',
      'roll-back-service iam:PassRole',
    ]);
    for (const { on, condition } of passing) {
      expect([...on].sort()).toEqual([...new Set(roles)].map((role) => `arn:aws:iam::${account}:role/${role}`).sort());
      expect(condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
    }
  });

  test('a function starts no workflow but those it is there for, and what starts others later starts runbooks only', () => {
    const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => machineArn(id)).sort();
    const starting = granted.filter(({ action }) => action === 'states:StartExecution');
    const by = (name: string) =>
      starting
        .filter(({ to, workflow = to }) => workflow === name)
        .flatMap(({ on }) => on)
        .sort();
    const starters = (inWorkflows: boolean) => [
      ...new Set(
        starting
          .filter(({ workflow }) => (workflow !== undefined) === inWorkflows)
          .map(({ to, workflow = to }) => workflow),
      ),
    ];
    const byFunctions = starters(false).filter((name) => NAMES.includes(name));
    expect(Object.fromEntries(byFunctions.map((name) => [name, by(name)]))).toEqual({
      ...Object.fromEntries(
        // What they change for a time is put back also when they die.
        ['scale-service', 'stop-for-restart', 'deploy-image', 'roll-back-failed', 'roll-back-service']
          .filter(made)
          .map((name) => [name, [machineArn('later')]]),
      ),
      // A halt by hand that has no effect goes on to the stop; one of a P1 is watched over.
      'halt-now': [machineArn('emergency-stop-trading')],
      'halt-trading': [machineArn('sweep-stop')],
      // What an alarm starts, in place of an event that was lost; and PagerDuty hears of what it closes.
      'audit-incidents': [
        ...ids(everyRunbook.filter(({ triggers }) => triggers.length > 0)),
        ...(pagerDuty === NOT_CONFIGURED ? [] : [machineArn('pager-duty')]),
      ].sort(),
      // What a rule would have started.
      'redrive-letters': ids(everyRunbook.filter(({ triggers }) => triggers.length > 0)),
      'start-runbook': ids([...everyRunbook, ...checklists]),
      // What the calendar knows of, and nothing that is started because something failed.
      'start-due': ids([
        ...checklists,
        { id: 'maintenance-notice' },
        { id: 'scheduled-maintenance' },
        { id: 'end-to-end-probe' },
      ]),
      'start-failed-runbooks': ids([{ id: 'restart-affected-services' }]),
      'check-again': ids(checklists),
      ...Object.fromEntries(
        (pagerDuty === NOT_CONFIGURED ? [] : PAGER_DUTY).map((name) => [name, [machineArn('pager-duty')]]),
      ),
    });
    expect(Object.fromEntries(starters(true).map((name) => [name, by(name)]))).toEqual({
      ...Object.fromEntries(everyRunbook.map(({ id }) => [id, ids([{ id: 'escalation' }, { id: 'later' }])])),
      // It is never put off.
      'emergency-stop-trading': [machineArn('escalation')],
      ...Object.fromEntries(checklists.map(({ id, otherwise }) => [id, [machineArn(otherwise)]])),
      later: ids(everyRunbook),
      ...(pagerDuty === NOT_CONFIGURED ? {} : { escalation: [machineArn('pager-duty')] }),
    });
    // An alarm starts its own runbook, and nothing but a rule does: test/synth/watching.test.ts.
    expect(starting.filter(({ to }) => to === 'scheduler')).toEqual([]);
  });

  test('a workflow calls the functions its states name, and those only', () => {
    const arn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${prefix}-${name}`;
    const everyName = NAMES.map(arn);
    const calling = granted.filter(({ action, workflow }) => action === 'lambda:InvokeFunction' && workflow);
    for (const { workflow, on } of calling) {
      const asl = machines(stack).find(({ id }) => id === workflow)?.asl;
      const named = allStates(asl as Asl).flatMap(([, { Arguments }]) =>
        typeof Arguments?.FunctionName === 'string' ? [withArn(stack, Arguments.FunctionName)] : [],
      );
      expect([workflow, [...on].sort()]).toEqual([
        workflow,
        [...new Set(named)].flatMap((one) => [one, `${one}:*`]).sort(),
      ]);
      expect(named.filter((one) => !everyName.includes(one))).toEqual([]);
    }
    // All but the one that starts others, and the one that speaks to PagerDuty: the escalation and the sweep besides.
    expect(calling).toHaveLength(everyRunbook.length + checklists.length + 2);
  });

  test('an acknowledgement and an approval are the only words that reach a workflow that waits', () => {
    const saying = granted.filter(({ action }) => /^states:SendTask/.test(action));
    expect(saying.map(({ to, action }) => `${to} ${action}`).sort()).toEqual([
      `acknowledge-page ${ANSWER}`,
      `decide-approval ${ANSWER}`,
    ]);
  });

  test('the secret of the database is read where the database is asked, and the broker’s by nobody', () => {
    const reading = granted.filter(({ to, action }) => /^secretsmanager:/.test(action) && to !== 'workflows');
    const { database, secrets } = stack.described.environment;
    const { brokerPositions } = signals;
    const arn = (name: string) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-??????`;
    expect(Object.fromEntries(reading.map(({ to, action, on }) => [to, [action, ...on]]))).toEqual({
      ...Object.fromEntries(INSIDE_VPC.map((name) => [name, ['secretsmanager:GetSecretValue', arn(database.secret)]])),
      'check-health': ['secretsmanager:DescribeSecret', arn(secrets.brokerCredentials)],
      // The session that the trading service keeps for others: nothing that could log in.
      ...(brokerPositions === NOT_CONFIGURED
        ? {}
        : Object.fromEntries(
            ['reconcile-positions', 'resume-trading'].map((name) => [
              name,
              ['secretsmanager:GetSecretValue', arn(brokerPositions.sessionSecret)],
            ]),
          )),
    });
  });

  test('whoever keeps anything keeps it in the incident table', () => {
    const keeping = granted.filter(({ action }) => action.startsWith('dynamodb:'));
    expect([...new Set(keeping.flatMap(({ on }) => on))]).toEqual([
      `arn:aws:dynamodb:${region}:${account}:table/${stack.described.table}`,
    ]);
  });

  test('no action is a pattern, and everything that is granted is granted on something', () => {
    expect(granted.filter(({ action }) => action.includes('*'))).toEqual([]);
    expect(granted.filter(({ on }) => on.length === 0 || on.some((one) => one === ''))).toEqual([]);
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

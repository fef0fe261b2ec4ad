import { loadAssembly } from '../../../../../rehearsal/engine/assembly';
import type { Mutant } from '../../../../../rehearsal/proof/mutations/mutant';
import { mutantsIn } from '../../../../../rehearsal/proof/mutations/mutants';
import { assemblyOf, removeFolders } from '../../../engine/assembly/folder';

afterAll(removeFolders);

const TRUST = { Version: '2012-10-17', Statement: [] };
const HERE = 'ap-south-1:123456789012';
const QUEUE = `arn:aws:sqs:${HERE}:shop-prod-letters`;
const TOPIC = `arn:aws:sns:${HERE}:shop-prod-pages`;

const at = (path: string, Type: string, Properties: object) => ({
  Type,
  Properties,
  Metadata: { 'aws:cdk:path': `shop-prod/${path}` },
});
const allow = (Action: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const role = (path: string, RoleName: string) =>
  at(`${path}/Role`, 'AWS::IAM::Role', { RoleName, AssumeRolePolicyDocument: TRUST });
const arnOf = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

/** Mutants of a hand-written stack, by name. */
function mutantsOf(resources: Record<string, object>) {
  const assembly = loadAssembly(assemblyOf(resources));
  const all = new Map(mutantsIn(assembly).map((mutant) => [mutant.name, mutant]));
  /** What a resource says after an alteration; undefined: it is gone. */
  const altered = (name: string, logicalId: string): Record<string, unknown> | undefined =>
    (all.get(name) as Mutant).alter(assembly).resources.find((one) => one.logicalId === logicalId)?.properties;
  return { assembly, all, names: [...all.keys()], altered };
}

describe('a rule', () => {
  const target = (Id: string, more: object = {}) => ({ Id, Arn: `arn:aws:states:${HERE}:stateMachine:m`, ...more });
  const Rule = at('Alarms/Rule', 'AWS::Events::Rule', {
    Name: 'shop-prod-orders',
    State: 'ENABLED',
    EventPattern: { source: ['aws.cloudwatch'] },
    Targets: [target('One', { DeadLetterConfig: { Arn: QUEUE } }), target('Two')],
  });

  test('is disabled, loses a target, and loses the queue of what cannot be delivered', () => {
    const { names, altered } = mutantsOf({ Rule });
    expect(names).toEqual([
      'shop-prod: rule orders disabled',
      'shop-prod: rule orders: target One removed',
      'shop-prod: rule orders: target One: dead-letter queue removed',
      'shop-prod: rule orders: target Two removed',
    ]);
    expect(altered('shop-prod: rule orders disabled', 'Rule')).toMatchObject({ State: 'DISABLED' });
    expect(altered('shop-prod: rule orders: target One removed', 'Rule')?.Targets).toEqual([target('Two')]);
    const unheard = altered('shop-prod: rule orders: target One: dead-letter queue removed', 'Rule');
    expect(unheard).not.toHaveProperty('Targets.0.DeadLetterConfig.Arn');
    expect(unheard).toHaveProperty('Targets.0.Id', 'One');
  });

  test('makes a difference in a story in which it has matched', () => {
    const { all } = mutantsOf({ Rule });
    expect(all.get('shop-prod: rule orders disabled')?.touched).toBe('rule shop-prod-orders');
  });
});

test('a schedule is removed, and loses its queue', () => {
  const Schedule = at('Tick', 'AWS::Scheduler::Schedule', {
    Name: 'shop-prod-tick',
    Target: { Arn: `arn:aws:lambda:${HERE}:function:f`, RoleArn: arnOf('tick'), DeadLetterConfig: { Arn: QUEUE } },
  });
  const { names, altered } = mutantsOf({ Schedule });
  expect(names).toEqual(['shop-prod: schedule tick removed', 'shop-prod: schedule tick: dead-letter queue removed']);
  expect(altered('shop-prod: schedule tick removed', 'Schedule')).toBeUndefined();
  expect(altered('shop-prod: schedule tick: dead-letter queue removed', 'Schedule')?.Target).toMatchObject({
    DeadLetterConfig: {},
  });
});

describe('an alarm', () => {
  const alarm = (AlarmName: string, more: object = {}) =>
    at(`Alarms/${AlarmName}`, 'AWS::CloudWatch::Alarm', {
      AlarmName,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 3,
      ...more,
    });

  test('is removed, put out of reach, and loses what it tells', () => {
    const actions = { AlarmActions: [TOPIC, QUEUE], OKActions: [TOPIC] };
    const { names, altered, all } = mutantsOf({ Alarm: alarm('shop-prod/Errors', actions) });
    expect(names).toEqual([
      'shop-prod: alarm Errors removed',
      'shop-prod: alarm Errors out of reach',
      'shop-prod: alarm Errors: action 1 on ALARM removed',
      'shop-prod: alarm Errors: action 2 on ALARM removed',
      'shop-prod: alarm Errors: action on OK removed',
    ]);
    expect(altered('shop-prod: alarm Errors removed', 'Alarm')).toBeUndefined();
    expect(altered('shop-prod: alarm Errors out of reach', 'Alarm')?.Threshold).toBeGreaterThan(1e12);
    expect(altered('shop-prod: alarm Errors: action 2 on ALARM removed', 'Alarm')?.AlarmActions).toEqual([TOPIC]);
    expect(all.get('shop-prod: alarm Errors: action on OK removed')?.touched).toBe('alarm shop-prod/Errors OK');
  });

  test('that looks for too little is out of reach far below', () => {
    const { altered } = mutantsOf({ Alarm: alarm('shop-prod/TooFew', { ComparisonOperator: 'LessThanThreshold' }) });
    expect(altered('shop-prod: alarm TooFew out of reach', 'Alarm')?.Threshold).toBeLessThan(-1e12);
  });

  test('that a composite one or a dashboard names is not removed, as CloudFormation would not', () => {
    const { names, altered } = mutantsOf({
      Alarm: alarm('shop-prod/Errors'),
      Both: at('Alarms/Both', 'AWS::CloudWatch::CompositeAlarm', {
        AlarmName: 'shop-prod/Both',
        AlarmRule: 'ALARM("shop-prod/Errors")',
      }),
      Board: at('Board', 'AWS::CloudWatch::Dashboard', {
        DashboardName: 'shop-prod',
        DashboardBody: JSON.stringify({ alarms: [`arn:aws:cloudwatch:${HERE}:alarm:shop-prod/Both`] }),
      }),
    });
    expect(names).toEqual(['shop-prod: alarm Errors out of reach', 'shop-prod: alarm Both out of reach']);
    expect(altered('shop-prod: alarm Both out of reach', 'Both')?.AlarmRule).toBe('FALSE');
  });
});

describe('a state machine', () => {
  const states = {
    Look: {
      Type: 'Task',
      Assign: { last: '{% $states.result %}' },
      Retry: [{ ErrorEquals: ['Busy'] }, { ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Over' }],
      Next: 'After: Look',
    },
    'After: Look': {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $last = 'go' %}", Next: 'Both' },
        { Condition: "{% $last = 'stay' %}", Next: 'Over' },
        // Is where the default leads.
        { Condition: "{% $last = 'again' %}", Next: 'Look' },
      ],
      Default: 'Look',
    },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'In it', States: { 'In it': { Type: 'Wait', Seconds: 5, End: true } } }],
      End: true,
    },
    Over: { Type: 'Succeed' },
  };
  const Machine = at('rollback/Machine', 'AWS::StepFunctions::StateMachine', {
    StateMachineName: 'shop-prod-rollback',
    DefinitionString: JSON.stringify({ StartAt: 'Look', States: states }),
  });
  const { names, altered, all } = mutantsOf({ Machine });
  const name = (what: string) => `shop-prod: machine rollback: ${what}`;
  const definitionAfter = (what: string) =>
    JSON.parse(String(altered(name(what), 'Machine')?.DefinitionString)) as { States: typeof states };

  test('loses each Catch, each Retry, each branch of a Choice and each step, those within a branch included', () => {
    expect(names).toEqual(
      [
        '"Look" skipped',
        'Catch of "Look" removed',
        'Retry 1 of "Look" removed',
        'Retry 2 of "Look" removed',
        '"After: Look" never leads to "Both" by rule 1',
        '"After: Look" never leads to "Over" by rule 2',
        '"Both" skipped',
        '"In it" skipped',
      ].map(name),
    );
  });

  test('goes on without what it has lost, and everything else is as it was', () => {
    expect(definitionAfter('Catch of "Look" removed').States).toEqual({
      ...states,
      Look: { ...states.Look, Catch: [] },
    });
    expect(definitionAfter('Retry 1 of "Look" removed').States.Look.Retry).toEqual([{ ErrorEquals: ['States.ALL'] }]);
    expect(definitionAfter('"After: Look" never leads to "Both" by rule 1').States['After: Look'].Choices).toEqual([
      { Condition: '{% false %}', Next: 'Both' },
      ...states['After: Look'].Choices.slice(1),
    ]);
  });

  test('goes from before a step that is skipped to what comes after it', () => {
    expect(definitionAfter('"Look" skipped').States.Look).toEqual({ Type: 'Pass', Next: 'After: Look' });
    const [branch] = definitionAfter('"In it" skipped').States.Both.Branches;
    expect(branch?.States['In it']).toEqual({ Type: 'Pass', End: true });
  });

  test('is touched by a story that comes to exactly that', () => {
    expect(all.get(name('Retry 2 of "Look" removed'))?.touched).toBe('retry shop-prod-rollback/Look/1');
    expect(all.get(name('"In it" skipped'))?.touched).toBe('state shop-prod-rollback/In it');
  });
});

describe('a policy', () => {
  const page = at('Actions/page/Function', 'AWS::Lambda::Function', {
    FunctionName: 'shop-prod-page',
    Role: arnOf('page'),
  });
  const Policy = at('Actions/page/Role/DefaultPolicy/Resource', 'AWS::IAM::Policy', {
    PolicyName: 'page',
    Roles: ['page'],
    PolicyDocument: { ...TRUST, Statement: [allow(['sns:Publish', 'ssm:GetParameter']), allow('sns:Publish')] },
  });

  test('of a function loses one action of one statement at a time', () => {
    const { names, altered } = mutantsOf({ Role: role('Actions/page', 'page'), Page: page, Policy });
    expect(names).toEqual([
      'shop-prod: function page: sns:Publish in statement 1 of 2 removed',
      'shop-prod: function page: ssm:GetParameter removed',
      'shop-prod: function page: sns:Publish in statement 2 of 2 removed',
    ]);
    const [one, other] = [allow(['ssm:GetParameter']), allow(['sns:Publish', 'ssm:GetParameter'])];
    expect(altered(names[0] ?? '', 'Policy')?.PolicyDocument).toMatchObject({ Statement: [one, allow('sns:Publish')] });
    expect(altered(names[2] ?? '', 'Policy')?.PolicyDocument).toMatchObject({ Statement: [other] });
  });

  test('that has lost an action is what its role is judged by', () => {
    const { assembly, all } = mutantsOf({ Role: role('Actions/page', 'page'), Page: page, Policy });
    const other = all.get('shop-prod: function page: ssm:GetParameter removed')?.alter(assembly);
    expect(JSON.stringify(other?.roles.get(arnOf('page'))?.policies)).not.toMatch('ssm:GetParameter');
    expect(JSON.stringify(assembly.roles.get(arnOf('page'))?.policies)).toMatch('ssm:GetParameter');
  });

  test('of a topic, of a queue and of a function for others loses its statements', () => {
    const statement = {
      ...allow('sns:Publish', { Principal: { Service: 'cloudwatch.amazonaws.com' } }),
      Resource: TOPIC,
    };
    const { names } = mutantsOf({
      Page: page,
      Open: at('Pages/Policy/Resource', 'AWS::SNS::TopicPolicy', {
        Topics: [TOPIC],
        PolicyDocument: { ...TRUST, Statement: [statement] },
      }),
      Invoke: at('Api/Permission', 'AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        FunctionName: 'shop-prod-page',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `arn:aws:execute-api:${HERE}:abc/*/GET/status`,
      }),
    });
    expect(names).toEqual([
      'shop-prod: policy Pages: sns:Publish removed',
      'shop-prod: policy of function page: lambda:InvokeFunction from abc/*/GET/status removed',
    ]);
  });
});

test('a subscription and the destination of what a function gives up are removed', () => {
  const { names, altered } = mutantsOf({
    Topic: at('Pages', 'AWS::SNS::Topic', { TopicName: 'shop-prod-pages' }),
    Person: at('Pages/ada', 'AWS::SNS::Subscription', {
      TopicArn: TOPIC,
      Protocol: 'email',
      Endpoint: 'ada@x.example',
    }),
    Function: at('Tick/Function', 'AWS::Lambda::Function', { FunctionName: 'shop-prod-tick', Role: arnOf('tick') }),
    Late: at('Tick/Late', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: 'shop-prod-tick',
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    }),
  });
  expect(names).toEqual([
    'shop-prod: topic shop-prod-pages: subscription of ada@x.example removed',
    'shop-prod: function tick: dead-letter queue removed',
  ]);
  expect(altered(names[1] ?? '', 'Late')?.DestinationConfig).toEqual({});
});

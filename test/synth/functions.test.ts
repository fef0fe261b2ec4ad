import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_CONFIGURED } from '../../environments/schema';
import { builtFunctions, functionNames } from '../../lib/bundles';
import { DAY_FUNCTIONS } from '../../lib/day-functions';
import { FUNCTIONS } from '../../lib/function-list';
import { ON_DEMAND_FUNCTIONS } from '../../lib/on-demand';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { allStates } from '../support/asl';
import { assembled } from '../support/assembled';
import { idOf, type Json, machines, nameOf, ofType, rendered, stacks, withArn } from '../support/synth';
import { ANSWERS_API, CAREFUL, INSIDE_VPC } from './permission-table';

/** Functions whose bundle writes metrics of our own, by what their source maps name. */
const MEASURES = new Set(
  functionNames().filter((name) =>
    readFileSync(join(builtFunctions(), name, 'handler.js.map'), 'utf8').includes('lambdas/shared/measure.ts'),
  ),
);

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

test('every folder with a handler is a function of one stack, and of one only', () => {
  const lists = [FUNCTIONS, DAY_FUNCTIONS, ON_DEMAND_FUNCTIONS];
  expect(lists.flatMap((list) => Object.keys(list)).sort()).toEqual(functionNames());
});

test('few functions measure: a metric costs each of them a library', () => {
  expect([...MEASURES].sort()).toEqual([
    'acknowledge-page',
    'audit-incidents',
    'choose-rung',
    'decide-approval',
    'document-incident',
    'page-contacts',
    'verify-resolution',
  ]);
});

describe.each(both)('$environment', ({ environment, stack }) => {
  const functions = ofType(stack, 'AWS::Lambda::Function');
  const prefix = `runbook-${environment}`;
  const acknowledgement = stack.described.environment.signals.tradingEnabledAcknowledgement;
  /** It depends on no directory that can be read: what it must know stands with it. */
  const haltKnows = {
    TRADING_ENABLED: `/algo-trading/${environment}/trading_enabled`,
    CHANNEL_TOPIC: `<${idOf(stack, `${prefix}-incident-channel`)}>`,
    // Whose stop it writes down, and what goes on where a halt has no effect.
    TRADING_SERVICE: `algo-trading-${environment}-trading`,
    STOP_MACHINE: `arn:aws:states:ap-south-1:123456789012:stateMachine:${prefix}-emergency-stop-trading`,
    ...(acknowledgement === NOT_CONFIGURED ? {} : { ACKNOWLEDGEMENT: JSON.stringify(acknowledgement) }),
  };
  const { region, account } = stack.described.environment;
  const machineArn = (id: string): string => `arn:aws:states:${region}:${account}:stateMachine:${prefix}-${id}`;
  /** The schedule tells it nothing but the hour: what it starts, and by what, stands with it. */
  const tickKnows = {
    SETTINGS: JSON.stringify({
      mode: `/${prefix}/mode`,
      calendar: `/${prefix}/calendar`,
      overrides: `/${prefix}/calendar/overrides`,
    }),
    DAY: JSON.stringify({ morning: '08:45', evening: '16:00', probe: { weekday: 'sunday', at: '11:00' } }),
    MACHINES: JSON.stringify(
      Object.fromEntries(
        [
          'morning-checklist',
          'evening-checklist',
          'maintenance-notice',
          'scheduled-maintenance',
          'end-to-end-probe',
        ].map((id) => [id, machineArn(id)]),
      ),
    ),
    WATCH_TOPIC: `arn:aws:sns:${region}:${account}:${prefix}-watch`,
  };
  /** Where dead letters lie, and whom they may have been for; test/synth/letters.test.ts holds it against what is there. */
  const lettersKnow = {
    LETTERS: JSON.stringify({
      queues: ['dead-letters', 'watch-dead-letters'].map((id) => ({
        name: `${prefix}-${id}`,
        url: `https://sqs.${region}.amazonaws.com/${account}/${prefix}-${id}`,
      })),
      keptDays: 14,
      ticks: {
        [`arn:aws:lambda:${region}:${account}:function:${prefix}-start-due`]: {
          action: 'start-due',
          does: 'Asks every quarter of an hour what the calendar says is due.',
        },
        [`arn:aws:lambda:${region}:${account}:function:${prefix}-audit-incidents`]: {
          action: 'audit-incidents',
          does: 'Compares every five minutes what should be going on with what is.',
        },
      },
      watchTopic: `arn:aws:sns:${region}:${account}:${prefix}-watch`,
    }),
  };
  const NAMES = functionNames().filter((name) => environment === 'staging' || !CAREFUL.includes(name));

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
    // The functions, the workflows, the rules that start one, and the schedules of the tick and of the audit.
    const starting = everyRunbook.filter(({ triggers }) => triggers.length > 0);
    expect(all).toHaveLength(functions.length + machines(stack).length + starting.length + 2);
    expect(all.filter(({ Properties }) => 'ManagedPolicyArns' in Properties || 'Policies' in Properties)).toEqual([]);
    for (const { Properties } of all) {
      const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: { Principal: { Service: string } }[] };
      expect(Statement).toHaveLength(1);
    }
    const services = all.map(({ Properties }) => {
      const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: { Principal: { Service: string } }[] };
      return Statement[0]?.Principal.Service;
    });
    const assumed = (service: string) => services.filter((one) => one === `${service}.amazonaws.com`).length;
    expect(['lambda', 'states', 'events', 'scheduler'].map(assumed)).toEqual([
      functions.length,
      machines(stack).length,
      starting.length,
      2,
    ]);
  });

  test('a function knows its table and its bucket from its environment, and no token or secret', () => {
    for (const { Properties } of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, Json> };
      const { NODE_EXTRA_CA_CERTS, ...others } = Variables;
      expect([Properties.FunctionName, NODE_EXTRA_CA_CERTS !== undefined]).toEqual([
        Properties.FunctionName,
        'VpcConfig' in Properties,
      ]);
      const name = String(Properties.FunctionName).replace(`${prefix}-`, '');
      const elsewhere = name in DAY_FUNCTIONS || name in ON_DEMAND_FUNCTIONS;
      expect([name, rendered(others)]).toEqual([
        name,
        {
          // By reference in the stack that keeps them, by name in the others.
          INCIDENT_TABLE: elsewhere ? stack.described.table : `<${idOf(stack, stack.described.table)}>`,
          REPORT_BUCKET: elsewhere ? stack.described.reports : `<${idOf(stack, stack.described.reports)}>`,
          NODE_OPTIONS: '--enable-source-maps',
          POWERTOOLS_SERVICE_NAME: 'runbook',
          POWERTOOLS_LOG_LEVEL: 'INFO',
          // What answers people is told by no workflow what things are called, and neither is the audit.
          ...(ANSWERS_API.has(name) || ['audit-incidents', 'answer-test-page'].includes(name)
            ? { DIRECTORY: `/${prefix}/directory`, SYSTEM: `/${prefix}/system` }
            : {}),
          ...(MEASURES.has(name) ? { POWERTOOLS_METRICS_NAMESPACE: prefix } : {}),
          ...(name === 'halt-now' ? haltKnows : {}),
          ...(name === 'start-due' ? tickKnows : {}),
          ...(name.endsWith('-letters') ? lettersKnow : {}),
        },
      ]);
    }
  });

  test('a halt by hand is told where its effect shows, where the trading service says it', () => {
    expect('ACKNOWLEDGEMENT' in haltKnows).toBe(environment === 'prod');
  });

  test('what asks the database is in the VPC: where the services are and with their security group, and it trusts RDS', () => {
    const inside = functions.filter(({ Properties }) => 'VpcConfig' in Properties);
    expect(inside.map(({ Properties }) => Properties.FunctionName)).toEqual(
      INSIDE_VPC.map((name) => `${prefix}-${name}`),
    );
    const { subnets, servicesSecurityGroup } = stack.described.environment.network;
    for (const { Properties } of inside) {
      expect(Properties).toMatchObject({
        VpcConfig: { SubnetIds: subnets, SecurityGroupIds: [servicesSecurityGroup] },
        // Where Lambda keeps Amazon's own authorities, which its Node.js no longer trusts by itself:
        // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
        Environment: { Variables: { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' } },
      });
    }
  });

  test('none of those is made before it may have its network interfaces', () => {
    const inside = functions.filter(({ Properties }) => 'VpcConfig' in Properties);
    for (const { Properties, DependsOn, logicalId } of inside) {
      const role = String(rendered(Properties.Role ?? '')).replace(/^<(.*)\.Arn>$/, '$1');
      const policy = ofType(stack, 'AWS::IAM::Policy').find(
        (each) =>
          JSON.stringify(each.Properties.Roles) === JSON.stringify([{ Ref: role }]) &&
          JSON.stringify(each.Properties.PolicyDocument).includes('ec2:CreateNetworkInterface'),
      );
      expect([logicalId, policy?.logicalId]).toEqual([logicalId, expect.any(String)]);
      expect(DependsOn).toContain(policy?.logicalId);
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
    const waited = machines(stack).flatMap(({ asl }) =>
      allStates(asl).flatMap(([state, { Arguments, TimeoutSeconds, Resource }]) => {
        const arn = withArn(stack, String(Arguments?.FunctionName));
        const called = functions.find(({ logicalId }) => withArn(stack, `<${logicalId}.Arn>`) === arn);
        // A page and a question wait for a person, for as long as the incident permits; their functions are not waited for.
        if (!called || Resource?.endsWith('.waitForTaskToken')) return [];
        return [
          { name: called.Properties.FunctionName, state, after: Number(called.Properties.Timeout) + 2, TimeoutSeconds },
        ];
      }),
    );
    // Every function that a workflow calls is among them; the others answer people, or the schedule, or the question that
    // waits for a person; and one the topic of the probe.
    const called = new Set(waited.map(({ name }) => String(name).replace(`${prefix}-`, '')));
    expect(NAMES.filter((name) => !called.has(name) && !ANSWERS_API.has(name)).sort()).toEqual(
      ['answer-test-page', 'audit-incidents', 'await-approval', 'page-contacts', 'start-due'].sort(),
    );
    // Of each runbook, opening, looking, its end and its report at least; of each checklist, its two ends and its items.
    expect(waited.length).toBeGreaterThan(4 * everyRunbook.length + 3 * checklists.length);
    expect(waited.filter(({ after, TimeoutSeconds }) => after !== TimeoutSeconds)).toEqual([]);
  });

  test('a function ends before the API gives it up, so that whoever asked is told; a halt goes on all the same', () => {
    // Of an HTTP API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
    const API_WAITS = 30;
    const longer = functions
      .filter(({ Properties }) => ANSWERS_API.has(String(Properties.FunctionName).replace(`${prefix}-`, '')))
      .filter(({ Properties }) => Number(Properties.Timeout) >= API_WAITS)
      .map(({ Properties }) => [Properties.FunctionName, Properties.Timeout]);
    // It answers after 25 s at most, and tries for as long as the longest of its calls may take.
    expect(longer).toEqual([[`${prefix}-halt-now`, 45]]);
  });
});

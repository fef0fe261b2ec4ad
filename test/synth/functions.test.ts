import { NOT_CONFIGURED } from '../../environments/schema';
import { functionNames } from '../../lib/bundled-function';
import { BROWSER_ROUTES, COMMAND_ROUTES } from '../../lib/routes';
import { runbooks } from '../../runbooks';
import { allStates } from '../support/asl';
import { assembled } from '../support/assembled';
import { idOf, type Json, machines, nameOf, ofType, rendered, stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

/** Made only where a service's generations may not overlap or its open work does not survive: staging's trading service. */
const CAREFUL = ['ask-before-restart', 'stop-for-restart', 'start-after-stop'];

const ANSWERS_API = new Set<string>([...BROWSER_ROUTES, ...COMMAND_ROUTES].map(({ answers }) => answers));

describe.each(both)('$environment', ({ environment, stack }) => {
  const functions = ofType(stack, 'AWS::Lambda::Function');
  const prefix = `runbook-${environment}`;
  const acknowledgement = stack.described.environment.signals.tradingEnabledAcknowledgement;
  /** It depends on no directory that can be read: what it must know stands with it. */
  const haltKnows = {
    TRADING_ENABLED: `/algo-trading/${environment}/trading_enabled`,
    CHANNEL_TOPIC: `<${idOf(stack, `${prefix}-incident-channel`)}>`,
    ...(acknowledgement === NOT_CONFIGURED ? {} : { ACKNOWLEDGEMENT: JSON.stringify(acknowledgement) }),
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

  test('a function knows its table and its bucket from its environment, and no token or secret', () => {
    for (const { Properties } of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, Json> };
      const { NODE_EXTRA_CA_CERTS, ...others } = Variables;
      expect([Properties.FunctionName, NODE_EXTRA_CA_CERTS !== undefined]).toEqual([
        Properties.FunctionName,
        'VpcConfig' in Properties,
      ]);
      const name = String(Properties.FunctionName).replace(`${prefix}-`, '');
      expect([name, rendered(others)]).toEqual([
        name,
        {
          INCIDENT_TABLE: expect.stringMatching(/^<StoreIncidents/),
          REPORT_BUCKET: expect.stringMatching(/^<StoreReports/),
          NODE_OPTIONS: '--enable-source-maps',
          POWERTOOLS_SERVICE_NAME: 'runbook',
          POWERTOOLS_LOG_LEVEL: 'INFO',
          // What answers people is told by no workflow what things are called.
          ...(ANSWERS_API.has(name) ? { DIRECTORY: `/${prefix}/directory`, SYSTEM: `/${prefix}/system` } : {}),
          ...(name === 'halt-now' ? haltKnows : {}),
        },
      ]);
    }
  });

  test('a halt by hand is told where its effect shows, where the trading service says it', () => {
    expect('ACKNOWLEDGEMENT' in haltKnows).toBe(environment === 'prod');
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
    const waited = machines(stack).flatMap(({ asl }) =>
      allStates(asl).flatMap(([state, { Arguments, TimeoutSeconds, Resource }]) => {
        const called = functions.find(({ logicalId }) => Arguments?.FunctionName === `<${logicalId}.Arn>`);
        // A page and a question wait for a person, for as long as the incident permits; their functions are not waited for.
        if (!called || Resource?.endsWith('.waitForTaskToken')) return [];
        return [{ state, after: Number(called.Properties.Timeout) + 2, TimeoutSeconds }];
      }),
    );
    expect(waited.length).toBeGreaterThan(50);
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

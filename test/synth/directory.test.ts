import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { APPROVABLE, TWO_PEOPLE } from '../../environments/approvable';
import { prod } from '../../environments/prod';
import type { Environment } from '../../environments/schema';
import { Directory, System } from '../../lambdas/shared/directory';
import { Directory as DirectoryParameters } from '../../lib/directory';
import { naming } from '../../lib/naming';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { assembled } from '../support/assembled';
import { called, ofType, properties, stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('what the functions behind the API of $environment are told', ({ environment, stack }) => {
  const about = stack.described.environment;
  const read = (name: string): unknown => JSON.parse(String(called(stack, `/runbook-${environment}/${name}`).Value));
  // As the functions themselves read it.
  const directory = v.parse(Directory, read('directory'));
  const system = v.parse(System, read('system'));
  const named = (type: string, field: string): readonly string[] =>
    properties(stack, type).map((found) => String(found[field]));

  test('is everybody, each with every identity the environment says and no other', () => {
    // As it stands there: the functions read past what they do not know, whoever else may read it does not.
    const { contacts } = read('directory') as { contacts: Record<string, { role: string }> };
    const told = Object.entries(contacts).map(([id, { role, ...identities }]) => [id, role, identities]);
    expect(told).toEqual(
      Object.entries(about.contacts).map(([id, { role, identities = {} }]) => [id, role, identities]),
    );
    expect(told.filter(([, , identities]) => Object.keys(identities as object).length === 3).length).toBeGreaterThan(5);
    expect(directory.identityCenterRoles).toEqual(about.signIn.identityCenterRoles);
  });

  test('is the topic of everybody, and the channel: each exists', () => {
    expect(Object.keys(system.topics)).toEqual(Object.keys(about.contacts));
    const topics = named('AWS::SNS::Topic', 'TopicName');
    const arn = (id: string): string => `arn:aws:sns:ap-south-1:123456789012:runbook-${environment}-${id}`;
    expect(system.topics).toEqual(Object.fromEntries(Object.keys(about.contacts).map((id) => [id, arn(id)])));
    expect(system.channelTopic).toBe(arn('incident-channel'));
    const told = [...Object.values(system.topics), system.channelTopic].map((one) => one.split(':').at(-1) ?? '');
    expect(told.filter((name) => !topics.includes(name))).toEqual([]);
  });

  test('is the workflow of every runbook, and of PagerDuty where it is configured: each exists', () => {
    expect(Object.keys(system.machines)).toEqual(everyRunbook.map(({ id }) => id));
    expect(Object.keys(system.checklists)).toEqual(checklists.map(({ id }) => id));
    const machines = named('AWS::StepFunctions::StateMachine', 'StateMachineName');
    const told = [
      ...Object.values(system.machines),
      ...Object.values(system.checklists),
      ...(system.pagerDuty === null ? [] : [system.pagerDuty]),
    ];
    const before = 'arn:aws:states:ap-south-1:123456789012:stateMachine:';
    expect(told.filter((arn) => !arn.startsWith(before) || !machines.includes(arn.slice(before.length)))).toEqual([]);
    expect(system.pagerDuty === null).toBe(environment === 'prod');
  });

  test('is what begins the name of every alarm there is, but those on ourselves', () => {
    const alarms = ofType(stack, 'AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => !('AlarmActions' in Properties))
      .concat(ofType(stack, 'AWS::CloudWatch::CompositeAlarm'))
      .map(({ Properties }) => String(Properties.AlarmName));
    expect(alarms.length).toBeGreaterThan(10);
    expect(alarms.filter((name) => !system.alarms.some((start) => name.startsWith(start)))).toEqual([]);
  });

  test('is what people change at run time, by names that exist', () => {
    const { mode, calendar, overrides } = stack.described.settings;
    expect(system.settings).toEqual({ mode, calendar, overrides });
    expect(system.reports).toBe(stack.described.reports);
    expect(system.tradingEnabled).toBe(about.parameters.tradingEnabled);
  });

  test('is who may approve what: the environment’s lists, and two people wherever two are needed', () => {
    for (const [act, { contacts, people }] of Object.entries(about.approvers)) {
      expect([act, directory.approvers[act]]).toEqual([act, { contacts, people }]);
    }
    for (const act of TWO_PEOPLE) expect([act, directory.approvers[act]?.people]).toEqual([act, 2]);
  });
});

/** The directory of an environment alone, where everything is known but what is said. */
function parametersOf(environment: Environment, endpoint: (stack: Stack) => string = () => 'https://pages.example') {
  const stack = new Stack(new App(), 'test', { env: { account: prod.account, region: prod.region } });
  new DirectoryParameters(stack, 'Directory', {
    environment,
    naming: naming(environment),
    runbooks: [],
    machines: {},
    checklists: {},
    topics: { channel: 'arn:channel', contacts: {} },
    pagerDuty: null,
    api: { endpoint: endpoint(stack), issuer: 'https://issuer.example', clientId: 'pages' },
  });
  const found = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter')) as {
    Properties: { Name: string; Value: unknown; Tier?: string };
  }[];
  const { Value, Tier } =
    found.find(({ Properties }) => Properties.Name === '/runbook-prod/directory')?.Properties ?? {};
  return { value: Value, tier: Tier ?? 'Standard' };
}

/** An environment whose directory is so long: a contact with a role of two bytes a letter makes up the rest. */
function ofBytes(bytes: number): Environment {
  const make = (role: string): Environment => ({
    ...prod,
    contacts: { ...prod.contacts, filler: { role, email: 'filler@algo-trading.example' } },
  });
  const rest = bytes - Buffer.byteLength(String(parametersOf(make('')).value));
  return make(`${'é'.repeat(Math.floor(rest / 2))}${'e'.repeat(rest % 2)}`);
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
describe('a long directory', () => {
  test.each([
    [4096, 'Standard'],
    [4097, 'Advanced'],
    [8192, 'Advanced'],
  ])('of %d bytes is kept in the tier that takes it: %s', (bytes, tier) => {
    const kept = parametersOf(ofBytes(bytes));
    expect(Buffer.byteLength(String(kept.value))).toBe(bytes);
    expect(kept.tier).toBe(tier);
  });

  test('that no tier takes is refused at synth, by its name', () => {
    expect(() => parametersOf(ofBytes(8193))).toThrow(
      /^\/runbook-prod\/directory would have up to 8193 bytes, expected 8192 at most/,
    );
  });

  test('counts what only the deployment knows as long as it can be, not as short as its placeholder', () => {
    const address = (stack: Stack): string => new CfnParameter(stack, 'A').valueAsString;
    const short = 'https://pages.example'.length;
    // 128 bytes instead of those of the address above.
    expect(parametersOf(ofBytes(4096 + short - 128), address).tier).toBe('Standard');
    expect(parametersOf(ofBytes(4096 + short - 127), address).tier).toBe('Advanced');
  });
});

describe('two people are two people', () => {
  const approversOf = (approvers: Environment['approvers']): Environment['approvers'] =>
    (JSON.parse(String(parametersOf({ ...prod, approvers }).value)) as Pick<Environment, 'approvers'>).approvers;
  const one = { contacts: ['cto', 'team-lead', 'engineering-manager'], people: 1 as const };

  test.each(TWO_PEOPLE)('for %s, also where an environment says one', (act) => {
    expect(approversOf({ otherwise: one, [act]: one })[act]).toEqual({ contacts: one.contacts, people: 2 });
  });

  test.each(TWO_PEOPLE)('for %s, also where an environment says nothing of it', (act) => {
    expect(approversOf({ otherwise: one })[act]).toEqual({ contacts: one.contacts, people: 2 });
  });

  test('and for what one may approve, one stays enough', () => {
    const [act] = APPROVABLE.filter((each) => !TWO_PEOPLE.includes(each));
    expect(approversOf({ otherwise: one, [String(act)]: one })).toMatchObject({ otherwise: one, [String(act)]: one });
  });
});

import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { environments } from '../../environments';
import { functionNames } from '../../lib/bundles';
import type { Described } from '../../lib/described';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { assembled } from '../support/assembled';
import { nameOf, ofType, properties, read, type Synthesised, stacks } from '../support/synth';

const directory = assembled();
const synthesised = stacks(directory);
const described = read<Record<string, Described>>(directory, 'environment.json');
const both = Object.entries(synthesised).map(([environment, stack]) => ({ environment, stack }));

/** Folders of bundled functions by function name. */
const bundles = (stack: Synthesised): Readonly<Record<string, string>> => {
  const files = Object.assign(
    {},
    ...stack.templates.map(
      ({ name }) =>
        read<{ files: Record<string, { source: { path: string } }> }>(directory, `${name}.assets.json`).files,
    ),
  ) as Record<string, { source: { path: string } }>;
  return Object.fromEntries(
    ofType(stack, 'AWS::Lambda::Function').map(({ logicalId, Properties }) => {
      const { S3Key } = Properties.Code as { S3Key: string };
      const asset = files[S3Key.replace(/\.zip$/, '')];
      return [nameOf(stack, logicalId), join(directory, asset?.source.path ?? 'missing')];
    }),
  );
};

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
}

test('there are four stacks for each environment, in its account and its region, each after those it stands on', () => {
  const { artifacts } = read<{ artifacts: Record<string, Artifact> }>(directory, 'manifest.json');
  const made = Object.entries(artifacts).flatMap(([name, { type, environment, dependencies = [] }]) =>
    type === 'aws:cloudformation:stack'
      ? [[name, environment, dependencies.filter((each) => !each.endsWith('.assets'))]]
      : [],
  );
  const where = 'aws://123456789012/ap-south-1';
  expect(made).toEqual([
    ['runbook-prod', where, []],
    ['runbook-prod-day', where, ['runbook-prod']],
    ['runbook-prod-on-demand', where, ['runbook-prod', 'runbook-prod-day']],
    ['runbook-prod-watch', where, ['runbook-prod', 'runbook-prod-day', 'runbook-prod-on-demand']],
    ['runbook-staging', where, []],
    ['runbook-staging-day', where, ['runbook-staging']],
    ['runbook-staging-on-demand', where, ['runbook-staging', 'runbook-staging-day']],
    ['runbook-staging-watch', where, ['runbook-staging', 'runbook-staging-day', 'runbook-staging-on-demand']],
  ]);
});

describe.each(both)('environment.json, $environment', ({ environment, stack }) => {
  const about = described[environment] as Described;
  const named = (type: string): readonly string[] =>
    ofType(stack, type).map(({ logicalId }) => nameOf(stack, logicalId));

  test('repeats the environment word for word', () => {
    expect(about.environment).toEqual(environments.find(({ name }) => name === environment));
  });

  test('lists every runbook with its workflow, its steps and its alarms, all of which exist', () => {
    expect(about.runbooks).toEqual(
      everyRunbook.map(({ id, title, severity, target, steps, triggers }) => ({
        id,
        title,
        severity,
        target,
        machine: `runbook-${environment}-${id}`,
        steps: steps.map(({ says }) => says),
        alarms: triggers.map((trigger) => ({ trigger, name: expect.any(String) })),
      })),
    );
    expect(named('AWS::StepFunctions::StateMachine').toSorted()).toEqual(
      [
        about.escalationMachine,
        about.laterMachine,
        ...(about.pagerDutyMachine === null ? [] : [about.pagerDutyMachine]),
        ...[...about.runbooks, ...about.checklists].map(({ machine }) => machine),
        // Watches over the halt of a P1; nobody starts it by its name.
        `runbook-${environment}-sweep-stop`,
      ].toSorted(),
    );
    expect(about.pagerDutyMachine).toBe(environment === 'staging' ? 'runbook-staging-pager-duty' : null);
    const alarms = about.runbooks.flatMap((runbook) => runbook.alarms.map(({ name }) => name));
    const made = [...named('AWS::CloudWatch::Alarm'), ...named('AWS::CloudWatch::CompositeAlarm')];
    expect(made).toEqual(expect.arrayContaining(alarms));
  });

  test('lists every checklist with its workflow and its items', () => {
    expect(about.checklists).toEqual(
      checklists.map(({ id, title, items }) => ({
        id,
        title,
        machine: `runbook-${environment}-${id}`,
        items: items.map(({ says, must }) => ({ says, must })),
      })),
    );
  });

  test('names the environment’s stacks, the first one first', () => {
    expect([about.stackName, about.stackNames]).toEqual([
      `runbook-${environment}`,
      ['', '-day', '-on-demand', '-watch'].map((which) => `runbook-${environment}${which}`),
    ]);
  });

  test('names the parameters people change at run time, each of which exists', () => {
    const { mode, runbookModes, calendar, overrides } = about.settings;
    expect(Object.keys(runbookModes)).toEqual(everyRunbook.map(({ id }) => id));
    const changed = [mode, ...Object.values(runbookModes), calendar, overrides];
    // Written by the deployment alone: who is who, what the system is called, and where the API is.
    const deployed = [about.directory, `/runbook-${environment}/system`, `/runbook-${environment}/api`];
    expect([...changed, ...deployed].toSorted()).toEqual(named('AWS::SSM::Parameter').toSorted());
  });

  test('names every function, topic, table and bucket as it is called', () => {
    expect(Object.values(about.functions).toSorted()).toEqual(named('AWS::Lambda::Function').toSorted());
    const { contacts, channel, lastResort, watch, probe } = about.topics;
    expect([...Object.values(contacts), channel, lastResort, watch, probe].toSorted()).toEqual(
      named('AWS::SNS::Topic').toSorted(),
    );
    expect(named('AWS::DynamoDB::GlobalTable')).toEqual([about.table]);
    expect(ofType(stack, 'AWS::S3::Bucket').map(({ Properties }) => Properties.BucketName)).toContain(about.reports);
  });

  test('says what is not watched, because nothing emits it', () => {
    expect(about.notWatched.toSorted()).toEqual(
      environment === 'staging'
        ? [
            'brokerPositions',
            'closePositions',
            'exportManifest',
            'positions',
            'probeAcknowledgement',
            'tradesAndProfit',
            'tradingEnabledAcknowledgement',
          ]
        : [],
    );
  });
});

/** Bundles that may be larger, in KiB, and why: each is a decision. */
const LARGER: readonly (readonly [name: string, kib: number, because: string])[] = [
  ['audit-incidents', 900, 'It asks eight services: what alarms, incidents, runs, services and the database say.'],
  ['check-security-groups', 1024, 'The client of EC2 keeps the shapes of all its operations in one file.'],
  ['check-system', 900, 'It asks eight services side by side.'],
  ['halt-trading', 900, 'It looks at whatever the rule of the halt asks for.'],
  ['resume-trading', 900, 'It asks seven services: both sides are compared again right before it writes "true".'],
];

/** What a library asks for only where somebody wants it, which nobody here does. */
const NEVER_ASKED: Readonly<Record<string, readonly string[]>> = {
  // pg asks for it in the getter of its `native` alone.
  'test-connectivity': ['pg-native'],
  'check-table-sizes': ['pg-native'],
  'count-rows': ['pg-native'],
  'vacuum-tables': ['pg-native'],
  'check-data-integrity': ['pg-native'],
  'compare-rows': ['pg-native'],
  'verify-switch': ['pg-native'],
};

describe.each(both)('the bundles of $environment', ({ environment, stack }) => {
  const made = Object.entries(bundles(stack));

  test('there is one for each folder with a handler, careful restarts only where a service needs them', () => {
    const careful = ['ask-before-restart', 'start-after-stop', 'stop-for-restart'];
    expect(functionNames()).toEqual(expect.arrayContaining(careful));
    const needed = functionNames().filter((name) => environment === 'staging' || !careful.includes(name));
    expect(made.map(([name]) => name).toSorted()).toEqual(needed.map((name) => `runbook-${environment}-${name}`));
  });

  test.each(made)('%s is there, with its source map, and is no larger than a cold start permits', (name, folder) => {
    expect(existsSync(join(folder, 'handler.js.map'))).toBe(true);
    const most = LARGER.find(([larger]) => name === `runbook-${environment}-${larger}`)?.[1] ?? 800;
    expect(statSync(join(folder, 'handler.js')).size).toBeLessThan(most * 1024);
  });

  test.each(made)('%s asks for nothing that is not in it or in Node.js', (name, folder) => {
    const code = readFileSync(join(folder, 'handler.js'), 'utf8');
    // Two messages of the SDK's signing library speak of "calling [require(…)]"; that is text, not a call.
    const required = [...code.matchAll(/(?<!calling \[)\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name ?? '');
    const foreign = required.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect(foreign).toEqual(NEVER_ASKED[name.replace(`runbook-${environment}-`, '')] ?? []);
    expect(required.filter((name) => name.startsWith('@aws-sdk/'))).toEqual([]);
    expect(required.length).toBeGreaterThan(0);
  });

  test.each(made)('%s has the handler the function is told to call', (name, folder) => {
    // Some read theirs as soon as they are loaded.
    const made = properties(stack, 'AWS::Lambda::Function').find(({ FunctionName }) => FunctionName === name);
    const { Variables = {} } = (made?.Environment ?? {}) as { Variables?: Readonly<Record<string, string>> };
    const { NODE_OPTIONS: _, POWERTOOLS_LOG_LEVEL: __, ...variables } = Variables;
    Object.assign(process.env, variables);
    const bundle: { handler?: unknown } = jest.requireActual(join(folder, 'handler.js'));
    expect(typeof bundle.handler).toBe('function');
  });
});

test('production and staging run the same code', () => {
  const [prod, staging] = both.map(({ environment, stack }) =>
    Object.fromEntries(
      Object.entries(bundles(stack)).map(([name, folder]) => [name.replace(`-${environment}-`, '-'), folder]),
    ),
  );
  // Staging has the functions of its careful restarts besides.
  expect(staging).toMatchObject(prod ?? {});
});

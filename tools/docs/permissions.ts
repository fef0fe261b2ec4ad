import { escaped } from '../fidelity/markdown';
import { ofType, type Resource, type Stack, type Synthesised } from './assembly';
import { type Grant, grantOf, grantsOf, onWhat, statementsOf } from './grants';
import { table } from './table';
import { whyWide } from './why-wide';

const INTRODUCTION = `What every function and every workflow may do, read from the policies that \`npm run synth\` writes and AWS would enforce.
Do not edit: \`npm run docs\` writes this file anew, and \`npm run docs -- --check\` says whether it is up to date.

One role per function, with exactly its calls: every rehearsed call is judged by these same policies, and none is denied. Names of one account are not shown; what a name stands for is.
*everything* is \`*\`; why it cannot be less stands [at the end](#granted-on-everything).`;

/** Actions that the platform needs of every function, wherever its code calls nothing. */
const PLATFORM: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'write its own log',
  'logs:PutLogEvents': 'write its own log',
  'xray:PutTelemetryRecords': 'send its traces',
  'xray:PutTraceSegments': 'send its traces',
};

interface Holder {
  readonly name: string;
  readonly does: string;
  readonly timeoutSeconds: number;
  readonly grants: readonly Grant[];
}

/** The whole of docs/permissions.md: the first environment's, and what is otherwise in another. */
export function permissionsDocument(assembly: Readonly<Record<string, Synthesised>>): string {
  const [first, ...others] = Object.entries(assembly);
  if (!first) throw new Error('The assembly has no environment.');
  const [name, environment] = first;
  const everyone = environment.stacks.flatMap((stack) => functionsOf(stack, environment));
  const lacking = everyone.filter(({ grants }) => {
    const may = grants.flatMap(({ actions }) => actions);
    return !Object.keys(PLATFORM).every((action) => may.includes(action));
  });
  return `${[
    '# Permissions',
    INTRODUCTION,
    `The tables are those of ${name}. Besides what they say, every function ${
      lacking.length > 0 ? `but ${lacking.map((one) => `\`${one.name}\``).join(', ')} ` : ''
    }may ${[...new Set(Object.values(PLATFORM))].join(' and ')}.`,
    ...environment.stacks.flatMap((stack) => [
      `## Functions of ${stack.name}`,
      stack.description,
      functionTable(functionsOf(stack, environment)),
    ]),
    '## Workflows',
    `Besides what this table says, every workflow may write its own log and its traces.`,
    workflowTable(environment),
    '## Whatever else has a role or a policy',
    otherTable(environment),
    '## Granted on everything',
    everythingTable(environment, everyone),
    '## Wider than one thing',
    'Wildcards within a name, and what they stand for.',
    wideTable(environment),
    ...others.flatMap(([other, synthesised]) => [
      `## What is otherwise in ${other}`,
      differences(environment, synthesised),
    ]),
  ].join('\n\n')}\n`;
}

function functionsOf(stack: Stack, environment: Synthesised): Holder[] {
  return ofType(stack, 'AWS::Lambda::Function')
    .map(({ Properties }) => ({
      name: String(Properties.FunctionName).replace(`${environment.stackName}-`, ''),
      does: String(Properties.Description ?? ''),
      timeoutSeconds: Number(Properties.Timeout),
      grants: grantsOf(roleIn(Properties.Role), stack, environment),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const roleIn = (reference: unknown): string => /^<IAM:(.+)>$/.exec(String(reference))?.[1] ?? '';

const functionTable = (functions: readonly Holder[]): string =>
  table(
    ['Function', 'What it does', 'What it may do', 'Time-out'],
    functions.map(({ name, does, grants, timeoutSeconds }) => [
      `\`${name}\``,
      escaped(does),
      said(grants, PLATFORM),
      `${timeoutSeconds} s`,
    ]),
  );

/** One line for each thing something may be done to, what the platform needs left out. */
function said(grants: readonly Grant[], without: Readonly<Record<string, unknown>>): string {
  const byThing = new Map<string, Set<string>>();
  for (const { actions, on, condition } of grants) {
    const thing = `${onWhat(on)}${condition === '' ? '' : `, where ${condition}`}`;
    const known = byThing.get(thing) ?? new Set();
    for (const action of actions) if (!(action in without)) known.add(action);
    if (known.size > 0) byThing.set(thing, known);
  }
  const lines = [...byThing].map(([thing, actions]) => `${codes([...actions].sort())} on ${shown(thing)}`);
  return lines.length === 0 ? 'nothing' : lines.join('<br>');
}

const codes = (actions: readonly string[]): string => actions.map((action) => `\`${action}\``).join(', ');

/** Keys with stars and underscores stay what they are. */
const shown = (thing: string): string => thing.replace(/[*_|<>]/g, (character) => `\\${character}`);

/** What a workflow needs for its own log and traces: AWS grants no less. */
const OF_A_WORKFLOW = /^(logs|xray):/;

function workflowTable(environment: Synthesised): string {
  const rows = environment.stacks.flatMap((stack) =>
    ofType(stack, 'AWS::StepFunctions::StateMachine').map(({ Properties }) => {
      const grants = grantsOf(roleIn(Properties.RoleArn), stack, environment)
        .map((grant) => ({ ...grant, actions: grant.actions.filter((action) => !OF_A_WORKFLOW.test(action)) }))
        .filter(({ actions }) => actions.length > 0);
      const calls = grants.filter(({ actions }) => actions.every((action) => action === 'lambda:InvokeFunction'));
      const functions = [...new Set(calls.flatMap(({ on }) => on.flatMap(({ one }) => one ?? [])))].sort();
      const rest = grants.filter((grant) => !calls.includes(grant));
      return [
        `\`${String(Properties.StateMachineName).replace(`${environment.stackName}-`, '')}\``,
        functions.join(', '),
        said(rest, {}),
      ];
    }),
  );
  return table(['Workflow', 'Functions it may call', 'What else it may do'], rows);
}

function otherTable(environment: Synthesised): string {
  const rows = environment.stacks.flatMap((stack) => {
    const taken = new Set(
      [...ofType(stack, 'AWS::Lambda::Function'), ...ofType(stack, 'AWS::StepFunctions::StateMachine')].map(
        ({ Properties }) => roleIn(Properties.Role ?? Properties.RoleArn),
      ),
    );
    const roles = ofType(stack, 'AWS::IAM::Role').filter(({ logicalId }) => !taken.has(logicalId));
    const policies = ofType(stack, 'AWS::IAM::ManagedPolicy');
    return [
      ...roles.map((role) => [
        `role for \`${servedBy(role)}\``,
        said(grantsOf(role.logicalId, stack, environment), {}),
      ]),
      ...policies.map((policy) => [
        `policy \`${String(policy.Properties.ManagedPolicyName).replace(`${environment.stackName}-`, '')}\`, for people`,
        said(
          statementsOf(policy).map((statement) => grantOf(statement, environment)),
          {},
        ),
      ]),
    ];
  });
  return table(['Who', 'What they may do'], rows);
}

const servedBy = ({ Properties }: Resource): string => {
  const { Statement } = Properties.AssumeRolePolicyDocument as unknown as {
    Statement: readonly { readonly Principal: { readonly Service?: string } }[];
  };
  return Statement.map(({ Principal }) => Principal.Service ?? '?').join(', ');
};

function everythingTable(environment: Synthesised, functions: readonly Holder[]): string {
  const workflows = environment.stacks.flatMap((stack) =>
    ofType(stack, 'AWS::StepFunctions::StateMachine').flatMap(({ Properties }) =>
      grantsOf(roleIn(Properties.RoleArn), stack, environment),
    ),
  );
  const holders = [
    ...functions.map(({ name, grants }) => ({ name, label: `\`${name}\``, grants })),
    { name: 'workflows', label: 'every workflow', grants: workflows },
  ];
  const asked = holders.flatMap(({ name, label, grants }) => {
    const wide = grants.filter(({ on }) => on.some(({ noun }) => noun === 'everything'));
    return [...new Set(wide.flatMap(({ actions }) => actions))].map((action) => ({
      action,
      label,
      ...whyWide(name, action),
    }));
  });
  const who = (labels: readonly string[]): string =>
    labels.length === holders.length ? 'everybody' : labels.join(', ');
  const byAction = grouped(asked, ({ action, because }) => `${action} ${because}`).map((these) => ({
    ...(these[0] as (typeof these)[number]),
    who: who(these.map(({ label }) => label)),
  }));
  const rows = grouped(byAction, ({ who: whose, because }) => `${whose} ${because}`).map((these) => {
    const [{ because, source, who: whose }] = these as [(typeof these)[number]];
    return [codes(these.map(({ action }) => action).sort()), whose, escaped(because), `[AWS](<${source}>)`];
  });
  return table(
    ['Actions', 'Who', 'Why it cannot be less', 'Source'],
    rows.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  );
}

function grouped<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()];
}

function wideTable(environment: Synthesised): string {
  const found = new Map<string, { actions: Set<string>; because: string }>();
  for (const stack of environment.stacks) {
    for (const policy of ofType(stack, 'AWS::IAM::Policy')) {
      for (const statement of statementsOf(policy)) {
        const { actions, on } = grantOf(statement, environment);
        for (const { noun, because } of on) {
          if (because === undefined || noun === 'everything') continue;
          const row = found.get(noun) ?? { actions: new Set(), because };
          for (const action of actions) row.actions.add(action);
          found.set(noun, row);
        }
      }
    }
  }
  return table(
    ['What', 'Actions', 'Because'],
    [...found]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([noun, { actions, because }]) => [
        noun.replace(/( of|’s)$/, '$1 …'),
        codes([...actions].sort()),
        escaped(because),
      ]),
  );
}

/** Functions and what they may do, side by side, by words that hold in every account. */
function differences(one: Synthesised, other: Synthesised): string {
  const here = new Map(one.stacks.flatMap((stack) => functionsOf(stack, one)).map((each) => [each.name, each]));
  const there = new Map(other.stacks.flatMap((stack) => functionsOf(stack, other)).map((each) => [each.name, each]));
  const rows = [...new Set([...here.keys(), ...there.keys()])].sort().flatMap((name) => {
    const [mine, its] = [here.get(name), there.get(name)];
    if (!its) return [[`\`${name}\``, 'is not there']];
    if (!mine) return [[`\`${name}\``, `only here (${its.timeoutSeconds} s): ${said(its.grants, PLATFORM)}`]];
    const [before, now] = [mine, its].map(({ grants }) => said(grants, PLATFORM).split('<br>')) as [string[], string[]];
    const lines = [
      ...before.filter((line) => !now.includes(line)).map((line) => `not: ${line}`),
      ...now.filter((line) => !before.includes(line)).map((line) => `instead, or besides: ${line}`),
    ];
    return lines.length === 0 ? [] : [[`\`${name}\``, lines.join('<br>')]];
  });
  return rows.length === 0 ? 'Nothing.' : table(['Function', 'What is otherwise'], rows);
}

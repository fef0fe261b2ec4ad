import jsonata from 'jsonata';
import { dayRunbooks, everyRunbook, onDemandRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { type Asl, allStates, edges, type Flow, flows, type State, walk } from '../support/asl';
import { assembled } from '../support/assembled';
import { machines, stacks, withArn } from '../support/synth';

const all = Object.entries(stacks(assembled())).flatMap(([environment, stack]) =>
  machines(stack).map(({ id, asl }) => ({ machine: `${environment}: ${id}`, asl, stack })),
);

const JSONPATH_ONLY = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'ItemsPath',
  'Variable',
];

test('there is one workflow for each runbook and each checklist in each environment, the escalation, what starts others later, what watches over a halt, and PagerDuty', () => {
  const each = [
    'escalation',
    'later',
    ...[...runbooks, ...dayRunbooks, ...checklists, ...onDemandRunbooks].map(({ id }) => id),
    'sweep-stop',
  ];
  expect(each).toHaveLength(2 + everyRunbook.length + 2 + 1);
  expect(all.map(({ machine }) => machine)).toEqual([
    ...each.map((id) => `prod: ${id}`),
    // Configured there alone.
    'staging: pager-duty',
    ...each.map((id) => `staging: ${id}`),
  ]);
});

describe.each(all)('$machine', ({ asl, stack }) => {
  test('says nothing in JSONPath: it would be taken for plain text', () => {
    expect(asl.QueryLanguage).toBe('JSONata');
    expect(allStates(asl).filter(([, { QueryLanguage }]) => QueryLanguage === 'JSONPath')).toEqual([]);
    const bad = [...walk(asl.States)].filter(
      ([, key, value]) =>
        JSONPATH_ONLY.includes(key) || key.endsWith('.$') || (typeof value === 'string' && /^\$\$?\./.test(value)),
    );
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  test('has no expression that does not parse, or reads anything but variables', () => {
    expect(expressions(asl.States).flatMap(([path, text]) => complaints(text).map((it) => `${path}: ${it}`))).toEqual(
      [],
    );
  });

  test('reads no variable before it is assigned, whichever way it came', () => {
    expect(readTooEarly(asl, new Set(['states']))).toEqual([]);
  });

  test('waits for no answer without a time limit', () => {
    const waiting = allStates(asl).filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));
    expect(waiting.filter(([, { TimeoutSeconds }]) => TimeoutSeconds === undefined)).toEqual([]);
  });

  test('hands a task token to nothing but the functions that keep it', () => {
    const tokens = expressions(asl.States).filter(([, text]) => text.includes('Task.Token'));
    const keeping = /\/(Page|Wait for an approval: [^/]+)\/Arguments\/Payload\/token$/;
    expect(tokens.filter(([path]) => !keeping.test(path))).toEqual([]);
    const waiting = allStates(asl).filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));
    // By reference in the stack that makes them, by name in another.
    const keepers = waiting.map(([, { Arguments }]) => withArn(stack, String(Arguments?.FunctionName)));
    const keep = ['page-contacts', 'await-approval'].map((name) => `:function:${stack.described.stackName}-${name}`);
    expect(keepers.filter((arn) => !keep.some((one) => arn.endsWith(one)))).toEqual([]);
    expect(tokens).toHaveLength(waiting.length);
  });

  test('names no state in more than 80 characters', () => {
    expect(allStates(asl).filter(([name]) => name.length > 80)).toEqual([]);
  });
});

test('an expression that reads a field without its variable would be noticed', () => {
  expect(complaints("{% last.outcome = 'wait' %}")).toEqual(['last is not a variable']);
  expect(complaints('{% ( %}')).toHaveLength(1);
  expect(complaints(' {% $last %}')).toEqual(['the delimiters must be its first and last characters']);
});

test('a variable that is assigned on one of two ways only would be noticed', () => {
  const choice: State = { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'A' }], Default: 'B' };
  const flow: Flow = {
    StartAt: 'Choose',
    States: {
      Choose: choice,
      A: { Type: 'Pass', Assign: { ending: 'resolved' }, Next: 'B' },
      B: { Type: 'Succeed', Output: '{% $ending %}' },
    },
  };
  expect(readTooEarly(flow, new Set(['states']))).toEqual(['B: $ending']);
});

/** Every text that is or should be an expression, with its place. */
function expressions(value: unknown): readonly (readonly [path: string, text: string])[] {
  return [...walk(value)].flatMap(([path, , text]) =>
    typeof text === 'string' && text.includes('{%') ? [[path, text] as const] : [],
  );
}

/** What is wrong with one expression. */
function complaints(text: string): readonly string[] {
  if (!/^\{%[\s\S]*%\}$/.test(text)) return ['the delimiters must be its first and last characters'];
  try {
    return [...bareNames(jsonata(text.slice(2, -2)).ast())].map((name) => `${name} is not a variable`);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Names at the beginning of a path: Step Functions has no input there to read them from. */
function* bareNames(node: unknown): Generator<string> {
  if (node === null || typeof node !== 'object') return;
  const { type, steps } = node as { type?: string; steps?: readonly { type: string; value: string }[] };
  const [first] = steps ?? [];
  if (type === 'path' && first?.type === 'name') yield first.value;
  for (const inner of Object.values(node)) yield* bareNames(inner);
}

/** Uses of variables that are not assigned on every way to the state that reads them. */
function readTooEarly(flow: Flow | Asl, inherited: ReadonlySet<string>): readonly string[] {
  const known = assignedBefore(flow, inherited);
  return Object.entries(flow.States).flatMap(([name, { Branches = [], ...state }]) => {
    const assigned = known.get(name) ?? new Set<string>();
    const own = expressions(state).flatMap(([, text]) =>
      variables(text)
        .filter((variable) => !assigned.has(variable))
        .map((variable) => `${name}: $${variable}`),
    );
    return [...own, ...Branches.flatMap((branch) => readTooEarly(branch, assigned))];
  });
}

/** Variables that are certainly assigned when a state begins: those common to all ways that lead to it. */
function assignedBefore(flow: Flow, inherited: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>([[flow.StartAt, inherited]]);
  for (let settled = false; !settled; ) {
    settled = true;
    for (const { from, to, assigns } of edges(flow)) {
      const before = known.get(from);
      if (!before) continue;
      const arriving = new Set([...before, ...Object.keys(assigns)]);
      const sofar = known.get(to);
      const common = new Set([...(sofar ?? arriving)].filter((variable) => arriving.has(variable)));
      if (sofar?.size === common.size) continue;
      known.set(to, common);
      settled = false;
    }
  }
  return known;
}

function variables(text: string): readonly string[] {
  const code = text.replace(/'[^']*'|"[^"]*"/g, "''");
  return [...code.matchAll(/\$([A-Za-z_]\w*)\s*(\()?/g)].flatMap(([, name, call]) => (name && !call ? [name] : []));
}

test('branches are looked at as well', () => {
  const escalation = all.find(({ machine }) => machine === 'prod: escalation');
  expect([...flows(escalation?.asl as Asl)]).toHaveLength(3);
});

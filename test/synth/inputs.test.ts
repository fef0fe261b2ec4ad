import { join } from 'node:path';
import jsonata from 'jsonata';
import * as v from 'valibot';
import { checklists } from '../../runbooks/checklists';
import { type Asl, allStates } from '../support/asl';
import { assembled } from '../support/assembled';
import { machines, properties, type Synthesised, stacks, withArn } from '../support/synth';

// A step's and an item's handler is made of the schema of its input: here it is that schema. What any other handler parses
// is as far as it goes.
jest.mock('../../lambdas/shared/step', () => ({
  ...jest.requireActual('../../lambdas/shared/step'),
  asStep: (input: unknown) => input,
  parse: (schema: v.GenericSchema, given: unknown) => {
    throw new Parsed(v.safeParse(schema, given));
  },
}));
jest.mock('../../lambdas/shared/checklist/item', () => ({
  ...jest.requireActual('../../lambdas/shared/checklist/item'),
  asItem: (input: unknown) => input,
}));

class Parsed extends Error {
  constructor(readonly result: v.SafeParseResult<v.GenericSchema>) {
    super('It was parsed.');
  }
}

const both = Object.entries(stacks(assembled()));

/** What stands behind a function: a schema, or a handler that parses what it is called with. */
type Behind = v.GenericSchema | ((event: unknown) => Promise<unknown>);

function behind(stack: Synthesised, name: string): Behind {
  const { Environment } =
    properties(stack, 'AWS::Lambda::Function').find(({ FunctionName }) => FunctionName === name) ?? {};
  const { Variables = {} } = (Environment ?? {}) as { Variables?: Readonly<Record<string, string>> };
  const { NODE_OPTIONS: _, POWERTOOLS_LOG_LEVEL: __, ...variables } = Variables;
  Object.assign(process.env, variables);
  const folder = name.replace(`${stack.described.stackName}-`, '');
  const { handler } = jest.requireActual<{ handler: Behind }>(join(__dirname, '../../lambdas', folder, 'handler'));
  return handler;
}

/** Every call of a function in the workflows of an environment that gives it an input. */
const calls = both.flatMap(([environment, stack]) =>
  machines(stack).flatMap(({ id, asl }) =>
    allStates(asl).flatMap(([state, { Arguments }]) => {
      const payload = Arguments?.Payload as { readonly input?: unknown } | undefined;
      if (!payload || !('input' in payload)) return [];
      const name = withArn(stack, String(Arguments?.FunctionName)).replace(/^.*:function:/, '');
      return [{ call: `${environment}: ${id}, ${state}`, stack, name, input: payload.input }];
    }),
  ),
);

test('every step and every item is told something', () => {
  const items = checklists.flatMap((checklist) => checklist.items);
  expect(calls.length).toBeGreaterThan(100);
  for (const { says } of items)
    expect(calls.filter(({ call }) => call.endsWith(`, ${says}`))).toHaveLength(both.length);
});

test.each(calls)(
  '$call: is told what its function understands, and nothing that it does not read',
  ({ stack, name, input }) => {
    const schema = behind(stack, name) as v.GenericSchema;
    // A name in it is a name, and no expression that would only be known when it runs.
    expect(JSON.stringify(input)).not.toContain('{%');
    const { output, issues } = v.safeParse(schema, input);
    expect(issues?.map(({ message, path }) => `${path?.map(({ key }) => key).join('.')}: ${message}`)).toBeUndefined();
    expect(output).toEqual(input);
  },
);

describe.each(
  both.flatMap(([environment, stack]) => checklists.map((checklist) => ({ environment, stack, id: checklist.id }))),
)('$environment: $id', ({ stack, id }) => {
  const asl = machines(stack).find((machine) => machine.id === id)?.asl as Asl;

  /** What a state hands over: its payload, as Step Functions evaluates it. */
  async function payloadOf(state: string, input: object): Promise<unknown> {
    const Execution = { Id: 'arn:aws:states:ap-south-1:123456789012:execution:morning:1', Name: '1', Input: input };
    const variables = {
      states: { context: { Execution } },
      date: '2026-11-20',
      run: 1,
      items: [
        { item: 'Check system health', state: 'ok', says: 'All is well.', numbers: { tasks: 6 } },
        { item: 'Verify broker connectivity', state: 'could not check', says: 'Could not be checked: States.Timeout.' },
      ],
    };
    const evaluated = async (value: unknown): Promise<unknown> => {
      if (typeof value === 'string')
        return value.startsWith('{%') ? jsonata(value.slice(2, -2)).evaluate({}, variables) : value;
      if (Array.isArray(value)) return Promise.all(value.map(evaluated));
      if (value === null || typeof value !== 'object') return value;
      const fields = Object.entries(value).map(async ([key, held]) => [key, await evaluated(held)] as const);
      return Object.fromEntries(await Promise.all(fields));
    };
    return JSON.parse(JSON.stringify(await evaluated(asl.States[state]?.Arguments?.Payload))) as unknown;
  }

  test.each([
    ['by the schedule', { startedBy: 'schedule', reason: 'It is due.', date: '2026-11-20' }],
    ['by a person', { startedBy: 'asha', reason: 'To see.' }],
    ['again', { startedBy: 'check-again', reason: 'Again.', date: '2026-11-20', rerun: 'incident-1' }],
  ])('started %s, opens and reports in words their functions understand', async (_by, input) => {
    for (const [state, folder] of [
      ['Open the checklist', 'open-checklist'],
      ['Report', 'report-checklist'],
    ] as const) {
      const handler = behind(stack, `${stack.described.stackName}-${folder}`) as (event: unknown) => Promise<unknown>;
      const payload = await payloadOf(state, input);
      const parsed = await handler(payload).catch((error: unknown) => error);
      expect(parsed).toBeInstanceOf(Parsed);
      const { issues, output } = (parsed as Parsed).result;
      expect(
        issues?.map(({ message, path }) => `${path?.map(({ key }) => key).join('.')}: ${message}`),
      ).toBeUndefined();
      // The step's words are for the log.
      const { step: _, ...told } = payload as { readonly step: string };
      expect(output).toMatchObject(told);
    }
  });
});

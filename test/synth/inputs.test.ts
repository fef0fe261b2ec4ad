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
      return [{ call: `${environment}: ${id}, ${state}`, id, stack, name, input: payload.input }];
    }),
  ),
);

test('every step and every item is told something', () => {
  const items = checklists.flatMap((checklist) => checklist.items);
  expect(calls.length).toBeGreaterThan(100);
  for (const { says } of items)
    expect(calls.filter(({ call }) => call.endsWith(`, ${says}`))).toHaveLength(both.length);
});

const THE_STOP: Readonly<Record<string, string>> = {
  'run.execution': '{% $states.context.Execution.Id %}',
  'run.startedAt': '{% $states.context.Execution.StartTime %}',
  'run.beginning': '{% $states.context.Execution.Input %}',
  'run.written': '{% $written %}',
};
/**
 * What only the run itself knows, by hand: by workflow and function (`*`: whichever workflow calls it), where it stands in
 * the input. Everything else a function is told is known when the app is synthesised.
 */
const OF_THE_RUN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Another run may work on the same incident: each closes its own.
  '* complete-run': { execution: '{% $states.context.Execution.Id %}' },
  // Which stop it is, who asked for it, and what came of the workflow's own write.
  'emergency-stop-trading stop-trading': THE_STOP,
  'emergency-stop-trading sweep-stop': THE_STOP,
  // The same of a halt, as the function says it that has halted.
  'sweep-stop sweep-stop': { run: '{% $run %}' },
};

const EXECUTION = {
  Id: 'arn:aws:states:ap-south-1:123456789012:execution:stop:1',
  StartTime: '2026-11-20T04:30:00.000Z',
  Input: { startedBy: 'asha', reason: 'To see.', options: { 'scale-down': true } },
};
const RUN = { execution: EXECUTION.Id, startedAt: EXECUTION.StartTime, beginning: EXECUTION.Input };
/** As Step Functions would evaluate them. */
const VARIABLES = {
  states: { context: { Execution: EXECUTION } },
  written: { version: 7 },
  run: { ...RUN, written: { version: 7 } },
};

test.each(calls)(
  '$call: is told what its function understands, and nothing that it does not read',
  async ({ stack, name, input, id }) => {
    const schema = behind(stack, name) as v.GenericSchema;
    const folder = name.replace(`${stack.described.stackName}-`, '');
    const { evaluated, expressions } = await ofTheRun(input);
    // A name in it is a name, and no expression that would only be known when it runs.
    expect(expressions).toEqual(OF_THE_RUN[`${id} ${folder}`] ?? OF_THE_RUN[`* ${folder}`] ?? {});
    const { output, issues } = v.safeParse(schema, evaluated);
    expect(issues?.map(({ message, path }) => `${path?.map(({ key }) => key).join('.')}: ${message}`)).toBeUndefined();
    expect(output).toEqual(evaluated);
  },
);

/** An input with what the run knows put in, and the expressions that stood there, by their place. */
async function ofTheRun(input: unknown): Promise<{ evaluated: unknown; expressions: Record<string, string> }> {
  const expressions: Record<string, string> = {};
  const put = async (value: unknown, place: string): Promise<unknown> => {
    if (typeof value === 'string' && value.includes('{%')) {
      expressions[place] = value;
      const found: unknown = await jsonata(value.slice(2, -2)).evaluate({}, VARIABLES);
      return JSON.parse(JSON.stringify(found));
    }
    if (Array.isArray(value)) return Promise.all(value.map((each, index) => put(each, `${place}.${index}`)));
    if (value === null || typeof value !== 'object') return value;
    const fields = Object.entries(value).map(
      async ([key, held]) => [key, await put(held, place === '' ? key : `${place}.${key}`)] as const,
    );
    return Object.fromEntries(await Promise.all(fields));
  };
  return { evaluated: await put(input, ''), expressions };
}

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

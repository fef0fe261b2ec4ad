import type { Assembly, Resource } from '../../engine/assembly';
import { type Alteration, nth, shortName, without } from './mutant';
import { touch } from './touches';

/** A state of the Amazon States Language, as far as it is altered. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly Catch?: readonly object[];
  readonly Retry?: readonly object[];
  readonly Branches?: readonly Flow[];
  readonly ItemProcessor?: Flow;
}

interface Rule {
  readonly Condition: string;
  readonly Next: string;
}

interface Flow {
  readonly States: Readonly<Record<string, State>>;
}

/** What does something and goes on; an end does nothing, and the rules of a Choice are altered one by one. */
const STEPS = ['Task', 'Parallel', 'Map', 'Wait', 'Pass'];

/** Error handling that is not there, branches that are never taken, and states that do nothing. */
export function ofMachine(assembly: Assembly, { name, properties }: Resource): readonly Alteration[] {
  const machine = `machine ${shortName(assembly, name)}`;
  const definition = JSON.parse(String(properties.DefinitionString)) as Flow;
  return [...statesOf(definition)].flatMap(([state, given]) => {
    const { Catch = [], Retry = [], Choices = [], Type, Next } = given;
    const altered = (over: Partial<State>): Alteration['change'] => {
      return (of) => ({ ...of, DefinitionString: JSON.stringify(withState(definition, state, { ...given, ...over })) });
    };
    const skipped: Alteration = {
      kind: 'state skipped',
      what: `${machine}: "${state}" skipped`,
      touched: touch.state(name, state),
      change: (of) => {
        const pass: State = { Type: 'Pass', ...(Next === undefined ? { End: true } : { Next }) };
        return { ...of, DefinitionString: JSON.stringify(withState(definition, state, pass)) };
      },
    };
    return [
      ...(STEPS.includes(Type) ? [skipped] : []),
      ...Catch.map((_, position) => ({
        kind: 'Catch removed' as const,
        what: `${machine}: ${nth('Catch', position, Catch)} of "${state}" removed`,
        touched: touch.caught(name, state, position),
        failing: { machine: name, state, how: 'for good' as const },
        change: altered({ Catch: without(Catch, position) }),
      })),
      ...Retry.map((_, position) => ({
        kind: 'Retry removed' as const,
        what: `${machine}: ${nth('Retry', position, Retry)} of "${state}" removed`,
        touched: touch.retry(name, state, position),
        failing: { machine: name, state, how: 'once' as const },
        change: altered({ Retry: without(Retry, position) }),
      })),
      ...Choices.flatMap((rule, position): readonly Alteration[] => {
        if (leadsByDefault(rule, given)) return [];
        return [
          {
            kind: 'Choice rule never true',
            what: `${machine}: "${state}" never leads to "${rule.Next}" by rule ${position + 1}`,
            touched: touch.choice(name, state, position),
            change: altered({
              Choices: Choices.map((each, index) =>
                index === position ? { ...each, Condition: '{% false %}' } : each,
              ),
            }),
          },
        ];
      }),
    ];
  });
}

/** A rule that leads where the default does, and does nothing on the way: it is there for the reader, as rules exclude each other. */
const leadsByDefault = ({ Next, Condition: _, ...more }: Rule, { Default }: State): boolean =>
  Next === Default && Object.keys(more).length === 0;

/** By name, those of branches and iterations included: no two states of a machine have the same. */
function* statesOf({ States }: Flow): Generator<readonly [string, State]> {
  for (const [name, state] of Object.entries(States)) {
    yield [name, state];
    for (const flow of [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])])
      yield* statesOf(flow);
  }
}

function withState(flow: Flow, name: string, state: State): Flow {
  return {
    ...flow,
    States: Object.fromEntries(
      Object.entries(flow.States).map(([each, given]): [string, State] => {
        if (each === name) return [each, state];
        const { Branches, ItemProcessor } = given;
        return [
          each,
          {
            ...given,
            ...(Branches && { Branches: Branches.map((branch) => withState(branch, name, state)) }),
            ...(ItemProcessor && { ItemProcessor: withState(ItemProcessor, name, state) }),
          },
        ];
      }),
    ),
  };
}

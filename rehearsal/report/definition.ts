import { isRecord } from '../engine/record';

/** A state, as far as a picture shows it. */
export interface State {
  readonly name: string;
  readonly type: string;
  /** Where it may lead when nothing fails: its Next, its choices in order, its Default. */
  readonly next: readonly string[];
  /** Where errors lead. */
  readonly caught: readonly string[];
  /** Of a Parallel its branches, of a Map what is done for each item. */
  readonly inner: readonly States[];
}

/** States that lead to one another, by name. */
export interface States {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** Reads a synthesised definition (Amazon States Language). @throws naming the state and the field it cannot read. */
export function readStates(definition: unknown): States {
  const { StartAt, States: listed } = isRecord(definition) ? definition : {};
  if (typeof StartAt !== 'string' || !isRecord(listed)) {
    throw new Error(`A workflow's definition has no StartAt and States: ${JSON.stringify(definition)?.slice(0, 200)}`);
  }
  const states = Object.entries(listed).map(([name, state]) => readState(name, state));
  return { startAt: StartAt, states: new Map(states.map((state) => [state.name, state])) };
}

function readState(name: string, state: unknown): State {
  if (!isRecord(state) || typeof state.Type !== 'string') throw new Error(`State "${name}" has no Type.`);
  const { Type, Next, Default, Choices, Catch, Branches, ItemProcessor } = state;
  const next = [Next, ...nextOf(name, Choices), Default].filter((one) => typeof one === 'string');
  return {
    name,
    type: Type,
    next: [...new Set(next)],
    caught: [...new Set(nextOf(name, Catch))],
    inner: [...(Array.isArray(Branches) ? Branches : []), ...(ItemProcessor === undefined ? [] : [ItemProcessor])].map(
      readStates,
    ),
  };
}

function nextOf(name: string, list: unknown): string[] {
  if (list === undefined) return [];
  const found = Array.isArray(list) ? list.map((one) => (isRecord(one) ? one.Next : undefined)) : [undefined];
  return found.map((next) => {
    if (typeof next === 'string') return next;
    throw new Error(`State "${name}": expected a Next in every choice and every catcher.`);
  });
}

/**
 * The same states, with each choice that is named after the one state before it ("After: Deploy") drawn into that state:
 * a reader thinks of the two as one step.
 */
export function asSteps({ startAt, states }: States): States {
  const stepOf = new Map<string, string>();
  for (const { name, next } of states.values()) {
    const [only, ...others] = next;
    const choice = only === undefined || others.length > 0 ? undefined : states.get(only);
    if (choice?.type === 'Choice' && choice.name.endsWith(name)) stepOf.set(choice.name, name);
  }
  const renamed = (names: readonly string[]): string[] => [...new Set(names.map((name) => stepOf.get(name) ?? name))];
  const steps = [...states.values()]
    .filter(({ name }) => !stepOf.has(name))
    .map((state) => {
      const after = states.get(state.next[0] ?? '');
      const merged = after && stepOf.get(after.name) === state.name ? after : undefined;
      return {
        ...state,
        next: renamed((merged ?? state).next),
        // An error that is judged like any other answer of the step leads nowhere of its own.
        caught: renamed(state.caught).filter((name) => name !== state.name),
        inner: state.inner.map(asSteps),
      };
    });
  return { startAt: stepOf.get(startAt) ?? startAt, states: new Map(steps.map((step) => [step.name, step])) };
}

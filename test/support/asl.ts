/** A state of the Amazon States Language, as far as the tests look at it. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly [key: string]: unknown };
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string; readonly Assign?: object }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Assign?: object;
  }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly TimeoutSeconds?: number | string;
  readonly Assign?: object;
  readonly Branches?: readonly Flow[];
  readonly [field: string]: unknown;
}

/** States that follow one another: a machine, or one branch of a Parallel state. */
export interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Asl extends Flow {
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

/** A way from one state to the next, and the variables it assigns. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly by: 'next' | 'choice' | 'default' | 'catch';
  readonly condition?: string;
  readonly assigns: Readonly<Record<string, unknown>>;
}

/** Every flow of a machine: its own states, then those of branches. */
export function* flows(flow: Flow): Generator<Flow> {
  yield flow;
  for (const { Branches = [] } of Object.values(flow.States)) for (const branch of Branches) yield* flows(branch);
}

/** Every state of a machine with its name, branches included. */
export const allStates = (asl: Asl): readonly (readonly [string, State])[] =>
  [...flows(asl)].flatMap(({ States }) => Object.entries(States));

export const edgesOf = (from: string, state: State): readonly Edge[] => {
  const ordinary = { ...state.Assign };
  return [
    ...(state.Next ? [{ from, to: state.Next, by: 'next' as const, assigns: ordinary }] : []),
    ...(state.Choices ?? []).map(({ Next, Condition, Assign }) => ({
      from,
      to: Next,
      by: 'choice' as const,
      condition: Condition,
      assigns: { ...Assign },
    })),
    ...(state.Default ? [{ from, to: state.Default, by: 'default' as const, assigns: ordinary }] : []),
    ...(state.Catch ?? []).map(({ Next, Assign }) => ({
      from,
      to: Next,
      by: 'catch' as const,
      assigns: { ...Assign },
    })),
  ];
};

export const edges = (flow: Flow): readonly Edge[] =>
  Object.entries(flow.States).flatMap(([name, state]) => edgesOf(name, state));

/** States that can be reached from one, itself included, over the edges that are permitted. */
export function reachable(flow: Flow, from: string, permitted: (edge: Edge) => boolean = () => true): Set<string> {
  const seen = new Set([from]);
  for (const name of seen) {
    for (const edge of edgesOf(name, flow.States[name] as State)) if (permitted(edge)) seen.add(edge.to);
  }
  return seen;
}

/** States at which an execution or a branch ends. */
export const ends = (flow: Flow): readonly string[] =>
  Object.entries(flow.States).flatMap(([name, state]) => (edgesOf(name, state).some(isOrdinary) ? [] : [name]));

const isOrdinary = ({ by }: Edge): boolean => by !== 'catch';

/** Every key and value in a definition, with where it stands. */
export function* walk(value: unknown, path = ''): Generator<readonly [path: string, key: string, value: unknown]> {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    yield [`${path}/${key}`, key, inner];
    yield* walk(inner, `${path}/${key}`);
  }
}

/** Longest way from a state to an end, each state as long as it says. @throws where the ways go in a circle. */
function longestWay(flow: Flow, lengthOf: (state: State, branches: readonly Flow[]) => number): number {
  const known = new Map<string, number>();
  const from = (name: string, before: readonly string[]): number => {
    if (before.includes(name)) throw new Error(`There is a circle through "${name}".`);
    const state = flow.States[name] as State;
    const next = edgesOf(name, state).map(({ to }) => known.get(to) ?? from(to, [...before, name]));
    const length = lengthOf(state, state.Branches ?? []) + Math.max(0, ...next);
    known.set(name, length);
    return length;
  };
  return from(flow.StartAt, []);
}

const retriesOf = ({ Retry = [] }: State): number => Retry.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);

/**
 * The most transitions that a run can take: each state is one, each retry is one more, and a Parallel has those of its
 * branches besides its own. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const mostTransitions = (flow: Flow): number =>
  longestWay(flow, (state, branches) =>
    branches.reduce((sum, branch) => sum + mostTransitions(branch), 1 + retriesOf(state)),
  );

/** The most seconds that a run can take: every call to its time-out, with the longest pauses between its attempts. */
export const mostSeconds = (flow: Flow): number =>
  longestWay(flow, (state, branches) => {
    const retries = retriesOf(state);
    const [{ IntervalSeconds = 1, BackoffRate = 2 } = {}] = (state.Retry ?? []) as readonly {
      IntervalSeconds?: number;
      BackoffRate?: number;
    }[];
    const pauses = Array.from({ length: retries }, (_, n) => IntervalSeconds * BackoffRate ** n);
    const calls = (1 + retries) * Number(state.TimeoutSeconds ?? 0);
    return pauses.reduce((sum, pause) => sum + pause, calls) + Math.max(0, ...branches.map(mostSeconds));
  });

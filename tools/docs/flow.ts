/** A state of the Amazon States Language, as far as a picture of it needs. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly [key: string]: unknown };
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Flow[];
}

/** States that follow one another: a machine, or one branch of a Parallel state. */
export interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A way from one state to the next. `why` is empty where it is simply what comes next. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** `After: Check service status`: reads what the step before it has answered. One box with it, in a picture. */
export const AFTER = 'After: ';

/** What a step answers, in words that stand at an arrow. */
const ANSWERS: Readonly<Record<string, string>> = {
  continue: '',
  resolved: 'resolved',
  wait: 'not yet',
  ask: 'asks',
  'stand-down': 'stands down',
  park: 'put off',
  joined: 'joined',
};

/** Conditions that compare no answer, in words. What is not here stands as it is written. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '$states.input.passed': 'yes',
  '$exists($states.context.Execution.Input.rerun)': 'asked for again',
  $paged: 'yes',
  "$last.outcome = 'ask' and $not($paged)": 'asks, and nobody is paged yet',
  "$next.afterAcknowledge = 'wait-for-deadline'": 'the deadline is still to come',
  '$states.input[1].told = false': 'no',
};

/** A condition as a person reads it at an arrow. */
export function inWords(condition: string): string {
  const bare = condition.replace(/^\{%\s*|\s*%\}$/g, '');
  const known = CONDITIONS[bare];
  if (known !== undefined) return known;
  const [, value] = /^\$[\w.]+ = '([\w-]+)'$/.exec(bare) ?? [];
  return value === undefined ? bare : (ANSWERS[value] ?? value.replaceAll('-', ' '));
}

/** Every way there is from a state, in the order it is tried; what a state's own choice says counts as the state's. */
export function waysFrom(name: string, flow: Flow): readonly Way[] {
  const state = flow.States[name];
  if (!state) throw new Error(`There is no state "${name}".`);
  const after = flow.States[`${AFTER}${name}`];
  const own = [
    ...(state.Next ? [{ from: name, to: state.Next, why: '' }] : []),
    ...(state.Choices ?? []).map(({ Next, Condition }) => ({ from: name, to: Next, why: inWords(Condition) })),
    ...(state.Default ? [{ from: name, to: state.Default, why: 'else' }] : []),
    ...(state.Catch ?? []).map(({ Next, ErrorEquals }) => ({ from: name, to: Next, why: caught(ErrorEquals) })),
  ];
  if (!after) return own;
  const told = waysFrom(`${AFTER}${name}`, flow).map((way) => ({ ...way, from: name }));
  return [...told, ...own.filter(({ to }) => to !== `${AFTER}${name}`)];
}

const caught = (errors: readonly string[]): string =>
  errors.every((error) => error === 'States.Timeout') ? 'no answer in time' : 'fails';

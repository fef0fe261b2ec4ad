import { AFTER, type Flow, type State, type Way, waysFrom } from './flow';
import { arrow, box, quoted, type Shape } from './mermaid';

/** A picture, and the states that are in no box of it. */
export interface Chart {
  readonly lines: readonly string[];
  readonly folded: readonly string[];
}

/** Words of the states around every runbook's own steps. */
export type Frame = ReadonlySet<string>;

/** States that only stand behind others: each has its sentence in the document's introduction. */
const BEHIND = /^(Last resort page \(|Nobody could be told \(|Could not check: )/;

/**
 * A machine as a picture. A step and the choice behind it are one box; steps of the list stand in a frame, and
 * an arrow that every one of them has is drawn once, from that frame.
 * @param frame what is no step of the list.
 */
export function chartOf(flow: Flow, frame: Frame): Chart {
  const folded: string[] = [];
  const lines = drawn(flow, frame, { ids: new Map(), folded, prefix: 'n' });
  return { lines, folded };
}

interface Pen {
  readonly ids: Map<string, string>;
  readonly folded: string[];
  /** Of the ids of boxes. */
  readonly prefix: string;
}

function drawn(flow: Flow, frame: Frame, pen: Pen): string[] {
  const isStep = (name: string): boolean => `${AFTER}${name}` in flow.States && !frame.has(name);
  const names = inOrder(flow);
  // Telling people is what a workflow without a list of steps is about: there nothing of it stands behind something else.
  const isBehind = (name: string): boolean => BEHIND.test(name) && names.some(isStep);
  const shown = names.filter((name) => !name.startsWith(AFTER) && !isBehind(name));
  pen.folded.push(...names.filter((name) => !shown.includes(name)));
  const id = (name: string): string => {
    const known = pen.ids.get(name);
    if (known !== undefined) return known;
    const made = `${pen.prefix}${pen.ids.size + 1}`;
    pen.ids.set(name, made);
    return made;
  };
  const steps = shown.filter(isStep);
  const ways = shown.flatMap((name) => merged(waysFrom(name, flow).filter(({ to }) => !isBehind(to))));
  const common = steps.length < 2 ? [] : ofEach(steps, ways);
  const boxes = (these: readonly string[]): string[] =>
    these.flatMap((name) => boxesOf(name, flow.States[name] as State, frame, pen, id(name)));
  const list = `${pen.prefix}list`;
  return [
    `${pen.prefix}start((" ")) --> ${id(flow.StartAt)}`,
    ...boxes(shown.filter((name) => !isStep(name))),
    ...(steps.length > 0 ? [`subgraph ${list}[" "]`, 'direction TB', ...boxes(steps), 'end'] : []),
    ...merged(common).map(({ to, whys }) => arrow(list, id(to), labelOf(whys))),
    ...ways
      .map((way) => without(way, steps.includes(way.from) ? common : []))
      .flatMap((way) => (way ? [arrow(id(way.from), id(way.to), labelOf(way.whys))] : [])),
  ];
}

/** From the first state on, each with what follows it at best; what is left over comes last. */
function inOrder({ StartAt, States }: Flow): string[] {
  const seen = new Set([StartAt]);
  for (const name of seen) {
    const { Next, Choices = [], Default, Catch = [] } = States[name] as State;
    const next = [Next, ...Choices.map((choice) => choice.Next), Default, ...Catch.map((one) => one.Next)];
    for (const one of next) if (one !== undefined) seen.add(one);
  }
  return [...seen];
}

/** Ways from one state to one other, whatever for. */
interface Ways {
  readonly from: string;
  readonly to: string;
  readonly whys: readonly string[];
}

function merged(ways: readonly Way[]): Ways[] {
  const byTarget = new Map<string, Ways>();
  for (const { from, to, why } of ways) {
    const { whys = [] } = byTarget.get(to) ?? {};
    byTarget.set(to, { from, to, whys: whys.includes(why) ? whys : [...whys, why] });
  }
  return [...byTarget.values()];
}

/** What each step of the list has, with the same words. */
function ofEach(steps: readonly string[], ways: readonly Ways[]): Way[] {
  const of = (step: string): Way[] =>
    ways.filter(({ from }) => from === step).flatMap(({ from, to, whys }) => whys.map((why) => ({ from, to, why })));
  const [first = '', ...others] = steps;
  return of(first).filter(({ to, why }) =>
    others.every((other) => of(other).some((way) => way.to === to && way.why === why)),
  );
}

/** What is left of a way once something is drawn elsewhere; undefined when nothing is. */
function without(way: Ways, elsewhere: readonly Way[]): Ways | undefined {
  const whys = way.whys.filter((why) => !elsewhere.some((one) => one.to === way.to && one.why === why));
  return whys.length > 0 ? { ...way, whys } : undefined;
}

/** What simply comes next needs no word; what comes next whatever happens says that. */
function labelOf(whys: readonly string[]): string {
  if (!whys.includes('')) return whys.join(', or ');
  const others = whys.filter((why) => why !== '' && why !== 'else');
  return others.length === 0 ? '' : `also: ${others.join(', ')}`;
}

function boxesOf(name: string, state: State, frame: Frame, pen: Pen, id: string): string[] {
  if (!state.Branches) return [box(id, shapeOf(name, state), name)];
  const branches = state.Branches.flatMap((branch, index) =>
    isBare(branch)
      ? [box(`${id}b${index}`, shapeOf(branch.StartAt, branch.States[branch.StartAt] as State), branch.StartAt)]
      : drawn(branch, frame, { ...pen, ids: new Map(), prefix: `${id}b${index}x` }),
  );
  for (const branch of state.Branches.filter(isBare)) pen.folded.push(...inOrder(branch).slice(1));
  return [`subgraph ${id}[${quoted(name)}]`, 'direction TB', ...branches, 'end'];
}

/** A branch of one state, but for what stands behind it. */
const isBare = (branch: Flow): boolean => inOrder(branch).filter((name) => !BEHIND.test(name)).length === 1;

/** Paging first: a page may wait for its acknowledgement. */
function shapeOf(name: string, { Type, Resource = '', Arguments = {} }: State): Shape {
  if (Type === 'Choice') return 'choice';
  if (Type === 'Wait') return 'waits';
  if (Type === 'Succeed' || Type === 'Fail') return 'end';
  if (Type === 'Pass') return 'note';
  if (Resource.includes('sns:publish') || /^(Page|Notify)\b/.test(name)) return 'pages';
  if (Resource.includes('waitForTaskToken')) return 'waits';
  if (!Resource.includes('startExecution')) return 'step';
  return /escalation/i.test(String(Arguments.StateMachineArn)) ? 'pages' : 'starts';
}

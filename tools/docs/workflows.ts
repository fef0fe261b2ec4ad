import { FRAME } from '../../lib/frame';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { ofType, type Synthesised } from './assembly';
import { type Chart, chartOf } from './chart';
import type { Flow } from './flow';
import { fenced } from './mermaid';

/** Words of the frame. The first look is drawn with the list: what can come of it is what can come of a step. */
const NO_STEPS: ReadonlySet<string> = new Set(Object.values(FRAME).filter((words) => words !== FRAME.assess));

const INTRODUCTION = `Every workflow as a picture, drawn from the definitions that \`npm run synth\` writes and AWS would run.
Do not edit: \`npm run docs\` writes this file anew, and \`npm run docs -- --check\` says whether it is up to date.

How to read one. In the frame stands the runbook's own list, in its own words, with the first look before it; around it stands what every runbook has. An arrow that leaves the frame
is one that *every* box in it has. An arrow without a word is what comes next.

| box | what happens in it |
| --- | --- |
| plain | a step: one function looks, or acts once the guard lets it |
| slanted | people are paged, or told |
| six corners | it waits: for an answer, or for a time |
| diamond | a choice |
| double sides | another workflow is started |
| rounded | nothing happens; a note for the reader of the history |
| round ends | the end |

Words at arrows: *resolved*, go and verify it; *stands down*, a person or a rule wants it left alone; *put off*, until a window is over; *asks*, a person must say yes first;
*not yet*, the same once more; *else*, everything that is not named, so also an answer that nobody foresaw; *fails*, an error or a time-out after its retries.

What is not drawn is named below each picture. It is the same everywhere: \`After: …\` is the choice behind a step, whose arrows are drawn as the step's own;
\`Last resort page (…)\` tells people without any function of ours where paging them failed, and goes on to where the page would have; \`Nobody could be told (…)\` is where even that
fails: the execution fails, which the watch on the workflows pages about; \`Could not check: …\` writes down that an item of a checklist has no answer.`;

/** One workflow of one environment. */
interface Drawn {
  readonly id: string;
  /** Its title with its severity, and what it is generated from. */
  readonly title: string;
  readonly chart: Chart;
  readonly states: number;
}

/** The whole of docs/workflows.md: the first environment's workflows, and another's where its steps are others. */
export function workflowsDocument(assembly: Readonly<Record<string, Synthesised>>): string {
  const [first, ...others] = Object.entries(assembly);
  if (!first) throw new Error('The assembly has no environment.');
  const [name, environment] = first;
  const elsewhere = others.map(([other, synthesised]) => [other, drawnOf(synthesised)] as const);
  const alike = byPicture(drawnOf(environment));
  const sections = alike.flatMap((workflows) => section(workflows, elsewhere));
  const alone = elsewhere.flatMap(([other, drawn]) =>
    drawn
      .filter(({ id }) => !alike.flat().some((one) => one.id === id))
      .flatMap((one) => [`## ${one.title}`, `In ${other} alone.`, ...picture(one)]),
  );
  const contents = [
    ...alike.map(headingOf),
    ...elsewhere.flatMap(([, drawn]) =>
      drawn.filter(({ id }) => !alike.flat().some((one) => one.id === id)).map(({ title }) => title),
    ),
  ];
  return `${[
    '# Workflows',
    INTRODUCTION,
    `The pictures are those of ${name}${others.length > 0 ? `; those of ${others.map(([other]) => other).join(', ')} stand beside them where they differ` : ''}.`,
    contents.map((heading) => `- [${heading}](#${anchor(heading)})`).join('\n'),
    ...sections,
    ...alone,
  ].join('\n\n')}\n`;
}

function drawnOf({ stackName, stacks }: Synthesised): Drawn[] {
  return stacks
    .flatMap((stack) => ofType(stack, 'AWS::StepFunctions::StateMachine'))
    .map(({ Properties }) => {
      const definition = JSON.parse(String(Properties.DefinitionString)) as Flow & { readonly Comment?: string };
      const id = String(Properties.StateMachineName).replace(`${stackName}-`, '');
      const chart = chartOf(definition, NO_STEPS);
      return { id, title: titleOf(id, definition.Comment ?? id), chart, states: count(definition) };
    })
    .sort((one, other) => rank(one.id) - rank(other.id));
}

/** `Pages rung by rung … Generated from …`: a title where a runbook or checklist has one, else the first sentence. */
function titleOf(id: string, comment: string): string {
  const [words = id] = comment.split(/\.? Generated from /);
  return rank(id) === ORDER.length ? `${id}: ${words.replace(/^\w/, (letter) => letter.toLowerCase())}` : words;
}

/** The order of the table of contents of runbooks/; what only serves them comes last. */
const ORDER: readonly string[] = [...everyRunbook, ...checklists].map(({ id }) => id);
const rank = (id: string): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);

const count = (flow: Flow): number =>
  Object.values(flow.States).reduce(
    (sum, { Branches = [] }) => sum + 1 + Branches.map(count).reduce((a, b) => a + b, 0),
    0,
  );

/** Workflows whose pictures are the same stand together: one for each service. */
function byPicture(drawn: readonly Drawn[]): Drawn[][] {
  const groups = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const key = one.chart.lines.join('\n');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

const headingOf = (workflows: readonly Drawn[]): string => {
  const [{ title = '' } = {}, ...others] = workflows;
  return others.length === 0
    ? title
    : `${title.replace(/ \([a-z-]+\)(?= \(P\d\)$)/, '')}, for each of ${workflows.length}`;
};

function section(workflows: readonly Drawn[], elsewhere: readonly (readonly [string, readonly Drawn[]])[]): string[] {
  const [one] = workflows;
  if (!one) return [];
  const others = elsewhere.flatMap(([environment, drawn]) =>
    drawn
      .filter(({ id, chart }) => workflows.some((same) => same.id === id) && !same(chart, one.chart))
      .flatMap((other) => [`In ${environment}, ${other.title} differs:`, ...picture(other)]),
  );
  return [
    `## ${headingOf(workflows)}`,
    ...(workflows.length > 1 ? [`The same picture: ${workflows.map(({ id }) => `\`${id}\``).join(', ')}.`] : []),
    ...picture(one),
    ...others,
  ];
}

const same = (one: Chart, other: Chart): boolean => one.lines.join('\n') === other.lines.join('\n');

function picture({ chart, states }: Drawn): string[] {
  const kinds = [
    ...new Set(
      chart.folded.map((name) => name.replace(/(: |\().*$/, (rest) => (rest.startsWith('(') ? '(…)' : ': …'))),
    ),
  ];
  const hidden =
    kinds.length === 0
      ? 'all drawn'
      : `${chart.folded.length} not drawn (${kinds.map((kind) => `\`${kind}\``).join(', ')})`;
  return [fenced(chart.lines), `${states} states, ${hidden}.`];
}

/** As GitHub makes a link of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

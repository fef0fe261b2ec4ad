import { chartOf } from '../../../../tools/docs/chart';
import { type Flow, inWords } from '../../../../tools/docs/flow';
import { arrow, box, quoted } from '../../../../tools/docs/mermaid';

const task = (more: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });
const after = (outcomes: Readonly<Record<string, string>>, otherwise: string) => ({
  Type: 'Choice',
  Choices: Object.entries(outcomes).map(([outcome, Next]) => ({
    Condition: `{% $last.outcome = '${outcome}' %}`,
    Next,
  })),
  Default: otherwise,
});
const caught = (Next: string) => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next }] });

/** Two steps, which both may stand down, and fail into the same page. */
const FLOW: Flow = {
  StartAt: 'Look',
  States: {
    Look: task({ Next: 'After: Look', ...caught('Escalate') }),
    'After: Look': after({ continue: 'Act', 'stand-down': 'Done' }, 'Escalate'),
    Act: task({ Next: 'After: Act', ...caught('Escalate') }),
    'After: Act': after({ continue: 'Done', 'stand-down': 'Done', wait: 'Act' }, 'Escalate'),
    Escalate: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { StateMachineArn: '<StepFunctions:runbook-prod-escalation>' },
      Next: 'Done',
      ...caught('Last resort page (not paged)'),
    },
    'Last resort page (not paged)': { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

describe('texts in a flowchart', () => {
  test.each([
    ['plain words, and a comma', '"plain words, and a comma"'],
    ['say "no"', '"say #34;no#34;"'],
    ['a ; b # c', '"a #59; b #35; c"'],
    ['<script> & `code`', '"#60;script#62; #38; #96;code#96;"'],
    ['[x] {y} |z|', '"#91;x#93; #123;y#125; #124;z#124;"'],
    ['two\n  lines', '"two lines"'],
  ])('%j is shown as it is', (text, shown) => expect(quoted(text)).toBe(shown));

  test('a box has its shape, and an arrow its word only where there is one', () => {
    expect(box('n1', 'waits', 'Wait')).toBe('n1{{"Wait"}}');
    expect(arrow('n1', 'n2', '')).toBe('n1 --> n2');
    expect(arrow('n1', 'n2', 'fails')).toBe('n1 -->|"fails"| n2');
  });
});

describe('conditions in words', () => {
  test.each([
    ["{% $last.outcome = 'stand-down' %}", 'stands down'],
    ["{% $last.outcome = 'continue' %}", ''],
    ["{% $next.next = 'wait-for-deadline' %}", 'wait for deadline'],
    ['{% $paged %}', 'yes'],
    // Nobody has found words for it yet: it is shown as it is, and not left out.
    ['{% $count($others) > 3 %}', '$count($others) > 3'],
  ])('%s', (condition, words) => expect(inWords(condition)).toBe(words));
});

describe('the picture of a machine', () => {
  const { lines, folded } = chartOf(FLOW, new Set());
  const idOf = (text: string) => lines.flatMap((line) => new RegExp(`^(\\w+)\\W+"${text}"`).exec(line)?.[1] ?? [])[0];

  test('draws a step and the choice behind it as one box, and says what it has not drawn', () => {
    expect(lines.filter((line) => line.includes('"Look"'))).toHaveLength(1);
    expect([...folded].sort()).toEqual(['After: Act', 'After: Look', 'Last resort page (not paged)']);
  });

  test('draws what every step has once, from the frame around them', () => {
    expect(lines).toContain(`nlist -->|"stands down"| ${idOf('Done')}`);
    expect(lines).toContain(`nlist -->|"else, or fails"| ${idOf('Escalate')}`);
    expect(lines.filter((line) => line.includes('stands down'))).toHaveLength(1);
  });

  test('draws what only one of them has from that one', () => {
    expect(lines).toContain(`${idOf('Look')} --> ${idOf('Act')}`);
    expect(lines).toContain(`${idOf('Act')} -->|"not yet"| ${idOf('Act')}`);
  });

  test('shows who is paged by a shape of its own', () => {
    expect(lines).toContain(`${idOf('Escalate')}[/"Escalate"/]`);
  });

  test('hides no page of a workflow that has no list of steps', () => {
    const { folded: hidden } = chartOf({ ...FLOW, StartAt: 'Escalate' }, new Set());
    expect(hidden).toEqual([]);
  });
});

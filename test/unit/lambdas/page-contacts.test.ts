import { composePage, type PageAbout } from '../../../lambdas/page-contacts/page';
import type { Line } from '../../../lambdas/shared/incident';
import { newLink } from '../../../lambdas/shared/page-links';
import { at, incident, isoAfter, seen, unseen } from '../../support/incidents';
import { approval, approved } from './shared/messages/approvals';
import { toldBy } from './shared/messages/world';

const ID = incident().id;
const ADDRESS = `https://a1b2c3d4e5.execute-api.ap-south-1.amazonaws.com/i/${newLink()}`;

const OUTSIDE = {
  broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
  aws: { name: 'AWS Support', contact: 'AWS Console > Support' },
};
const WHY: Line = {
  at: isoAfter(300),
  step: 'Verify that it is resolved',
  finding: 'The alarm is still red.',
  outcome: 'escalate',
  advice: 'Look at the evidence.',
};
const TIMELINE: readonly Line[] = [
  { at: isoAfter(8), step: 'Acknowledge the alert', finding: 'Opened as P2.', outcome: 'noted' },
  {
    at: isoAfter(20),
    step: 'Check recent logs',
    finding: '9 lines with ERROR.',
    outcome: 'continue',
    evidence: { tail: Array.from({ length: 10 }, (_, n) => `ERROR ${n}`) },
  },
  WHY,
];
const compose = (over: Partial<PageAbout> = {}) =>
  composePage({
    incident: incident({ verdict: 'not-fixed' }),
    timeline: TIMELINE,
    approvals: seen([]),
    rung: { number: 2, title: 'Team lead' },
    insteadOf: [],
    address: ADDRESS,
    links: [{ title: 'ECS service', url: 'https://console.aws.amazon.com/ecs' }],
    outside: OUTSIDE,
    now: at(600),
    ...over,
  });
const page = (over: Partial<PageAbout> = {}) => ({
  subject: compose(over).Subject,
  message: toldBy(compose(over)).email,
});

test('the first line says what is wrong, for how long, and on which rung you stand', () => {
  expect(page().message.split('\n')[0]).toBe(
    'P2 Trading Service Not Processing Orders: not-fixed after 10 min. You are rung 2, Team lead.',
  );
});

test('it says why you and what to do next in the words of the step that gave up', () => {
  expect(page().message).toContain('Why you: The alarm is still red.');
  expect(page().message).toContain('WHAT TO DO NEXT\n- Look at the evidence.');
});

test('of several steps that gave up the last one says why', () => {
  const later = { ...WHY, finding: 'It came back.' };
  expect(page({ timeline: [...TIMELINE, later] }).message).toContain('Why you: It came back.');
});

test('a runbook that broke before it could say why sends you to the written procedure', () => {
  const { message } = page({ timeline: [], incident: incident() });
  expect(message).toContain('unknown after 10 min');
  expect(message).toContain('Why you: The runbook failed before it could say why.');
  expect(message).toContain('work the written procedure by hand');
  expect(message).toContain('WHAT WAS TRIED\n- nothing yet\n');
});

describe('a runbook that pages before its first step', () => {
  const opened = { runbook: 'morning-checklist-not-passed', title: 'Morning Checklist Not Passed' };
  const atOnce = (over: object = {}) =>
    page({ incident: incident({ ...opened, ...over }), timeline: TIMELINE.slice(0, 1), now: at(2) });

  test('has not failed: nobody has looked yet, and it works on', () => {
    const { subject, message } = atOnce();
    expect(subject).toBe('[P2] Morning Checklist Not Passed: opened');
    expect(message.split('\n')[0]).toContain('Morning Checklist Not Passed: opened 2 s ago. You are rung 2');
    expect(message).toContain(
      'Why you: This does not wait until the runbook has ended. The runbook goes on with its steps',
    );
    expect(message).toContain(
      'Meanwhile the runbook works: Gate the open; Start the runbooks of what failed; Check again',
    );
    expect(message).not.toMatch(/failed before|failed execution|unknown/);
  });

  test('says how it looks as soon as it has looked', () => {
    expect(atOnce({ verdict: 'not-fixed' }).subject).toBe('[P2] Morning Checklist Not Passed: not-fixed');
  });
});

test('a page that was held over night says its age in hours, and no deadline that has passed', () => {
  const { message } = page({ now: at(57_597) });
  expect(message.split('\n')[0]).toContain('not-fixed after 15 h 59 min.');
  expect(message).toContain('  It stops the climb to the next rung. By command line:');
});

test('who is paged for somebody else is told so', () => {
  const { message } = page({ insteadOf: ['Trading, primary', 'Team lead'] });
  expect(message.split('\n')[1]).toBe('You are paged for Trading, primary and Team lead, who could not be.');
});

test('it holds the link that reads and acknowledges, and the commands that do the same', () => {
  const { message } = page();
  expect(message).toContain(`- Read and acknowledge: ${ADDRESS}\n`);
  expect(message).toContain('until the deadline 10:32:17 IST');
  expect(message).toContain(`  npm run runbook -- ack ${ID}\n`);
  expect(message).toContain('until then every further alarm joins it and only people act');
  expect(message).toContain(`  npm run runbook -- close ${ID} --reason "…"\n`);
});

describe('a question that waits for an answer', () => {
  test('is put before what to do: act, effect, undo, until when', () => {
    const { message } = page({ approvals: seen([approval()]) });
    expect(message).toContain(
      [
        'Approval needed: scale-up of algo-trading-prod-trading.',
        'Why: CPU is at 91 %.',
        'Effect: A third task sends orders.',
        'Undo: Scale down to 2 tasks.',
        'Until 10:32:17 IST. Without an answer it is not approved.',
        '',
        'WHAT TO DO NEXT',
        '- Approve or refuse on the page, after signing in.',
      ].join('\n'),
    );
  });

  test('is why you are paged, and no failure', () => {
    const asks: Line = { at: isoAfter(60), step: 'Scale up if needed', finding: 'CPU is at 91 %.', outcome: 'ask' };
    const { message } = page({ timeline: [asks], approvals: seen([approval()]) });
    expect(message).toContain('Why you: CPU is at 91 %.');
    expect(message).not.toContain('failed execution');
  });

  test('is told by SMS in a word', () => {
    expect(toldBy(compose({ approvals: seen([approval()]) })).sms).toMatch(/^P2 approve\? Trading Service/);
  });

  test.each([
    ['that was answered', [approved()]],
    ['that has expired', [approval({ expiresAt: isoAfter(600) })]],
    ['that is void', [approved({ status: 'void' })]],
  ])('%s is not asked', (_, approvals) => {
    const { message } = page({ approvals: seen(approvals) });
    expect(message).not.toContain('Approval needed');
    expect(message).not.toContain('Approve or refuse');
  });

  test('that could not be read is not taken for none', () => {
    const { message } = page({ approvals: unseen('Throttled') });
    expect(message).toContain('Whether an approval is asked could not be read; the page says it.');
  });
});

describe('text from outside cannot make a section of its own', () => {
  const forged = 'one\n\nWHAT TO DO NEXT\n- Transfer\teverything';
  const onOneLine = 'one WHAT TO DO NEXT - Transfer everything';

  test.each([
    ['in why you were paged', { timeline: [{ ...WHY, finding: forged }] }, `Why you: ${onOneLine}`],
    ['in what set it off', { incident: incident({ cause: forged }) }, `IST. ${onOneLine}`],
    ['in what was tried', { timeline: [{ ...WHY, finding: forged }] }, `${WHY.step}: ${onOneLine}`],
    ['in what is asked', { approvals: seen([approval({ effect: forged })]), timeline: [] }, `Effect: ${onOneLine}`],
    [
      'in the title',
      { incident: incident({ title: forged }) },
      `P2 ${onOneLine}: unknown after 10 min. You are rung 2, Team lead.`,
    ],
  ] satisfies [string, Partial<PageAbout>, string][])('%s', (_where, over, shown) => {
    const { message } = page(over);
    expect(message.split('\n').filter((line) => line.endsWith(shown))).toHaveLength(1);
    expect(message.split('\n').filter((line) => line === 'WHAT TO DO NEXT')).toHaveLength(1);
  });
});

test('it lists what was tried, and not who else was paged', () => {
  const paged: Line = { at: isoAfter(310), step: 'Page rung 1', finding: 'Paged Trading, primary.', outcome: 'paged' };
  const { message } = page({ timeline: [...TIMELINE, paged] });
  expect(message).toContain('- 10:02:37 IST Check recent logs: 9 lines with ERROR.');
  expect(message).not.toContain('Paged Trading, primary.');
});

test('it names whom to call outside, once', () => {
  const call = { ...WHY, callOutside: 'broker' as const };
  const { message } = page({ timeline: [call, call] });
  expect(message.split('- Outside: Angel One Support, support@angelbroking.com')).toHaveLength(2);
  expect(message).not.toContain('AWS Support');
});

test('evidence is for the page in the browser, and JSON is not for reading at night', () => {
  const task = { task: 'task-1', image: { tag: 'live' } };
  const { message } = page({ timeline: [...TIMELINE, { ...WHY, evidence: { stopped: [task] } }] });
  expect(message).not.toContain('ERROR 3');
  expect(message).not.toContain('task-1');
  expect(message).not.toContain('{');
});

test('of a long incident the latest findings are told, and how many came before', () => {
  const timeline = Array.from({ length: 15 }, (_, n): Line => ({ ...WHY, step: `Step ${n}`, finding: `Found ${n}.` }));
  const { message } = page({ timeline });
  expect(message).toContain('WHAT WAS TRIED\n- 3 earlier findings on the page\n- 10:07:17 IST Step 3: Found 3.');
  expect(message).toContain('Step 14: Found 14.');
});

test('however long the findings are, the page stays short enough to read, and holds its link', () => {
  const long = '"\\'.repeat(50_000);
  const timeline = Array.from(
    { length: 30 },
    (_, n): Line => ({ ...WHY, step: `Step ${n}`, finding: long, advice: long }),
  );
  const { message } = page({ timeline, incident: incident({ cause: long, title: long }) });
  expect(message.length).toBeLessThan(10_000);
  expect(message).toContain(ADDRESS);
});

test('it links the consoles and ends with the incident', () => {
  const { message } = page();
  expect(message).toContain('- ECS service: https://console.aws.amazon.com/ecs');
  expect(message.endsWith('Incident trading-service-not-processing-orders-20261120T043217Z')).toBe(true);
});

test('the subject is plain ASCII of at most 100 characters, on one line', () => {
  const { subject } = page({ incident: incident({ title: `Börse –\n${'x'.repeat(200)}` }) });
  expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  expect(page().subject).toBe('[P2] Trading Service Not Processing Orders: not-fixed');
});

test('by SMS it is severity, what, and the whole link, in 140 bytes', () => {
  const { sms } = toldBy(compose());
  expect(sms).toBe(`P2 Trading Service Not Processing ${ADDRESS}`);
  expect(Buffer.byteLength(sms)).toBeLessThanOrEqual(140);
});

test('a webhook is told the rung and the link', () => {
  expect(toldBy(compose()).https).toEqual({
    kind: 'page',
    incidentId: ID,
    severity: 'P2',
    title: 'Trading Service Not Processing Orders',
    rung: 2,
    link: ADDRESS,
    text: page().message,
  });
});

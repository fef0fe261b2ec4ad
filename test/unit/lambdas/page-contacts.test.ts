import { composePage, type PageAbout } from '../../../lambdas/page-contacts/page';
import type { Line } from '../../../lambdas/shared/incident';
import { at, incident, isoAfter } from '../../support/incidents';

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
const page = (over: Partial<PageAbout> = {}) =>
  composePage({
    incident: incident({ verdict: 'not-fixed' }),
    timeline: TIMELINE,
    rung: { number: 2, title: 'Team lead' },
    contactId: 'team-lead',
    links: [{ title: 'ECS service', url: 'https://console.aws.amazon.com/ecs' }],
    outside: OUTSIDE,
    acknowledgeWith: 'runbook-prod-acknowledge-page',
    closeWith: 'runbook-prod-close-incident',
    now: at(600),
    ...over,
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
  expect(message).toContain('- none was gathered');
});

test('it holds the command that acknowledges your own page, ready to be pasted', () => {
  expect(page().message).toContain(
    `aws lambda invoke --function-name runbook-prod-acknowledge-page --cli-binary-format raw-in-base64-out --payload '{"incidentId":"trading-service-not-processing-orders-20261120T043217Z","rung":2,"contact":"team-lead"}' /dev/stdout`,
  );
  expect(page().message).toContain('until the deadline 10:32:17 IST');
});

test('it holds the command that closes the incident in your name, with a reason to be filled in', () => {
  expect(page().message).toContain(
    `aws lambda invoke --function-name runbook-prod-close-incident --cli-binary-format raw-in-base64-out --payload '{"incidentId":"trading-service-not-processing-orders-20261120T043217Z","by":"team-lead","reason":"…"}' /dev/stdout`,
  );
  expect(page().message).toContain('until then every further alarm joins it and only people act');
});

describe('text from outside cannot make a section of its own', () => {
  const forged = 'one\n\nWHAT TO DO NEXT\n- Transfer\teverything';
  const onOneLine = 'one WHAT TO DO NEXT - Transfer everything';

  test.each([
    ['in why you were paged', { timeline: [{ ...WHY, finding: forged }] }, `Why you: ${onOneLine}`],
    ['in what set it off', { incident: incident({ cause: forged }) }, `IST. ${onOneLine}`],
    ['in what was tried', { timeline: [{ ...WHY, finding: forged }] }, `${WHY.step}: ${onOneLine}`],
    ['in a line of evidence', { timeline: [{ ...WHY, evidence: { tail: [forged] } }] }, `tail: ${onOneLine}`],
    [
      'in evidence of several fields',
      { timeline: [{ ...WHY, evidence: { task: { why: forged } } }] },
      `why ${onOneLine}`,
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

test('it shows as much of each kind of evidence as fits a phone: four pieces', () => {
  const { message } = page();
  expect(message).toContain('- Check recent logs, tail: ERROR 3');
  expect(message).not.toContain('ERROR 4');
});

test('the latest evidence comes first: it is the most telling', () => {
  const { message } = page({
    timeline: [...TIMELINE, { ...WHY, step: 'Monitor deployment', evidence: { tail: ['new'] } }],
  });
  expect(message.indexOf('Monitor deployment, tail: new')).toBeGreaterThan(message.indexOf('EVIDENCE'));
  expect(message.indexOf('Monitor deployment, tail: new')).toBeLessThan(message.indexOf('Check recent logs, tail'));
});

test('evidence that is not text is put into words: JSON is not for reading at night', () => {
  const task = { task: 'task-1', exitCode: 1, image: { tag: 'live' }, reason: null };
  const { message } = page({ timeline: [{ ...WHY, evidence: { digest: 'sha256:a', count: 3, stopped: [task] } }] });
  expect(message).toContain('digest: sha256:a');
  expect(message).toContain('count: 3');
  expect(message).toContain('stopped: task task-1, exitCode 1, image {"tag":"live"}, reason null');
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

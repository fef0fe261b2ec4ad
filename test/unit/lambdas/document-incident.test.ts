import { asMarkdown, channelMessage, makeReport } from '../../../lambdas/document-incident/report';
import type { Incident, Line } from '../../../lambdas/shared/incident';
import { incident, isoAfter } from '../../support/incidents';
import { toldBy } from './shared/messages/world';

const TIMELINE: readonly Line[] = [
  { at: isoAfter(8), step: 'Acknowledge the alert', finding: 'Opened as P2.', outcome: 'noted' },
  {
    at: isoAfter(20),
    step: 'Verify broker connection',
    finding: 'Broker away.',
    outcome: 'wait',
    refused: { act: 'restart', because: 'broker unreachable' },
  },
  {
    at: isoAfter(40),
    step: 'Restart if necessary',
    finding: 'Restarted.',
    outcome: 'continue',
    act: { action: 'restart', resource: 'algo-trading-prod-trading' },
    evidence: { imageDigestsBefore: ['sha256:a'] },
  },
];
const LINKS = [{ title: 'ECS service', url: 'https://console.aws.amazon.com/ecs' }];
const closed = (over: Partial<Incident> = {}) =>
  incident({ status: 'fixed', verdict: 'fixed', closedAt: isoAfter(250), ...over });
const report = (over: Partial<Incident> = {}, timeline = TIMELINE) =>
  makeReport(closed(over), 'resolved', timeline, LINKS);
const markdown = (over: Partial<Incident> = {}, timeline = TIMELINE) => asMarkdown(report(over, timeline));

test('a report holds what was done and what was not, with the times', () => {
  const { actionsTaken, notDone, rootCause, timeline } = report();
  expect(actionsTaken).toEqual([
    { at: isoAfter(40), action: 'restart', resource: 'algo-trading-prod-trading', finding: 'Restarted.' },
  ]);
  expect(notDone).toEqual([{ at: isoAfter(20), act: 'restart', because: 'broker unreachable' }]);
  expect(rootCause).toBe('Not known. To be filled in by the person who follows up.');
  expect(timeline).toBe(TIMELINE);
});

test('its headings are those of the written procedure: timeline of events, actions taken, root cause', () => {
  expect(markdown().match(/^#+ .*$/gm)).toEqual([
    '# Trading Service Not Processing Orders',
    '## Timeline of events',
    '## Actions taken',
    '## Not done, and why',
    '## Evidence',
    '### Restart if necessary',
    '## Root cause',
  ]);
});

test('its first lines say how it ended, with which verdict, and how long it took from the alarm', () => {
  expect(markdown()).toContain(
    'P2 · trading-service-not-processing-orders-20261120T043217Z · **resolved**, verdict **fixed** · 20 Nov 2026 10:02:17 IST, 4 min 10 s',
  );
});

test('an incident without a verdict is unknown, and one that is still open is counted to its last line', () => {
  const open = asMarkdown(makeReport(incident(), 'escalated', TIMELINE, LINKS));
  expect(open).toContain('**escalated**, verdict **unknown** · 20 Nov 2026 10:02:17 IST, 40 s');
});

test('every line stands in the order it was written, in Indian time', () => {
  expect(markdown()).toContain(
    [
      '- 10:02:25 IST **Acknowledge the alert**: Opened as P2.',
      '- 10:02:37 IST **Verify broker connection**: Broker away.',
      '- 10:02:57 IST **Restart if necessary**: Restarted.',
    ].join('\n'),
  );
});

test('deliveries that joined are counted', () => {
  expect(markdown({ joined: 3 })).toContain('3 further deliveries joined this incident.');
  expect(markdown()).not.toContain('joined this incident');
});

test('nothing done, nothing held back and nothing found are said in words', () => {
  const empty = markdown({}, []);
  expect(empty).toContain('## Actions taken\n\nNone.');
  expect(empty).toContain('## Not done, and why\n\nNothing was held back.');
  expect(empty).toContain('## Evidence\n\nNone was gathered.');
});

test('a log line cannot make a heading, a link or a fence of its own', () => {
  const hostile: Line = {
    at: isoAfter(1),
    step: 'Check recent logs',
    finding: 'ERROR\n## Resolved\n[click](https://evil.example) `x` <b>',
    evidence: { tail: ['```\n# Resolved'] },
  };
  const text = markdown({}, [hostile]);
  expect(text).not.toMatch(/^## Resolved$/m);
  expect(text).toContain('ERROR \\#\\# Resolved \\[click\\](https://evil.example) \\`x\\` \\<b\\>');
  expect(text.match(/```/g)).toHaveLength(2);
});

test('the consoles an engineer opens first are linked', () => {
  expect(markdown()).toContain('- [ECS service](https://console.aws.amazon.com/ecs)');
});

describe('the incident channel', () => {
  const message = (timeline = TIMELINE) => {
    const publication = channelMessage(report({}, timeline));
    return { Subject: publication.Subject, Message: toldBy(publication).email };
  };

  test('is told how it ended, the last finding, what was done and what was not', () => {
    expect(message()).toEqual({
      Subject: '[P2] Trading Service Not Processing Orders: resolved',
      Message: [
        'Trading Service Not Processing Orders (P2), since 20 Nov 2026 10:02:17 IST: resolved, verdict fixed.',
        'Restart if necessary: Restarted.',
        'Done 10:02:57 IST: restart algo-trading-prod-trading',
        'Not done 10:02:37 IST: restart, broker unreachable',
        'This is for your information; nothing is asked of you.',
        'Incident trading-service-not-processing-orders-20261120T043217Z',
      ].join('\n'),
    });
  });

  test('reads what a runbook that only observes would have done, once and with the command', () => {
    const observed: Line = {
      at: isoAfter(40),
      step: 'Restart if necessary',
      finding: 'Would have done now: aws ecs update-service',
      outcome: 'continue',
      refused: { act: 'restart', because: 'observe' },
    };
    const { Subject, Message } = message([observed]);
    expect(Subject).toBe('[P2] Trading Service Not Processing Orders: observed, resolved');
    expect(Message).toContain('10:02:57 IST: Would have done now: aws ecs update-service');
    expect(Message).not.toContain('Not done');
  });

  test('a subject holds what SNS takes: one line of at most 100 printable ASCII characters', () => {
    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    const { Subject } = channelMessage(report({ title: `Ünknown\n${'x'.repeat(200)}` }));
    expect(Subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  });

  test('shows it in the thread of its incident, with what was touched', () => {
    expect(toldBy(channelMessage(report())).https).toMatchObject({
      source: 'custom',
      content: { keywords: ['P2', 'trading-service-not-processing-orders', 'resolved'] },
      metadata: {
        threadId: incident().id,
        eventType: 'incident-ended',
        relatedResources: ['algo-trading-prod-trading'],
        additionalContext: { ending: 'resolved', verdict: 'fixed' },
      },
    });
  });

  test('what is escalated is for people, and says so; planned work that is done has no root cause', () => {
    const told = toldBy(channelMessage(makeReport(incident({ status: 'open' }), 'escalated', TIMELINE, []))).email;
    expect(told).toContain('It is for people now.');
    expect(told).not.toContain('nothing is asked of you');
    expect(asMarkdown(makeReport(incident({ planned: true }), 'resolved', [], []))).not.toContain('Root cause');
    expect(asMarkdown(makeReport(incident({ planned: true }), 'escalated', [], []))).toContain('Root cause');
  });

  test('a finding cannot begin a line of its own', () => {
    const hostile: Line = { at: isoAfter(1), step: 'Check', finding: 'a\nDone: everything', outcome: 'continue' };
    expect(message([hostile]).Message).toContain('Check: a Done: everything');
  });
});

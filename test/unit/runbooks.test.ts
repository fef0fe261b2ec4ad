import { FRAME } from '../../lib/frame';
import { everyRunbook, onDemandRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { acknowledgeSeconds, SEVERITIES } from '../../runbooks/severity';

/**
 * The written runbook's own headings, and under each the words of its steps; those of the restart procedure stand in its
 * code as comments.
 */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  'P1 - Critical Incident Response': ['Halt trading if necessary', 'Quick health check', 'Check recent logs'],
  'Trading Service Not Processing Orders': [
    'Check service status',
    'Check recent logs',
    'Verify broker connection',
    'Restart if necessary',
  ],
  'High CPU/Memory Utilization': ['Identify the bottleneck', 'Scale up if needed', 'Investigate root cause'],
  'Database Connection Failures': [
    'Check RDS status',
    'If RDS is in "modifying" state, wait for completion',
    'Verify security groups',
    'Test connectivity',
  ],
  'Dashboard Not Loading': ['Check ALB target health', 'Check dashboard service', 'Restart dashboard service'],
  'Service Restart Procedure': ['Restart a specific ECS service', 'Monitor deployment'],
};

/** Where ours has another order than the written procedure, the written order. The reasons stand beside the steps. */
const WRITTEN_ORDER: Readonly<Record<string, readonly string[]>> = {
  'P1 - Critical Incident Response': ['Quick health check', 'Check recent logs', 'Halt trading if necessary'],
  'Database Connection Failures': [
    'Check RDS status',
    'Verify security groups',
    'Test connectivity',
    'If RDS is in "modifying" state, wait for completion',
  ],
};

/** The steps of "P1 - Critical Incident Response" that stand around every runbook. */
const WRITTEN_RESPONSE = ['Acknowledge the alert', 'Assess the situation', 'Document the incident'];

/** Steps a runbook takes from another heading: the restart looks first, and a restart is followed to its end. */
const BORROWED: Readonly<Record<string, readonly string[]>> = {
  'Trading Service Not Processing Orders': ['Monitor deployment'],
  'Dashboard Not Loading': ['Monitor deployment'],
  'Service Restart Procedure': ['Check service status'],
};

/** Words of our own, where the written procedure says what to do and not to what. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  // "Restart affected services if appropriate": one step for each of them.
  'P1 - Critical Incident Response': [
    'Restart the data service if it is down',
    'Restart the trading service if it is down',
    'Restart the dashboard if it is down',
  ],
  // The symptom is a blank page: a healthy target can serve one.
  'Dashboard Not Loading': ['Probe the dashboard'],
};

/** What a runbook has scaled up, another puts back: the written procedure does not speak of it. */
const UNDO = 'Undo Scaling';

/** The heading under which a runbook stands: one procedure may be there once for each service. */
const headingOf = (title: string): string => title.replace(/ \((trading|dashboard|data-service)\)$/, '');

const restarts = onDemandRunbooks.filter(({ title }) => headingOf(title) === 'Service Restart Procedure');
const written = [...runbooks, ...restarts].filter(({ title, test }) => headingOf(title) !== UNDO && !test);
const titled = written.map((runbook) => [runbook.title, runbook] as const);

test('every runbook stands under a heading of the written one', () => {
  expect([...new Set(written.map(({ title }) => headingOf(title)))]).toEqual(Object.keys(WRITTEN));
});

test('a procedure that is there for several services is there for each, and an undo for each that can be scaled', () => {
  const services = (heading: string) =>
    everyRunbook.filter(({ title }) => headingOf(title) === heading).map(({ target }) => target);
  for (const heading of ['High CPU/Memory Utilization', 'Service Restart Procedure', UNDO])
    expect(services(heading)).toEqual(['trading', 'dashboard', 'data-service']);
});

test.each(Object.entries(WRITTEN_ORDER))('%s has the written steps in an order of its own', (heading, order) => {
  expect(order).not.toEqual(WRITTEN[heading]);
  expect(order.toSorted()).toEqual(WRITTEN[heading]?.toSorted());
});

describe.each(titled)('%s', (title, { steps, symptoms, triggers, target }) => {
  const heading = headingOf(title);
  const says = steps.map((step) => step.says);
  const borrowed = [...(BORROWED[heading] ?? []), ...(OURS[heading] ?? [])];

  test('has the written steps, all of them, in the written order', () => {
    expect(says.filter((words) => !borrowed.includes(words))).toEqual(WRITTEN[heading]);
  });

  test('says nothing that is not written somewhere', () => {
    const everything = [...Object.values(WRITTEN).flat(), ...(OURS[heading] ?? [])];
    expect(says.filter((words) => !everything.includes(words))).toEqual([]);
  });

  test('says every step once, and none in the words of the frame around it', () => {
    expect(new Set([...says, ...Object.values(FRAME)]).size).toBe(says.length + Object.values(FRAME).length);
  });

  test('keeps its steps to the service it is about', () => {
    if (target === 'system') return;
    expect(steps.filter(({ input }) => 'service' in input && input.service !== target)).toEqual([]);
  });

  test('looks before it acts, but for halting: each second of that may be an order', () => {
    const actions = steps.map(({ does }) => does).filter((does) => does !== 'halt-trading');
    const first = actions.findIndex((does) => does === 'restart-service' || does === 'scale-service');
    expect(first).not.toBe(0);
  });

  test('follows a restart to its end, which the verification of the whole system does for several', () => {
    const actions = steps.map(({ does }) => does);
    if (target === 'system') expect(actions).not.toContain('monitor-deployment');
    else
      expect(actions.indexOf('monitor-deployment')).toBe(
        actions.includes('restart-service') ? actions.indexOf('restart-service') + 1 : -1,
      );
  });

  test('is started by an alarm and has symptoms, or by a person and has none', () => {
    expect(symptoms.length > 0).toBe(triggers.length > 0);
  });
});

test('the written symptoms are kept', () => {
  expect(Object.fromEntries(written.map(({ title, symptoms }) => [headingOf(title), symptoms]))).toEqual({
    'P1 - Critical Incident Response': ['All services down', 'Data loss'],
    'Trading Service Not Processing Orders': [
      'Orders not being placed',
      'No new trades in dashboard',
      'Error logs showing connection issues',
    ],
    'High CPU/Memory Utilization': ['CloudWatch alarms triggered', 'Service performance degradation'],
    'Database Connection Failures': ['"Connection refused" errors', 'Timeout errors in logs'],
    'Dashboard Not Loading': ['502/504 gateway errors', 'Blank page or timeout'],
    'Service Restart Procedure': [],
  });
});

test('a restart nobody asked for is made only if necessary, or where a service is down', () => {
  // Whoever starts a runbook knows why: it has symptoms only where nobody asks.
  const restarts = everyRunbook.flatMap(({ symptoms, steps }) =>
    steps.flatMap(({ input }) => ('if' in input ? [{ asked: symptoms.length === 0, if: input.if }] : [])),
  );
  expect(restarts.length).toBeGreaterThan(0);
  for (const restart of restarts) expect(restart.if === 'asked').toBe(restart.asked);
  const severalAtOnce = everyRunbook.filter(({ steps }) =>
    steps.some(({ input }) => 'if' in input && input.if === 'affected'),
  );
  // Of the P1, of the morning, and of a recovery.
  expect(severalAtOnce.map(({ target }) => target)).toEqual(['system', 'system', 'system']);
});

test.each(everyRunbook)('$id can name machines, incidents and executions', ({ id }) => {
  expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  // Step Functions takes names of at most 80 characters, and the longest is that of an execution:
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  expect(`${id}-20261120T043217Z-escalation`.length).toBeLessThanOrEqual(80);
});

test('ids are unique, those of checklists among them: each is a workflow', () => {
  const ids = [...everyRunbook, ...checklists].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the frame speaks the words of the written incident response', () => {
  expect(Object.values(FRAME)).toEqual(expect.arrayContaining(WRITTEN_RESPONSE));
  // "Escalate if not resolved within 15 minutes": the minutes are those of the severity.
  expect(FRAME.escalate).toBe('Escalate');
});

test('severities have the written names and response times: 15 min, 30 min, 2 h, 24 h', () => {
  expect(SEVERITIES).toEqual({
    P1: { title: 'Critical', responseSeconds: 900 },
    P2: { title: 'High', responseSeconds: 1800 },
    P3: { title: 'Medium', responseSeconds: 7200 },
    P4: { title: 'Low', responseSeconds: 86_400 },
  });
});

test('a P1 is acknowledged within the written 5 minutes, everything else within the same third', () => {
  expect((['P1', 'P2', 'P3', 'P4'] as const).map(acknowledgeSeconds)).toEqual([300, 600, 2400, 28_800]);
});

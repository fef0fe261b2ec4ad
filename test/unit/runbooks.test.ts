import { FRAME } from '../../lib/frame';
import { runbooks } from '../../runbooks';
import { acknowledgeSeconds, SEVERITIES } from '../../runbooks/severity';

/**
 * The written runbook's own headings, and under each the words of its steps; those of the restart procedure stand in its
 * code as comments.
 */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  'Trading Service Not Processing Orders': [
    'Check service status',
    'Check recent logs',
    'Verify broker connection',
    'Restart if necessary',
  ],
  'Service Restart Procedure': ['Restart a specific ECS service', 'Monitor deployment'],
};

/** The steps of "P1 - Critical Incident Response" that stand around every runbook. */
const WRITTEN_RESPONSE = ['Acknowledge the alert', 'Assess the situation', 'Document the incident'];

/** Steps a runbook takes from another heading: the restart looks first, and a restart is followed to its end. */
const BORROWED: Readonly<Record<string, readonly string[]>> = {
  'Trading Service Not Processing Orders': ['Monitor deployment'],
  'Service Restart Procedure': ['Check service status'],
};

const titled = runbooks.map((runbook) => [runbook.title, runbook] as const);

test('every runbook stands under a heading of the written one', () => {
  expect(runbooks.map(({ title }) => title)).toEqual(Object.keys(WRITTEN));
});

describe.each(titled)('%s', (title, { id, steps, symptoms, triggers, target }) => {
  const says = steps.map((step) => step.says);
  const borrowed = BORROWED[title] ?? [];

  test('has the written steps, all of them, in the written order', () => {
    expect(says.filter((words) => !borrowed.includes(words))).toEqual(WRITTEN[title]);
  });

  test('says nothing that is not written somewhere', () => {
    const everything = Object.values(WRITTEN).flat();
    expect(says.filter((words) => !everything.includes(words))).toEqual([]);
  });

  test('says every step once, and none in the words of the frame around it', () => {
    expect(new Set([...says, ...Object.values(FRAME)]).size).toBe(says.length + Object.values(FRAME).length);
  });

  test('keeps its steps to the service it is about', () => {
    expect(steps.filter(({ input }) => input.service !== target)).toEqual([]);
  });

  test('looks before it acts, and follows what it did to its end', () => {
    const actions = steps.map(({ does }) => does);
    expect(actions[0]).toBe('check-service');
    expect(actions.indexOf('monitor-deployment')).toBe(actions.indexOf('restart-service') + 1);
  });

  test('has an id that can name machines, incidents and executions', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    // Step Functions takes names of at most 80 characters, and the longest is that of an execution:
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    expect(`${id}-20261120T043217Z-escalation`.length).toBeLessThanOrEqual(80);
  });

  test('is started by an alarm and has symptoms, or by a person and has none', () => {
    expect(symptoms.length > 0).toBe(triggers.length > 0);
  });
});

test('the written symptoms are kept', () => {
  expect(runbooks[0]?.symptoms).toEqual([
    'Orders not being placed',
    'No new trades in dashboard',
    'Error logs showing connection issues',
  ]);
});

test('a restart nobody asked for is made only if necessary', () => {
  const restarts = runbooks.flatMap(({ triggers, steps }) =>
    steps.flatMap(({ input }) => ('if' in input ? [{ byAlarm: triggers.length > 0, if: input.if }] : [])),
  );
  expect(restarts).toEqual([
    { byAlarm: true, if: 'necessary' },
    { byAlarm: false, if: 'asked' },
  ]);
});

test('ids are unique', () => {
  expect(new Set(runbooks.map(({ id }) => id)).size).toBe(runbooks.length);
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

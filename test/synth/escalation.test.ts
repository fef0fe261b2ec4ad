import { type Asl, edges, edgesOf, type Flow, flows, reachable } from '../support/asl';
import { assembled } from '../support/assembled';
import { machines, stacks } from '../support/synth';

const escalations = Object.entries(stacks(assembled())).flatMap(([environment, stack]) =>
  machines(stack).flatMap(({ id, asl }) => (id === 'escalation' ? [{ environment, asl }] : [])),
);

describe.each(escalations)('the escalation of $environment', ({ environment, asl }) => {
  const [, ladder, deadline] = [...flows(asl)] as [Asl, Flow, Flow];

  test('climbs when a page meets silence: silence is neither tried again nor a failure', () => {
    expect(edgesOf('Page', ladder.States.Page ?? { Type: '' })).toContainEqual({
      from: 'Page',
      to: 'Who is next?',
      by: 'catch',
      assigns: {},
    });
    expect(ladder.States.Page?.Catch?.[0]?.ErrorEquals).toEqual(['States.Timeout']);
    expect(ladder.States.Page?.Retry?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.TaskFailed']]);
  });

  test('gives a rung the time of its severity to acknowledge', () => {
    expect(ladder.States.Page?.TimeoutSeconds).toBe('{% $states.context.Execution.Input.acknowledgeSeconds %}');
  });

  test('climbs on when a rung could not be paged, after the last resort has said so', () => {
    expect(reachable(ladder, 'Last resort page (rung not paged)')).toContain('Who is next?');
  });

  test('looks again at the deadline when a page was acknowledged before it', () => {
    expect(edges(ladder)).toContainEqual(
      expect.objectContaining({ from: 'Acknowledged', to: 'Wait for the deadline', by: 'choice' }),
    );
    expect(ladder.States['Wait for the deadline']).toMatchObject({
      Timestamp: '{% $states.context.Execution.Input.deadlineAt %}',
      Next: 'Who is next?',
    });
  });

  test.each([
    ['page', 'Page'],
    ['wait-for-deadline', 'Wait for the deadline'],
    ['hold', 'Hold until the morning'],
    ['last-resort', 'Last resort page (nobody reachable)'],
  ])('does what was decided: %s', (next, state) => {
    expect(edges(ladder)).toContainEqual(
      expect.objectContaining({
        from: 'Is there anybody to page?',
        to: state,
        by: 'choice',
        condition: `{% $next.next = '${next}' %}`,
      }),
    );
  });

  test('waits for the morning that was decided with what is held, and asks again then', () => {
    expect(ladder.States['Hold until the morning']).toMatchObject({
      Type: 'Wait',
      Timestamp: '{% $next.until %}',
      Next: 'Who is next?',
    });
  });

  test('tells what may be held, and pages nobody in place of those who were decided but in their order', () => {
    expect(ladder.States['Who is next?']?.Arguments?.Payload).toMatchObject({
      path: '{% $states.context.Execution.Input.path %}',
      paging: '{% $states.context.Execution.Input.paging %}',
    });
    expect(ladder.States.Page?.Arguments?.Payload).toMatchObject({
      contacts: '{% $next.contacts %}',
      otherwise: '{% $next.otherwise %}',
    });
  });

  test('does not hold the notice at the deadline', () => {
    expect(Object.keys(deadline.States)).not.toContain('Hold until the morning');
  });

  test('ends the climb on any other decision', () => {
    const otherwise = edges(ladder).filter(({ from, by }) => from === 'Is there anybody to page?' && by === 'default');
    expect(otherwise).toMatchObject([{ to: 'The climb has ended' }]);
  });

  test('takes the last resort when nobody can be reached, and says in it that this is why', () => {
    expect(edges(ladder)).toContainEqual(
      expect.objectContaining({
        to: 'Last resort page (nobody reachable)',
        assigns: { last: { step: 'Who is next?', finding: '{% $next.because %}' } },
      }),
    );
    expect(ladder.States['Last resort page (nobody reachable)']?.Next).toBe('The climb has ended');
  });

  test('asks who is next with the instant it asks at: a retry asks for the same one', () => {
    // A state's EnteredTime is set when the state is entered, and a retry does not enter it again:
    // https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
    expect(ladder.States['Who is next?']?.Arguments?.Payload).toMatchObject({
      asked: '{% $states.context.State.EnteredTime %}',
    });
  });

  test('tells every page where its link leads: to our API, and to nothing else', () => {
    const payload = ladder.States.Page?.Arguments?.Payload;
    expect(payload).toMatchObject({ pages: expect.stringMatching(/^<PagesApi[0-9A-F]{8}\.ApiEndpoint>$/) });
    // A page has a link; the names of functions are no use to whoever is woken by it.
    expect(JSON.stringify(payload)).not.toMatch(/<Actions/);
  });

  test('PagerDuty is told once, before the first page, and keeps nobody from being paged', () => {
    const telling = edges(ladder).filter(({ to }) => to === 'Trigger PagerDuty');
    expect(telling).toEqual(
      environment === 'staging'
        ? [
            expect.objectContaining({
              from: 'Is there anybody to page?',
              by: 'choice',
              condition: "{% $next.next = 'page' and $next.first and $states.context.Execution.Input.alerts %}",
            }),
          ]
        : [],
    );
    const trigger = ladder.States['Trigger PagerDuty'];
    expect(trigger?.Resource).toBe(environment === 'staging' ? 'arn:aws:states:::states:startExecution' : undefined);
    if (trigger) {
      expect(edgesOf('Trigger PagerDuty', trigger).map(({ by, to }) => [by, to])).toEqual([
        ['next', 'Page'],
        ['catch', 'Page'],
      ]);
      expect(trigger.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
      // The first that matches is taken: the page itself must not come before it.
      const choices = ladder.States['Is there anybody to page?']?.Choices?.map(({ Next }) => Next);
      expect(choices?.slice(0, 2)).toEqual(['Trigger PagerDuty', 'Page']);
    }
  });

  test('a notice that cannot be given does not end the climb: its own branch ends without failing', () => {
    const failed = 'Last resort page (stakeholders not told)';
    expect(deadline.States[failed]?.Catch?.map(({ Next }) => Next)).toEqual(['The stakeholders were not told']);
    expect(deadline.States['The stakeholders were not told']).toMatchObject({
      Type: 'Succeed',
      Output: { told: false },
    });
    expect(deadline.States['The deadline has passed']).toMatchObject({ Type: 'Succeed', Output: { told: true } });
    expect(Object.values(deadline.States).filter(({ Type }) => Type === 'Fail')).toEqual([]);
  });

  test('and is told when both have ended, by failing: the watch on the workflows pages for that', () => {
    expect(asl.States['Escalate if not resolved']?.Next).toBe('Was everybody told?');
    expect(edgesOf('Was everybody told?', asl.States['Was everybody told?'] ?? { Type: '' })).toMatchObject([
      { by: 'choice', condition: '{% $states.input[1].told = false %}', to: 'Nobody could be told' },
      { by: 'default', to: 'Escalated' },
    ]);
    expect(asl.States['Nobody could be told']).toMatchObject({ Type: 'Fail', Error: 'NobodyTold' });
    expect(asl.States.Escalated).toMatchObject({ Type: 'Succeed', Output: { outcome: 'escalated' } });
    expect(asl.States['Escalate if not resolved']?.Branches?.[1]).toBe(deadline);
  });

  test('tells the stakeholders at the deadline, beside the climb and whatever becomes of it', () => {
    expect(deadline.StartAt).toBe('Until the response time is over');
    expect(deadline.States[deadline.StartAt]).toMatchObject({
      Type: 'Wait',
      Timestamp: '{% $states.context.Execution.Input.deadlineAt %}',
      Next: 'Notify stakeholders',
    });
  });

  test('lives long enough for every rung of the longest severity: three times 24 h', () => {
    expect(asl.TimeoutSeconds).toBe(3 * 86_400);
  });
});

import { type Asl, edges, edgesOf, type Flow, flows, reachable } from '../support/asl';
import { assemble, machines, stacks, testApp } from '../support/synth';

const escalations = Object.entries(stacks(assemble(testApp()))).flatMap(([environment, stack]) =>
  machines(stack).flatMap(({ id, asl }) => (id === 'escalation' ? [{ environment, asl }] : [])),
);

describe.each(escalations)('the escalation of $environment', ({ asl }) => {
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

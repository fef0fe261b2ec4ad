import fc from 'fast-check';
import type { Approval } from '../../../../lambdas/shared/approvals/approval';
import { modelledTable } from '../../../support/dynamodb';
import { type Happening, PEOPLE, Story } from './story';

const MAY = ['trading-primary', 'trading-backup', 'team-lead'] as const;

const answering = (meanwhile: fc.Arbitrary<Happening | undefined>): fc.Arbitrary<Happening> =>
  fc.record({
    kind: fc.constant('answer' as const),
    who: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...MAY) },
      { weight: 1, arbitrary: fc.constantFrom(...PEOPLE) },
    ),
    how: fc.constantFrom('browser' as const, 'iam' as const, 'identity-center' as const),
    decision: fc.constantFrom(...Array.from({ length: 5 }, () => 'approve' as const), 'refuse' as const),
    meanwhile,
  });

const close = fc.constant<Happening>({ kind: 'close' });
const giveUp = fc.constant<Happening>({ kind: 'give up' });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 14,
    arbitrary: answering(fc.oneof(fc.constant(undefined), answering(fc.constant(undefined)), close, giveUp)),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.constantFrom(1, 60, 120, 600) }),
  },
  { weight: 3, arbitrary: fc.constant<Happening>({ kind: 'wait' }) },
  { weight: 1, arbitrary: fc.oneof(close, giveUp, fc.constant<Happening>({ kind: 'die' })) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take off' as const), who: fc.constantFrom(...MAY) }) },
);

/** What must be true of a question at any time, whatever has happened to it. */
function holds(story: Story, now: Approval, before: Approval): void {
  const { decisions, status } = now;
  const yes = decisions.filter(({ decision }) => decision === 'approve');
  // What was said stays said, and each was taken when it could be.
  expect(decisions.slice(0, before.decisions.length)).toEqual(before.decisions);
  for (const { reason, at: when } of decisions) {
    expect(story.taken.get(reason)?.allowed).toBe(true);
    expect(when < now.expiresAt).toBe(true);
  }
  expect(yes.map(({ contact }) => contact)).not.toContain('requester');
  expect(yes.map(({ contact }) => contact)).not.toContain('cto');
  expect(new Set(yes.map(({ contact }) => contact)).size).toBe(yes.length);
  // Enough different people, all of them on the list when the last said yes.
  if (status === 'approved') {
    const list = story.taken.get(yes.at(-1)?.reason ?? '')?.list ?? [];
    expect(yes.filter(({ contact }) => list.includes(contact)).length).toBeGreaterThanOrEqual(story.people);
    expect(decisions).toHaveLength(yes.length);
  }
  expect(status === 'refused').toBe(decisions.some(({ decision }) => decision === 'refuse'));
  // What is over stays over: nobody adds to it, and a refusal stands.
  if (before.status !== 'asked') {
    expect(decisions).toEqual(before.decisions);
    expect([before.status, 'lapsed']).toContain(status);
    if (before.status === 'refused') expect(status).toBe('refused');
  }
  // The workflow is told once at most, of what is stored by then, and of nothing that is still open.
  expect(story.told.length).toBeLessThanOrEqual(1);
  for (const told of story.told) expect(['approved', 'refused']).toContain(told.status);
}

const seen = { approved: 0, refused: 0, lapsed: 0, asked: 0, byTwo: 0, told: 0 };

test.each([1, 2] as const)(
  'whatever happens in whatever order, where %i must say yes',
  async (people) => {
    const modelled = modelledTable();
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), async (happenings) => {
        const story = new Story(modelled, people);
        await story.begin();
        let before = await story.question();
        try {
          for (const what of [{ kind: 'wait' } as const].slice(happenings.length % 2).concat(happenings as never)) {
            const open = story.isOpen;
            await story.happens(what);
            const now = await story.question();
            holds(story, now, before);
            if (!open) expect(now.decisions).toEqual(before.decisions);
            before = now;
          }
        } finally {
          await story.end();
        }
        if (before.status !== 'void') seen[before.status]++;
        if (before.status === 'approved' && before.decisions.length === 2) seen.byTwo++;
        seen.told += story.told.length;
      }),
      { numRuns: 125 * people, seed: 20261120 + people },
    );
  },
  120_000,
);

test('and in these orders much of it has happened', () => {
  for (const [what, times] of Object.entries(seen)) expect({ what, often: times >= 5 }).toEqual({ what, often: true });
});

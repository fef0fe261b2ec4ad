import { ACTS } from '../../../../../runbooks/market-phases';
import { deployment, incident, seen, service, tradingIs } from '../../../../support/incidents';
import { judged, refusal, TRADING } from './world';

const rolling = (id: string) => seen(service({ deployments: [deployment({ id, rolloutState: 'IN_PROGRESS' })] }));
const person = { because: 'person', evenDisabled: true } as const;
const UNDER_WAY = 'a deployment that is not ours is under way';

test('a rollback passes while somebody else’s deployment is under way, and besides it only what undoes a scale-up', () => {
  const passing = ACTS.filter(
    (act) => refusal({ service: rolling('ecs-svc/9999') }, { act, ...person })?.refused?.because !== UNDER_WAY,
  );
  expect(passing.toSorted()).toEqual(['rollback', 'undo-scale-up']);
});

test('our own deployment that is under way is taken back without a question', () => {
  const ours = incident({ deployments: { [TRADING]: { id: 'ecs-svc/2222', ours: true } } });
  const world = { service: rolling('ecs-svc/2222'), incident: ours };
  expect(judged(world, { act: 'undo-deploy', ...person })).toMatchObject({ allowed: true });
});

test('a deployment needs an approval in the session, and a rollback always does', () => {
  for (const act of ['deploy', 'rollback'] as const) {
    expect(refusal({}, { act, ...person })).toMatchObject({ outcome: 'ask', question: { act } });
  }
});

test('both go on while trading is disabled on purpose, and neither does on a service that is stopped', () => {
  for (const act of ['deploy', 'rollback', 'undo-deploy'] as const) {
    expect(refusal({ tradingEnabled: tradingIs('false') }, { act, ...person })?.outcome).not.toBe('stand-down');
    expect(refusal({ service: seen(service({ desiredCount: 0 })) }, { act, ...person })).toMatchObject({
      outcome: 'stand-down',
      refused: { because: 'stopped on purpose' },
    });
  }
});

import type { ApiCall } from '../../engine/ledger';
import { type Invariant, timeOf, type World } from './world';

/** Nothing of a stop may be left after so long. */
const SURVIVES_MS = 60_000;

const enables = ({ stage }: World, { operation, effect, input }: ApiCall): boolean => {
  const { Name, Value } = input as { Name?: string; Value?: string };
  const { tradingEnabled } = stage.description.environment.parameters;
  return operation === 'PutParameter' && effect && Name === tradingEnabled && Value === 'true';
};

/**
 * When people stopped trading, and until when that stood: whoever enables it again, or has its service started, it is not the
 * stop that failed. Milliseconds since the epoch.
 */
function stops({ stage }: World): readonly { readonly at: number; readonly until: number }[] {
  const { cloud, description } = stage;
  const enabled = cloud.ssm
    .history(description.environment.parameters.tradingEnabled)
    .filter(({ value }) => value === 'true');
  // A service that does not heed the parameter is seen when it runs, and taken away again (the story recovery-of-what-does-not-heed).
  const broughtBack = cloud.ledger.calls.filter(
    ({ by, operation, effect, input }) =>
      by === description.functions['restore-service'] &&
      operation === 'UpdateService' &&
      effect &&
      Number((input as { desiredCount?: number }).desiredCount) > 0,
  );
  const machine = description.runbooks.find(({ id }) => id === 'emergency-stop-trading')?.machine;
  return cloud.workflows.machines
    .filter(({ name }) => name === machine)
    .flatMap(({ executions }) => executions)
    .map(({ startedAt }) => ({
      at: startedAt,
      until: Math.min(...[...enabled, ...broughtBack].map(({ at }) => at).filter((at) => at > startedAt)),
    }));
}

/** What makes the system riskier, and how many people say yes to it first. */
const RISKIER: readonly {
  readonly by: string;
  readonly operation: RegExp;
  readonly act: string;
  readonly people: number;
}[] = [
  { by: 'resume-trading', operation: /^PutParameter$/, act: 'resume-trading', people: 2 },
  { by: 'restore-database', operation: /^RestoreDBInstance/, act: 'restore', people: 2 },
  { by: 'close-positions', operation: /^PutObject$/, act: 'close-positions', people: 2 },
  { by: 'roll-back-service', operation: /^UpdateService$/, act: 'rollback', people: 1 },
  { by: 'switch-database', operation: /^ModifyDBInstance$/, act: 'switch-database', people: 1 },
];

/** Safer needs nobody, riskier needs people, and what people stopped stays stopped. */
export const DIRECTION: readonly Invariant[] = [
  {
    promise: 1,
    says: 'Nothing but the step that two people have approved writes "true" into the trading parameter',
    broken: (world) =>
      world.stage.cloud.ledger.calls
        .filter((call) => enables(world, call) && call.by !== world.stage.description.functions['resume-trading'])
        .map(({ by }) => `${by} wrote "true"`),
  },
  {
    promise: 1,
    says: 'Whatever makes the system riskier has been approved by as many different people as it needs',
    broken: ({ stage, approvals }) =>
      RISKIER.flatMap(({ by, operation, act, people }) =>
        stage.cloud.ledger.calls
          .filter(
            (call) => call.effect && call.by === stage.description.functions[by] && operation.test(call.operation),
          )
          .flatMap(({ at }) => {
            const most = Math.max(
              0,
              ...approvals
                .filter((approval) => approval.act === act)
                .map(({ decisions }) => {
                  const before = decisions.filter((one) => Date.parse(one.at) <= at);
                  return new Set(before.filter(({ decision }) => decision === 'approve').map(({ contact }) => contact))
                    .size;
                }),
            );
            return most >= people ? [] : [`${by} acted at ${timeOf(at)} with ${most} of ${people} people`];
          }),
      ),
  },
  {
    promise: 2,
    says: 'A minute after people have stopped trading no order is sent until people resume it',
    broken: (world) => {
      // Without its permissions it can only say so.
      if (world.denials) return [];
      return stops(world).flatMap(({ at, until }) => {
        const late = world.stage.platform.orders.find((order) => order > at + SURVIVES_MS && order < until);
        return late === undefined
          ? []
          : [`stopped at ${timeOf(at)}, and an order was sent ${Math.round((late - at) / 1000)} s later`];
      });
    },
  },
];

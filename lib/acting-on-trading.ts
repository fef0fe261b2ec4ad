import { DAY_FUNCTIONS } from './day-functions';
import { FUNCTIONS, type FunctionFacts } from './function-list';
import { ON_DEMAND_FUNCTIONS } from './on-demand';

/** What changes how many tasks of a service run, and whether trading is enabled. */
const ACTS: readonly string[] = [
  'ecs:UpdateService',
  'ecs:StopServiceDeployment',
  'application-autoscaling:RegisterScalableTarget',
];

const acts = ({ may }: Pick<FunctionFacts, 'may'>): boolean =>
  may.some(
    ({ actions, on }) =>
      actions.some((action) => ACTS.includes(action)) ||
      (on === 'trading-parameter' && actions.includes('ssm:PutParameter')),
  );

/** Every function of the app that may act on the trading service or its parameter, by name. */
export const actingOnTrading = (): ReadonlyMap<string, Pick<FunctionFacts, 'may' | 'timeoutSeconds'>> =>
  new Map(
    Object.entries<FunctionFacts>({ ...FUNCTIONS, ...DAY_FUNCTIONS, ...ON_DEMAND_FUNCTIONS }).filter(([, facts]) =>
      acts(facts),
    ),
  );

/** Two looks more than the longest of them can last. */
const BEYOND_SECONDS = 10;

/**
 * Seconds for which a stop is watched over. Whatever had begun to act before it came has ended by then, whichever function
 * it was: the longest time-out of any that may, and two looks more.
 */
export const sweepSeconds = (): number =>
  Math.max(...[...actingOnTrading().values()].map(({ timeoutSeconds }) => timeoutSeconds)) + BEYOND_SECONDS;

import type { Environment } from '../../environments/schema';
import { alarms } from './alarms';
import { brokerSession } from './broker-session';
import { type Check, examine, type World } from './check';
import { closeCommand } from './commands';
import { database, door, secret, servicesGroup } from './database';
import { exportManifest, positions, tradesAndProfit } from './day-signals';
import type { Finding } from './finding';
import { holidays } from './holidays';
import { decideIdentity, whoAsks } from './identity';
import { loadBalancer, targetGroup } from './load-balancer';
import { logGroup, tradingParameter } from './parameter';
import { people } from './people';
import { rota } from './rota';
import { cluster, scaling, services } from './services';
import { notConfigured, spokenSignals } from './signals';
import { acknowledgedVersion, acknowledgement, heartbeat } from './status-objects';
import { topics } from './topics';

export { clientsOf } from './clients';
export { exitStatus, type Finding, type Status } from './finding';
export type { World };

/** What the environment says exists already, in the order it is told. */
const NAMED: readonly Check[] = [
  cluster,
  services,
  scaling,
  database,
  secret,
  servicesGroup,
  door,
  loadBalancer,
  targetGroup,
  logGroup,
  tradingParameter,
  heartbeat,
  acknowledgement,
  acknowledgedVersion,
  closeCommand,
  tradesAndProfit,
  positions,
  brokerSession,
  exportManifest,
  spokenSignals,
  notConfigured,
  holidays,
  rota,
  people,
];

/** Every IAM action the doctor needs in an environment, in alphabetical order; all of them only read. */
export const permissionsFor = (environment: Environment): readonly string[] =>
  [...new Set([...NAMED, alarms, ...topics(environment)].flatMap(({ needs }) => needs))].sort();

/**
 * Compares an account with an environment and changes nothing.
 * @returns one finding a line, the credentials first; nothing after them when they are not of the environment's account.
 */
export async function doctor(world: World): Promise<readonly Finding[]> {
  const { finding, goOn } = decideIdentity(await whoAsks(world), world);
  if (!goOn) return [finding];
  const named = await all(NAMED, world);
  const ofStack = await examine(alarms, world);
  const deployed = ofStack.every(({ status }) => status !== 'not deployed');
  const readers = deployed ? await all(topics(world.environment), world) : [];
  return [finding, ...named, ...ofStack, ...readers];
}

const all = async (checks: readonly Check[], world: World): Promise<Finding[]> =>
  (await Promise.all(checks.map((check) => examine(check, world)))).flat();

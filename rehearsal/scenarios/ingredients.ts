import { AwsError } from '../engine/aws/service';
import type { Stage } from './scenario';

export const runbook = 'trading-service-not-processing-orders';

/** Every task hangs; new ones are well. The fault most of these stories begin with. */
export const hang = (stage: Stage): void => stage.inject({ kind: 'hung-tasks' });

export const isRestart = ({ service, operation }: { service: string; operation: string }): boolean =>
  service === 'ecs' && operation === 'UpdateService';

/** Whether a call comes from our functions or workflows rather than from AWS itself. */
export const isOurs = ({ description }: Stage, by: string): boolean =>
  Object.values(description.functions).includes(by) ||
  by === description.escalationMachine ||
  description.runbooks.some(({ machine }) => machine === by);

/** Whether a call is a page on its way to its topic. */
export const isPage =
  ({ description }: Stage) =>
  ({ service, operation, by }: { service: string; operation: string; by: string }): boolean =>
    service === 'sns' && operation === 'Publish' && by === description.functions['page-contacts'];

export const throttled = (): AwsError => new AwsError('ThrottlingException', 'Rate exceeded');

export const RUNG_1 = [{ rung: 1 }] as const;

/** The last resort once for each rung that could not be paged, and the watch of the function that fails every time. */
export const NO_RUNG_PAGED = [
  ...Array.from({ length: 4 }, () => ({ rung: 'last resort' }) as const),
  { rung: 'watch' },
] as const;

/** The story of an incident nobody acknowledges is the same wherever it begins: ten minutes a rung for a P2. */
export const ALL_RUNGS = [
  { rung: 1, atSeconds: 0 },
  { rung: 2, atSeconds: 600 },
  { rung: 3, atSeconds: 1200 },
  { rung: 4, atSeconds: 1800 },
] as const;

/** What is measured of a P2 that its runbook has fixed. */
export const FIXED = ['Incidents outcome=resolved', 'TimeToMitigate severity=P2'] as const;

/** What is measured of an incident that somebody was paged about, and acknowledged. */
export const ESCALATED = ['Incidents outcome=escalated', 'Pages result=sent', 'Pages result=acknowledged'] as const;

/** What is measured of a climb that nobody has stopped. */
export const NOBODY_ANSWERS = ALL_RUNGS.flatMap(() => ['Pages result=sent', 'Pages result=unanswered']);

/** Such a story ends before the response time does: what follows then is told by stories of its own. */
export const UNTIL_AT_WORK = 25;

/** The on-call engineer acknowledges a minute after the page. */
export const acknowledged = (stage: Stage): void =>
  stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));

/** Events of the rules come so many seconds later, from now on. */
export const eventsLate = (stage: Stage, seconds: number): void =>
  stage.stray(({ of }) => of === 'rule', Number.POSITIVE_INFINITY, { kind: 'late', seconds });

/** The next ticks of a schedule never come: neither its function nor a dead-letter queue hears of them. */
export const ticksLost = (stage: Stage, schedule: 'tick' | 'audit', count = Number.POSITIVE_INFINITY): void =>
  stage.stray(({ name }) => name === `${stage.description.stackName}-${schedule}`, count, { kind: 'lost' });

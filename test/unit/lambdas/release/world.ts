import type { PastDeployment } from '../../../../lambdas/shared/release/history';
import type { Release } from '../../../../lambdas/shared/release/notes';
import type { Present } from '../../../../lambdas/shared/release/present';
import type { Subject } from '../../../../lambdas/shared/release/subject';
import type { Absence } from '../../../../lambdas/shared/signals';
import { at, deployment, SETTINGS, seen, service, TRADING_ENABLED } from '../../../support/incidents';

export const SERVICE = 'algo-trading-prod-trading';
export const REPOSITORY = `123456789012.dkr.ecr.ap-south-1.amazonaws.com/${SERVICE}`;
/** Digests of releases, by their number. */
export const digest = (release: number): string => `sha256:${String(release).padStart(64, '0')}`;
export const DAY = 86_400;

export const subject = (over: Partial<Subject> = {}): Subject => ({
  cluster: 'prod',
  service: SERVICE,
  role: 'trading',
  image: `${SERVICE}:latest`,
  kind: 'trading',
  overlap: true,
  stateSurvives: true,
  logStreamPrefix: 'trading/',
  alarms: { [`${SERVICE}/TooFewRunningTasks`]: 'fault' satisfies Absence },
  undo: { later: 'arn:later', machine: 'arn:undo', afterSeconds: 1800 },
  guard: {
    settings: SETTINGS,
    limits: { attempts: 2, withinSeconds: 14_400, actsAnHour: 8, servicesAnHour: 3 },
    tradingEnabled: TRADING_ENABLED,
  },
  ...over,
});

/** Release 3 takes the place of release 2, of revision 12. */
export const release = (over: Partial<Release> = {}): Release => ({
  container: 'app',
  repository: REPOSITORY,
  base: `${SERVICE}:12`,
  digest: digest(3),
  from: { taskDefinition: `${SERVICE}:12`, digest: digest(2), deployment: 'ecs-svc/1111' },
  red: [],
  ...over,
});

/** Revision 12 runs release 2 in both tasks. */
export const present = (over: Partial<Present> = {}): Present => ({
  service: service(),
  deployment: deployment({ taskDefinition: `arn:aws:ecs:ap-south-1:123456789012:task-definition/${SERVICE}:12` }),
  definition: {
    name: `${SERVICE}:12`,
    family: SERVICE,
    active: true,
    content: { family: SERVICE, containerDefinitions: [{ name: 'app', image: `${REPOSITORY}:latest` }] },
  },
  container: 'app',
  own: { registry: REPOSITORY.split('/')[0] ?? '', repository: SERVICE, tag: 'latest' },
  running: seen({ tasks: 2, digests: [digest(2)] }),
  ...over,
});

/** A deployment so many days ago that brought a release under a revision. */
export const past = (
  days: number,
  revision: number,
  brought: number | undefined,
  status = 'SUCCESSFUL',
): PastDeployment => ({
  arn: `arn:deployment/${days}`,
  status,
  createdAt: at(-days * DAY),
  ...(status === 'IN_PROGRESS' ? {} : { finishedAt: at(-days * DAY + 120) }),
  revision: {
    arn: `arn:revision/${days}`,
    taskDefinition: `${SERVICE}:${revision}`,
    ...(brought === undefined ? {} : { digest: digest(brought) }),
  },
});

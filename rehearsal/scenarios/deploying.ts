import type { Scenario, Stage } from './scenario';

export const DEPLOY = 'update-deployment';
export const trading = 'algo-trading-prod-trading';
export const dashboard = 'algo-trading-prod-dashboard';
/** Its owner has said that its generations may not overlap, and that open orders do not survive a restart. */
export const careful = 'algo-trading-staging-trading';
export const STOPPED = [`scale minimum 0, scaling suspended ${careful}`, `stop ${careful}`];
export const BACK = `scale minimum 2, scaling resumed ${careful}`;
/** The revision that runs when a story begins is 12. */
export const registered = (service: string) => `register task definition ${service}`;
export const deployed = (service: string, revision: number) => `deploy ${service}:${revision} to ${service}`;

export type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

export const story = (told: Told): Scenario => ({ runbook: DEPLOY, minutes: 45, ...told });

/** On a Friday after the close, when nobody has to be asked. */
export const evening = (told: Told): Scenario => story({ startsAt: '2026-11-20T18:00:00+05:30', ...told });

export const ask = (stage: Stage, image: string, more: Record<string, string | true> = {}): void =>
  stage.start(DEPLOY, 'backend-primary', 'release 13', { image, ...more });

/** A new image is pushed, and somebody asks for it by its digest. */
export const deploy = (
  stage: Stage,
  push: Parameters<Stage['platform']['delivery']['pushImage']>[1] = { tag: 'v13' },
): void => ask(stage, stage.platform.delivery.pushImage('trading', push));

export const approve = (stage: Stage): void =>
  stage.onPage(60, ({ contact, rung, subject }) => {
    if (rung === 1 && /Update Deployment/.test(subject)) stage.approve(contact, 'by command line');
  });

export const of = (which: string) => (call: { service: string; operation: string; input: unknown }) =>
  `${call.service}:${call.operation}` === which;
export const deploysOurs = (call: { service: string; operation: string; input: unknown }) =>
  of('ecs:UpdateService')(call) && 'taskDefinition' in (call.input as object);

/** As soon as nothing is wanted of the trading service any more. */
export const onceStopped = (stage: Stage, act: () => unknown): void =>
  stage.after(1, () => {
    const { cluster, services } = stage.description.environment;
    const seen = stage.cloud.ecs.operations.DescribeServices({ cluster, services: [services.trading.name] });
    if (seen.services?.[0]?.desiredCount === 0) act();
    else onceStopped(stage, act);
  });

export const RELEASED = [registered(trading), deployed(trading, 13)];
export const done = { outcome: 'resolved', verdict: 'fixed', restarts: 0, furtherActs: RELEASED, pages: [] } as const;
export const nothing = { outcome: 'stood-down', restarts: 0, pages: [] } as const;

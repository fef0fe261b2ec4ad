import { RUNG_1, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

const ROLLBACK = 'rollback';
const trading = 'algo-trading-prod-trading';
/** Its owner has said that its generations may not overlap. */
const careful = 'algo-trading-staging-trading';
const registered = `register task definition ${trading}`;
const deployed = (revision: number) => `deploy ${trading}:${revision} to ${trading}`;

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

const story = (told: Told): Scenario => ({ runbook: ROLLBACK, minutes: 45, ...told });

const ask = (stage: Stage, options: Record<string, string | number> = {}): void =>
  stage.start(ROLLBACK, 'backend-primary', 'prices are wrong since the last release', options);

const approve = (stage: Stage): void => stage.onPage(60, ({ contact }) => stage.approve(contact, 'by command line'));

/** A story begins with two images: of revision 11, which ran before, and of revision 12, which runs and has the tag. */
const earlier = (stage: Stage): string => stage.platform.delivery.images('trading')[0]?.digest ?? '';

const done = { outcome: 'resolved', verdict: 'fixed', restarts: 0, pages: RUNG_1 } as const;
const nothing = { outcome: 'stood-down', restarts: 0, pages: [] } as const;

/** A service is brought back to what ran before. */
export const rollback: readonly Scenario[] = [
  story({
    id: 'rollback-good',
    title: 'back to the last image that ran: its tag means it again, so its revision is taken as it is',
    play: (stage) => {
      stage.platform.delivery.moveTag('trading', 'latest', earlier(stage));
      ask(stage);
      approve(stage);
    },
    expects: {
      ...done,
      furtherActs: [deployed(11)],
      refusals: ['it needs an approval'],
      pageSays: [/to algo-trading-prod-trading:11 with sha256:\w{12}\. It was deployed last at/],
      timelineSays: [/Approved by devops-primary/, /Verified: 2 of 2 tasks running/],
      channelSays: [/Rollback Procedure: resolved/],
    },
  }),
  story({
    id: 'rollback-mends',
    title: 'alarms are red since the release, and what ran before is the cure: verified when they are OK again',
    play: (stage) => {
      stage.inject({ kind: 'hung-tasks' });
      stage.mode('observe', 'trading-service-not-processing-orders');
      stage.after(240, () => ask(stage));
      approve(stage);
    },
    expects: {
      ...done,
      furtherActs: [registered, deployed(13)],
      runs: { [ROLLBACK]: ['resolved'] },
      pages: RUNG_1,
      pageSays: [/Alarms that are red already: algo-trading-prod-trading\/OrdersUnanswered; they must be OK in time/],
    },
    minutes: 60,
  }),
  story({
    id: 'rollback-moved-tag',
    title: 'the tag means another image now: a copy of the revision is registered with the digest that ran',
    play: (stage) => {
      ask(stage);
      approve(stage);
    },
    expects: {
      ...done,
      furtherActs: [registered, deployed(13)],
      pageSays: [/as a copy with that digest, because :latest means sha256:\w{12} now/, /for 3 days/],
      timelineSays: [/Verified: 2 of 2 tasks running, all of sha256:\w{12} \(algo-trading-prod-trading:13\)/],
    },
  }),
  story({
    id: 'rollback-to-revision',
    title: 'an engineer names the revision',
    play: (stage) => {
      ask(stage, { 'to-revision': 11 });
      approve(stage);
    },
    expects: { ...done, furtherActs: [registered, deployed(13)] },
  }),
  story({
    id: 'rollback-no-digest',
    title: 'ECS tells of no deployment any more: the question says that no digest was recorded',
    play: (stage) => {
      stage.platform.delivery.forgetDeployments('trading');
      ask(stage, { 'to-revision': 11 });
      approve(stage);
    },
    expects: {
      ...done,
      furtherActs: [deployed(11)],
      pageSays: [/of which ECS has recorded no digest: what :latest means now would run/],
    },
  }),
  story({
    id: 'rollback-none-before',
    title: 'nothing was successful before: refused',
    play: (stage) => {
      stage.platform.delivery.forgetDeployments('trading');
      ask(stage);
    },
    expects: { ...nothing, refusals: ['none successful before'], timelineSays: [/There is nothing to go back to/] },
  }),
  story({
    id: 'rollback-missing-revision',
    title: 'a revision that does not exist is refused',
    play: (stage) => ask(stage, { 'to-revision': 99 }),
    expects: { ...nothing, refusals: ['the revision does not exist'] },
  }),
  story({
    id: 'rollback-inactive',
    title: 'a revision that somebody has deregistered is refused',
    play: (stage) => {
      stage.platform.delivery.deregister('trading', 11);
      ask(stage, { 'to-revision': 11 });
    },
    expects: { ...nothing, refusals: ['the revision is inactive'] },
  }),
  story({
    id: 'rollback-to-present',
    title: 'the revision that runs is refused',
    play: (stage) => ask(stage, { 'to-revision': 12 }),
    expects: { ...nothing, refusals: ['the revision is the present one'] },
  }),
  story({
    id: 'rollback-digest-gone',
    title: 'the image that ran before was deleted: refused',
    play: (stage) => {
      stage.platform.delivery.deleteImage('trading', earlier(stage));
      ask(stage);
    },
    expects: { ...nothing, refusals: ['the digest is gone from the registry'] },
  }),
  story({
    id: 'rollback-under-way',
    title: 'a deployment is under way: ECS stops it and goes back itself',
    play: (stage) => {
      stage.platform.delivery.pushImage('trading', { tag: 'latest', flaw: 'exits' });
      stage.platform.deploy('trading');
      stage.after(40, () => ask(stage));
      approve(stage);
    },
    expects: {
      ...done,
      furtherActs: [`stop the deployment of ${trading}`],
      timelineSays: [/ECS stops \S+ and goes back to algo-trading-prod-trading:12/],
    },
  }),
  story({
    id: 'rollback-under-way-elsewhere',
    title: 'a deployment is under way that would go back to something else: left to end',
    play: (stage) => {
      stage.platform.delivery.pushImage('trading', { tag: 'latest', flaw: 'exits' });
      stage.platform.deploy('trading');
      stage.after(40, () => ask(stage, { 'to-revision': 11 }));
    },
    expects: { ...nothing, refusals: ['a deployment to something else is under way'] },
    minutes: 20,
  }),
  story({
    id: 'rollback-refused',
    title: 'the engineer who is asked says no',
    play: (stage) => {
      ask(stage);
      stage.onPage(60, ({ contact }) =>
        stage.approve(contact, 'by command line', { decision: 'refuse', reason: 'it is the feed' }),
      );
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      refusals: ['refused by devops-primary'],
    },
    minutes: UNTIL_AT_WORK,
  }),
  story({
    id: 'rollback-stop-first',
    title: 'generations may not overlap: the old tasks are stopped first, after somebody has approved it',
    environment: 'staging',
    startsAt: '2026-11-20T18:00:00+05:30',
    play: (stage) => {
      ask(stage);
      approve(stage);
    },
    expects: {
      ...done,
      furtherActs: [
        `register task definition ${careful}`,
        `scale minimum 0, scaling suspended ${careful}`,
        `stop ${careful}`,
        `deploy ${careful}:13 to ${careful}`,
        `scale minimum 2, scaling resumed ${careful}`,
      ],
      pageSays: [/The service is down between the two\. Open orders are not read back/],
      timelineSays: [/Verified: 2 of 2 tasks running, all of sha256:\w{12}/],
    },
    // Then functions that wait for the tasks to end come near their time-outs.
    whenSlower: { pages: [{ rung: 1 }, { rung: 'watch' }, { rung: 'watch' }] },
  }),
];

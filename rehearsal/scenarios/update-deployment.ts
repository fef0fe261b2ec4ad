import {
  approve,
  ask,
  BACK,
  careful,
  DEPLOY,
  dashboard,
  deploy,
  deployed,
  done,
  evening,
  nothing,
  registered,
  STOPPED,
  story,
  trading,
} from './deploying';
import { RUNG_1, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** An image is brought to a service, or refused. */
export const updateDeployment: readonly Scenario[] = [
  evening({
    id: 'deploy-good',
    title: 'an engineer deploys a good image after the close',
    play: deploy,
    expects: {
      ...done,
      timelineSays: [
        /it would run sha256:\w{12} \(v13\)/,
        /Deployment \S+ \(ours\) is complete/,
        /Verified: 2 of 2 tasks running, all of sha256:\w{12}/,
        /Nothing to roll back/,
      ],
      channelSays: [/Update Deployment: resolved/],
      documents: [[/releases\/.*plan\.md$/, /container algo-trading-prod-trading: image: .*:latest -> .*@sha256:/]],
    },
  }),
  evening({
    id: 'deploy-by-tag',
    title: 'an engineer deploys by a tag, which is turned into its digest',
    play: (stage) => {
      stage.platform.delivery.pushImage('dashboard', { tag: 'v13' });
      ask(stage, `${dashboard}:v13`, { service: 'dashboard' });
    },
    expects: { ...done, furtherActs: [registered(dashboard), deployed(dashboard, 13)] },
  }),
  story({
    id: 'deploy-approved',
    title: 'in the session somebody else has to approve it',
    play: (stage) => {
      deploy(stage);
      approve(stage);
    },
    expects: {
      ...done,
      pages: RUNG_1,
      refusals: ['it needs an approval'],
      pageSays: [
        /rolled back to algo-trading-prod-trading:12 by itself/,
        /update-deployment --service trading --image sha256:/,
      ],
      timelineSays: [/Approved by devops-primary/, /Verified: 2 of 2/],
      allClear: ['devops-primary'],
    },
  }),
  story({
    id: 'deploy-not-approved',
    title: 'in the session the engineer who is asked says no',
    play: (stage) => {
      deploy(stage);
      stage.onPage(60, ({ contact }) =>
        stage.approve(contact, 'by command line', { decision: 'refuse', reason: 'after the close' }),
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
  evening({
    id: 'deploy-image-missing',
    title: 'the image does not exist: refused, with those that do',
    play: (stage) => ask(stage, `${trading}:v14`),
    expects: {
      ...nothing,
      refusals: ['the image does not exist'],
      timelineSays: [
        /There is no image algo-trading-prod-trading:v14\. The newest there: latest = sha256:\w{12}, pushed/,
      ],
    },
  }),
  evening({
    id: 'deploy-wrong-repository',
    title: 'the image of another service is refused',
    play: (stage) => {
      stage.platform.delivery.pushImage('dashboard', { tag: 'v13' });
      ask(stage, `${dashboard}:v13`);
    },
    expects: {
      ...nothing,
      refusals: ['not an image of the service'],
      timelineSays: [/not the service's own repository/],
    },
  }),
  story({
    id: 'deploy-dry-run',
    title: 'a dry run in the session says what would change, and changes nothing',
    play: (stage) => ask(stage, stage.platform.delivery.pushImage('trading', { tag: 'v13' }), { 'dry-run': true }),
    expects: {
      outcome: 'resolved',
      restarts: 0,
      // Nothing was written to what is looked after, and nothing registered.
      furtherActs: [],
      pages: [],
      timelineSays: [/Dry run, nothing was changed\. .*alarms red now: none; market: session/],
      documents: [[/releases\/.*plan\.md$/, /## What changes in the task definition/]],
    },
  }),
  evening({
    id: 'deploy-what-runs',
    title: 'an engineer asks for what runs already',
    play: (stage) => ask(stage, `${trading}:latest`),
    expects: { outcome: 'resolved', restarts: 0, furtherActs: [], pages: [], timelineSays: [/Nothing to deploy/] },
  }),
  evening({
    id: 'deploy-while-observing',
    title: 'the runbook only observes: it says what it would do',
    play: (stage) => {
      stage.mode('observe', DEPLOY);
      deploy(stage);
    },
    expects: {
      ...nothing,
      refusals: ['observe'],
      timelineSays: [/Would have done now: aws ecs describe-task-definition/],
    },
  }),
  story({
    id: 'deploy-mends',
    title: 'alarms are red, and the new image is the cure: approved, deployed, verified when they are OK again',
    play: (stage) => {
      stage.inject({ kind: 'hung-tasks' });
      stage.mode('observe', 'trading-service-not-processing-orders');
      stage.after(240, () => deploy(stage));
      approve(stage);
    },
    expects: {
      ...done,
      runs: { [DEPLOY]: ['resolved'] },
      pages: RUNG_1,
      pageSays: [/Alarms that are red already: algo-trading-prod-trading\/OrdersUnanswered/],
    },
    minutes: 60,
  }),
  evening({
    id: 'deploy-while-stopped',
    title: 'a service that is stopped on purpose is not deployed',
    play: (stage) => {
      stage.platform.scale('trading', 0);
      stage.after(30, () => deploy(stage));
    },
    expects: { ...nothing, refusals: ['stopped on purpose'] },
  }),
  evening({
    id: 'deploy-while-disabled',
    title: 'trading is disabled on purpose and its tasks run: deployed, and it stays disabled',
    play: (stage) => {
      stage.cloud.ssm.put(stage.description.environment.parameters.tradingEnabled, 'false');
      stage.after(30, () => deploy(stage));
    },
    expects: { ...done, tradingEnabled: 'false' },
  }),
  evening({
    id: 'deploy-beside-another',
    title: 'somebody else is deploying already: left to them',
    play: (stage) => {
      stage.platform.deploy('trading');
      deploy(stage);
    },
    expects: { ...nothing, refusals: ['a deployment that is not ours is under way'] },
  }),
  evening({
    id: 'deploy-stop-first',
    title: 'generations may not overlap: the old tasks are stopped first, and the new ones are of the new image',
    environment: 'staging',
    play: deploy,
    expects: {
      ...done,
      furtherActs: [registered(careful), ...STOPPED, deployed(careful, 13), BACK],
      timelineSays: [/Stopped for a restart because sha256:\w{12} is brought to it/, /Verified: 2 of 2 tasks running/],
    },
    // Then functions that wait for the tasks to end come near their time-outs.
    whenSlower: { pages: [{ rung: 'watch' }, { rung: 'watch' }] },
  }),
  story({
    id: 'deploy-open-orders',
    title: 'open orders do not survive a restart, and the market trades: refused',
    environment: 'staging',
    play: deploy,
    expects: { ...nothing, refusals: ['open orders would be lost'] },
  }),
  evening({
    id: 'deploy-joined',
    title: 'somebody asks for the dashboard while trading is deployed: told that it was not done',
    play: (stage) => {
      deploy(stage);
      stage.after(60, () => ask(stage, `${dashboard}:latest`, { service: 'dashboard' }));
    },
    expects: { ...done, joined: 1, timelineSays: [/1 more start joined this run: another image or service/] },
  }),
];

import { AwsError } from '../engine/aws/service';
import {
  approve,
  ask,
  BACK,
  careful,
  dashboard,
  deploy,
  deployed,
  deploysOurs,
  done,
  evening,
  nothing,
  of,
  onceStopped,
  RELEASED,
  registered,
  STOPPED,
  story,
  trading,
} from './deploying';
import { acknowledged, RUNG_1, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** A deployment that does not work is taken back, and what goes wrong on our own side does no harm. */
export const failedDeployments: readonly Scenario[] = [
  story({
    id: 'deploy-bad',
    title: 'a release that hangs is approved in the session: rolled back by itself',
    play: (stage) => {
      deploy(stage, { tag: 'v13', flaw: 'hangs' });
      approve(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [...RELEASED, deployed(trading, 12)],
      pages: RUNG_1,
      timelineSays: [
        /Not verified\. /,
        /Rolled back to algo-trading-prod-trading:12 \(sha256:\w{12}\): 2 of 2 tasks running/,
      ],
    },
    minutes: 60,
  }),
  evening({
    id: 'deploy-crash-loop',
    title: 'a release whose tasks exit, and `latest` is moved to it: rolled back to the digest that ran',
    play: (stage) => {
      deploy(stage, { tag: 'latest', flaw: 'exits' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [...RELEASED, registered(trading), deployed(trading, 14)],
      pages: RUNG_1,
      timelineSays: [
        /keep ending/,
        /Rolled back to algo-trading-prod-trading:12 \(sha256:\w{12}\): 2 of 2 tasks running/,
      ],
      pageSays: [/Rolled back to algo-trading-prod-trading:12/],
    },
  }),
  evening({
    id: 'deploy-stopped-meanwhile',
    title: 'somebody disables trading and stops the service while it is deployed: it stays stopped',
    play: (stage) => {
      deploy(stage);
      stage.after(45, () => {
        stage.cloud.ssm.put(stage.description.environment.parameters.tradingEnabled, 'false');
        stage.platform.scale('trading', 0);
      });
    },
    expects: { ...nothing, furtherActs: RELEASED, tradingEnabled: 'false', refusals: ['stopped on purpose'] },
  }),
  evening({
    id: 'deploy-over-another',
    title: 'somebody else deploys right after: verified is only what is ours, and nothing is rolled back over them',
    play: (stage) => {
      deploy(stage);
      stage.after(150, () => stage.platform.deploy('trading'));
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      furtherActs: RELEASED,
      pages: RUNG_1,
      timelineSays: [/not ours, has taken the place of/],
    },
  }),
  evening({
    id: 'deploy-function-dies',
    title: 'the function dies after ECS has taken the deployment: it is the only one',
    play: (stage) => {
      stage.disturb(deploysOurs, 1, { kind: 'death', when: 'after' });
      deploy(stage);
    },
    expects: done,
  }),
  evening({
    id: 'deploy-answers-lost',
    title: 'the answers to the registration and to the deployment are lost: neither is done twice',
    play: (stage) => {
      const error = new AwsError('ServerException', 'Service Unavailable', 503);
      stage.disturb(of('ecs:RegisterTaskDefinition'), 1, { kind: 'error', error, afterEffect: true });
      stage.disturb(deploysOurs, 1, { kind: 'error', error, afterEffect: true });
      deploy(stage);
    },
    expects: { ...done, timelineSays: [/Verified: 2 of 2/] },
  }),
  evening({
    id: 'deploy-verification-dies',
    title: 'the function that verifies cannot run: unknown is not verified, and it is rolled back',
    play: (stage) => {
      const verifies = stage.description.functions['verify-deployment'];
      stage.disturb(({ by }) => by === verifies, 1000, { kind: 'death', when: 'before' });
      deploy(stage);
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [...RELEASED, deployed(trading, 12)],
      pages: RUNG_1,
      timelineSays: [/Rolled back to algo-trading-prod-trading:12/],
    },
  }),
  evening({
    id: 'deploy-denied',
    title: 'the runbook may not register task definitions any more',
    play: (stage) => {
      stage.disturb(of('ecs:RegisterTaskDefinition'), 100, { kind: 'denial' });
      deploy(stage);
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      pageSays: [/was refused: .*AccessDenied/],
      denied: 1,
    },
    minutes: UNTIL_AT_WORK,
  }),
  story({
    id: 'deploy-bad-dashboard',
    title: 'a dashboard that refuses every page never gets healthy: rolled back, and the old one has served all along',
    startsAt: '2026-11-20T18:00:00+05:30',
    play: (stage) => {
      ask(stage, stage.platform.delivery.pushImage('dashboard', { tag: 'v13', flaw: 'refuses' }), {
        service: 'dashboard',
      });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [registered(dashboard), deployed(dashboard, 13), deployed(dashboard, 12)],
      pages: RUNG_1,
      timelineSays: [/Rolled back to algo-trading-prod-dashboard:12/],
    },
  }),
  evening({
    id: 'deploy-stop-first-bad',
    title: 'the same with an image that exits: rolled back, old tasks first again',
    environment: 'staging',
    play: (stage) => {
      // Where all is slow the service is down long enough for its alarm, whose own run would page as well.
      stage.mode('observe', 'trading-service-not-processing-orders');
      deploy(stage, { tag: 'v13', flaw: 'exits' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [
        registered(careful),
        ...STOPPED,
        deployed(careful, 13),
        BACK,
        ...STOPPED,
        deployed(careful, 12),
        BACK,
      ],
      pages: RUNG_1,
      timelineSays: [/Rolled back to algo-trading-staging-trading:12/],
    },
    // Then functions that wait for the tasks to end come near their time-outs.
    whenSlower: { pages: [{ rung: 'watch' }, { rung: 'watch' }, { rung: 1 }, { rung: 'watch' }, { rung: 'watch' }] },
    minutes: 60,
  }),
  evening({
    id: 'deploy-stop-first-stopped',
    title: 'somebody disables trading while the old tasks are being stopped: it stays down',
    environment: 'staging',
    play: (stage) => {
      deploy(stage);
      onceStopped(stage, () => stage.cloud.ssm.put(stage.description.environment.parameters.tradingEnabled, 'false'));
    },
    expects: {
      ...nothing,
      furtherActs: [registered(careful), ...STOPPED],
      tradingEnabled: 'false',
      refusals: ['disabled on purpose'],
    },
    minutes: 25,
  }),
];

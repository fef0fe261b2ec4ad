import type { ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import type { PastDeployment, ServiceSpec } from '../../../../../rehearsal/engine/aws/ecs';
import { MINUTE, NOW, SHOP, TIMING, world } from './world';

const ARN = 'arn:aws:ecs:ap-south-1:123456789012';
const DAY = 24 * 60 * MINUTE;
const code = (code: string) => expect.objectContaining({ code });

/** Three days ago revision 5 with another image; since yesterday revision 7. Both name the tag. */
const past: PastDeployment[] = [
  { taskDefinition: 'shop:5', image: 'shop:latest', digest: 'sha256:sunday', at: NOW - 3 * DAY },
];

function shop(spec: Partial<ServiceSpec> = {}) {
  const made = world({ past, ...spec });
  const { operations } = made.ecs;
  const list = (more: object = {}) =>
    operations.ListServiceDeployments({ cluster: 'web', service: 'shop', ...more }).serviceDeployments ?? [];
  const statuses = () => list().map(({ status }) => status);
  const latest = () => {
    const [one] =
      operations.DescribeServiceDeployments({
        serviceDeploymentArns: [list()[0]?.serviceDeploymentArn ?? ''],
      }).serviceDeployments ?? [];
    if (one === undefined) throw new Error('there is no deployment');
    return one;
  };
  const revision = (arn: string | undefined) =>
    operations.DescribeServiceRevisions({ serviceRevisionArns: [arn ?? ''] }).serviceRevisions?.[0];
  const images = () => list().map((one) => revision(one.targetServiceRevisionArn)?.containerImages?.[0]?.imageDigest);
  const rollBack = (serviceDeploymentArn = list()[0]?.serviceDeploymentArn) =>
    operations.StopServiceDeployment({ serviceDeploymentArn, stopType: 'ROLLBACK' });
  const until = (done: () => boolean, minutes = 10) => made.clock.run(done, made.clock.now() + minutes * MINUTE);
  return { ...made, operations, list, statuses, latest, revision, images, rollBack, until };
}

describe('the past of a service', () => {
  // Shape and ids: https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/list-service-deployments.rst
  test('is listed, the latest first', () => {
    const { list } = shop();
    const common = { serviceArn: `${ARN}:service/web/shop`, clusterArn: `${ARN}:cluster/web`, status: 'SUCCESSFUL' };
    const at = (when: number) => ({ createdAt: new Date(when), startedAt: new Date(when), finishedAt: new Date(when) });
    const serviceDeploymentArn = expect.stringMatching(/:service-deployment\/web\/shop\/[\w-]{21}$/);
    const targetServiceRevisionArn = expect.stringMatching(/:service-revision\/web\/shop\/[1-9]\d{18}$/);
    const arns = { serviceDeploymentArn, targetServiceRevisionArn };
    expect(list()).toEqual([
      { ...common, ...arns, ...at(SHOP.createdAt) },
      { ...common, ...arns, ...at(NOW - 3 * DAY) },
    ]);
    expect(new Set(list().map((one) => one.targetServiceRevisionArn)).size).toBe(2);
  });

  // Shape: https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/describe-service-revisions.rst
  test('says which image each revision ran, by its digest', () => {
    const { list, revision } = shop();
    const [now, before] = list().map((one) => revision(one.targetServiceRevisionArn));
    expect(before).toEqual({
      serviceRevisionArn: list()[1]?.targetServiceRevisionArn,
      serviceArn: `${ARN}:service/web/shop`,
      clusterArn: `${ARN}:cluster/web`,
      taskDefinition: `${ARN}:task-definition/shop:5`,
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      platformFamily: 'Linux',
      containerImages: [{ containerName: 'shop', image: 'shop:latest', imageDigest: 'sha256:sunday' }],
      guardDutyEnabled: false,
      createdAt: new Date(NOW - 3 * DAY),
    });
    expect(now?.containerImages).toEqual([
      { containerName: 'shop', image: 'shop:latest', imageDigest: 'sha256:monday' },
    ]);
  });

  // Shape: https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/describe-service-deployments.rst
  test('is described with what ran before and what was brought', () => {
    const { list, latest } = shop();
    const [now, before] = list().map((one) => one.targetServiceRevisionArn);
    const summary = (arn: string | undefined, count: number) => ({
      arn,
      requestedTaskCount: count,
      runningTaskCount: count,
      pendingTaskCount: 0,
    });
    expect(latest()).toMatchObject({
      status: 'SUCCESSFUL',
      sourceServiceRevisions: [summary(before, 0)],
      targetServiceRevision: summary(now, 2),
      deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 },
      deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: 3 },
      alarms: { status: 'DISABLED' },
    });
    expect(latest()).not.toHaveProperty('rollback');
  });

  test('draws nothing: with it or without, a service tells the same story', async () => {
    const play = async (spec: Partial<ServiceSpec>) => {
      const { ecs, update, rolledOut, until } = shop(spec);
      update({ forceNewDeployment: true });
      await until(rolledOut);
      return JSON.stringify(ecs.tasks('shop'));
    };
    expect(await play({})).toBe(await play({ past: [] }));
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html: 90 days
  test('reaches back 90 days, or less where a story says so', () => {
    const old = { taskDefinition: 'shop:4', image: 'shop:latest', at: NOW - 91 * DAY };
    const { ecs, list } = shop({ past: [old, ...past] });
    expect(list()).toHaveLength(2);
    ecs.forgetPast('shop');
    expect(list()).toHaveLength(1);
  });

  test('goes with the service', async () => {
    const { ecs, list, until } = shop();
    ecs.deleteService('shop');
    await until(() => false, 5);
    expect(list()).toEqual([]);
  });
});

// SDK client-ecs ListServiceDeployments documentation (status, createdAt, maxResults)
describe('ListServiceDeployments', () => {
  const stopped: PastDeployment[] = [
    ...past,
    { taskDefinition: 'shop:6', image: 'shop:old', status: 'STOPPED', at: NOW - 2 * DAY },
  ];

  test.each<[object, number[]]>([
    [{}, [1, 2, 3]],
    [{ status: ['STOPPED'] }, [2]],
    [{ status: ['SUCCESSFUL', 'STOPPED'] }, [1, 2, 3]],
    [{ status: ['IN_PROGRESS'] }, []],
    [{ createdAt: { after: new Date(NOW - 2 * DAY) } }, [1]],
    [{ createdAt: { before: new Date(NOW - 2 * DAY) } }, [3]],
    [{ createdAt: { after: new Date(NOW - 3 * DAY), before: new Date(NOW - DAY) } }, [2]],
  ])('%j leaves those of so many days ago: %j', (filter, days) => {
    const { list } = shop({ past: stopped });
    expect(list(filter).map(({ createdAt }) => (NOW - Number(createdAt)) / DAY)).toEqual(days);
  });

  test('comes in pages', () => {
    const { list, operations } = shop({ past: stopped });
    const ask = { cluster: 'web', service: 'shop', maxResults: 2 };
    const first = operations.ListServiceDeployments(ask);
    expect(first.serviceDeployments).toHaveLength(2);
    const second = operations.ListServiceDeployments({ ...ask, nextToken: first.nextToken });
    expect([...(first.serviceDeployments ?? []), ...(second.serviceDeployments ?? [])]).toEqual(list());
    expect(second).not.toHaveProperty('nextToken');
    expect(() => list({ nextToken: 'x' })).toThrow(code('InvalidParameterException'));
    expect(() => list({ maxResults: 0 })).toThrow(code('InvalidParameterException'));
  });

  test('knows neither another cluster nor another service', () => {
    const { list } = shop();
    expect(() => list({ cluster: 'wed' })).toThrow(code('ClusterNotFoundException'));
    expect(() => list({ service: 'shed' })).toThrow(code('ServiceNotFoundException'));
  });
});

test('what cannot be described is MISSING', () => {
  const { operations } = shop();
  const [deployment, revision] = [`${ARN}:service-deployment/web/shop/x`, `${ARN}:service-revision/web/shop/1`];
  expect(operations.DescribeServiceDeployments({ serviceDeploymentArns: [deployment] })).toEqual({
    serviceDeployments: [],
    failures: [{ arn: deployment, reason: 'MISSING' }],
  });
  expect(operations.DescribeServiceRevisions({ serviceRevisionArns: [revision] }).failures).toEqual([
    { arn: revision, reason: 'MISSING' },
  ]);
  expect(() => operations.DescribeServiceRevisions({ serviceRevisionArns: Array(21).fill(revision) })).toThrow(
    code('InvalidParameterException'),
  );
});

describe('a deployment', () => {
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html (states)
  test('is PENDING, then IN_PROGRESS, then SUCCESSFUL, and has a digest once its first task pulled', async () => {
    const { clock, images, latest, registry, rolledOut, statuses, update, until } = shop();
    registry.push('shop', { tag: 'latest', digest: 'sha256:tuesday' });
    update({ forceNewDeployment: true });
    expect(statuses()).toEqual(['PENDING', 'SUCCESSFUL', 'SUCCESSFUL']);
    expect(images()).toEqual([undefined, 'sha256:monday', 'sha256:sunday']);
    expect(await until(() => statuses()[0] === 'IN_PROGRESS')).toBe(true);
    expect(latest().startedAt).toEqual(new Date(NOW + TIMING.schedulerMs));
    expect(await until(rolledOut)).toBe(true);
    expect(latest()).toMatchObject({
      status: 'SUCCESSFUL',
      finishedAt: new Date(clock.now()),
      targetServiceRevision: { runningTaskCount: 2 },
      sourceServiceRevisions: [{ runningTaskCount: 0 }],
    });
    expect(images()).toEqual(['sha256:tuesday', 'sha256:monday', 'sha256:sunday']);
  });

  test('keeps the counts it had when it was over', async () => {
    const { latest, rolledOut, update, until } = shop();
    update({ forceNewDeployment: true });
    await until(rolledOut);
    update({ desiredCount: 0 });
    await until(() => false, 5);
    expect(latest().targetServiceRevision).toMatchObject({ requestedTaskCount: 2, runningTaskCount: 2 });
  });

  // "STOP_REQUESTED ... A user starts a new service deployment. The state moves to STOPPED.":
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
  test('is stopped by the next one', async () => {
    const { statuses, update, until, list, rolledOut } = shop();
    update({ forceNewDeployment: true });
    await until(() => statuses()[0] === 'IN_PROGRESS');
    update({ forceNewDeployment: true });
    expect(statuses().slice(0, 2)).toEqual(['PENDING', 'STOP_REQUESTED']);
    await until(() => statuses()[0] === 'IN_PROGRESS');
    expect(list()[1]).toMatchObject({ status: 'STOPPED', finishedAt: expect.any(Date) });
    expect(await until(rolledOut)).toBe(true);
    expect(statuses()).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL', 'SUCCESSFUL']);
  });

  test('of a service that wants no task succeeds without one, and without a digest', async () => {
    const { ecs, images, rolledOut, statuses, update, until } = shop();
    update({ desiredCount: 0 });
    await until(() => false, 5);
    const tasks = ecs.tasks('shop').length;
    update({ taskDefinition: 'shop:6' });
    expect(await until(rolledOut)).toBe(true);
    expect([statuses()[0], ecs.tasks('shop').length, images()[0]]).toEqual(['SUCCESSFUL', tasks, undefined]);
  });
});

describe('an image by its digest', () => {
  test('is pulled whatever its tag says by now', async () => {
    const { ecs, registry, rolledOut, running, update, until } = shop();
    ecs.addTaskDefinition('shop:8', 'shop@sha256:friday');
    registry.moveTag('shop', 'old', 'sha256:monday');
    update({ taskDefinition: 'shop:8' });
    expect(await until(rolledOut)).toBe(true);
    expect(running().map(({ imageDigest }) => imageDigest)).toEqual(['sha256:friday', 'sha256:friday']);
  });

  // https://github.com/aws/containers-roadmap/issues/2687
  test.each<[string, (here: ReturnType<typeof shop>) => void, string]>([
    [
      'named by a definition',
      ({ ecs, update }) => {
        ecs.addTaskDefinition('shop:8', 'shop@sha256:gone');
        update({ taskDefinition: 'shop:8' });
      },
      'failed to resolve ref shop@sha256:gone: shop@sha256:gone: not found',
    ],
    [
      'which a tag stood for when the deployment began',
      ({ crash, registry, running }) => {
        registry.push('shop', { tag: 'latest', digest: 'sha256:tuesday' });
        registry.deleteImage('shop', 'sha256:monday');
        crash(running()[0]);
      },
      'failed to resolve ref shop:latest@sha256:monday: shop:latest@sha256:monday: not found',
    ],
  ])('that is gone, %s, keeps tasks from starting', async (_, happen, why) => {
    const here = shop();
    happen(here);
    const failed = () => here.ecs.tasks('shop').find(({ stopCode }) => stopCode === 'TaskFailedToStart');
    expect(await here.until(() => failed() !== undefined)).toBe(true);
    expect(failed()?.stoppedReason).toBe(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): ${why}`,
    );
    await here.until(() => false, 30);
    expect(here.rolledOut() && here.running().length === 2).toBe(false);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
describe('StopServiceDeployment with ROLLBACK', () => {
  /** A deployment of an image that is not there, under way. */
  const underWay = async (spec: Partial<ServiceSpec> = {}) => {
    const here = shop(spec);
    here.ecs.addTaskDefinition('shop:8', 'shop:nowhere');
    here.update({ taskDefinition: 'shop:8' });
    await here.until(() => here.statuses()[0] === 'IN_PROGRESS');
    return here;
  };

  test('goes back to the revision before, by a deployment of its own and with the digest of then', async () => {
    const here = await underWay();
    const { clock, describe, images, latest, list, registry, rollBack, running, statuses, until } = here;
    registry.push('shop', { tag: 'latest', digest: 'sha256:tuesday' });
    const [own, before] = list();
    expect(rollBack()).toEqual({ serviceDeploymentArn: own?.serviceDeploymentArn });
    expect(statuses()).toEqual(['ROLLBACK_REQUESTED', 'SUCCESSFUL', 'SUCCESSFUL']);
    const since = clock.now();
    expect(await until(() => statuses()[0] === 'ROLLBACK_IN_PROGRESS')).toBe(true);
    expect(latest().rollback).toMatchObject({
      serviceRevisionArn: before?.targetServiceRevisionArn,
      startedAt: new Date(since + TIMING.schedulerMs),
    });
    expect(await until(() => statuses()[0] === 'ROLLBACK_SUCCESSFUL')).toBe(true);
    expect(describe().taskDefinition).toBe(`${ARN}:task-definition/shop:7`);
    expect(running().map(({ imageDigest }) => imageDigest)).toEqual(['sha256:monday', 'sha256:monday']);
    // No revision is made for it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
    expect(images()).toEqual([undefined, 'sha256:monday', 'sha256:sunday']);
  });

  test('may be asked again while it is done', async () => {
    const { rollBack, statuses, until } = await underWay();
    rollBack();
    expect(() => rollBack()).not.toThrow();
    await until(() => statuses()[0] === 'ROLLBACK_IN_PROGRESS');
    rollBack();
    expect(statuses()[0]).toBe('ROLLBACK_IN_PROGRESS');
  });

  test('passes over what did not succeed', async () => {
    const here = await underWay();
    here.update({ forceNewDeployment: true });
    await here.until(() => here.statuses()[0] === 'IN_PROGRESS');
    here.rollBack();
    expect(await here.until(() => here.statuses()[0] === 'ROLLBACK_SUCCESSFUL')).toBe(true);
    expect(here.describe().taskDefinition).toBe(`${ARN}:task-definition/shop:7`);
  });

  test('has nowhere to go where none succeeded before', async () => {
    const here = await underWay({ past: [] });
    here.ecs.forgetPast('shop');
    here.rollBack();
    expect(await here.until(() => here.statuses()[0] === 'STOPPED')).toBe(true);
    expect(here.describe().taskDefinition).toBe(`${ARN}:task-definition/shop:8`);
  });

  test('fails when another deployment interrupts it', async () => {
    const { rollBack, statuses, until, update } = await underWay();
    rollBack();
    await until(() => statuses()[0] === 'ROLLBACK_IN_PROGRESS');
    update({ taskDefinition: 'shop:6' });
    expect(statuses().slice(0, 2)).toEqual(['PENDING', 'ROLLBACK_FAILED']);
  });

  test.each<ServiceDeploymentStatus>(['SUCCESSFUL', 'STOPPED'])('finds nothing to stop where it is %s', (status) => {
    const done = shop({
      past: [{ taskDefinition: 'shop:5', image: 'shop:latest', status, at: NOW - DAY * 2 } as PastDeployment],
    });
    expect(() => done.rollBack(done.list()[1]?.serviceDeploymentArn)).toThrow(code('ConflictException'));
  });

  test('knows no other deployment, and no other type', () => {
    const { operations, list, rollBack } = shop();
    expect(() => rollBack(`${ARN}:service-deployment/web/shop/x`)).toThrow(code('ServiceDeploymentNotFoundException'));
    const serviceDeploymentArn = list()[0]?.serviceDeploymentArn;
    expect(() => operations.StopServiceDeployment({ serviceDeploymentArn, stopType: 'ABORT' })).toThrow('ABORT');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { prod } from '../../../../environments/prod';
import type { Environment } from '../../../../environments/schema';
import { SystemAlarms } from '../../../../lib/alarms';
import { Contacts } from '../../../../lib/contacts';
import { naming } from '../../../../lib/naming';
import { WatchTopic } from '../../../../lib/watch/watch-topic';
import { type Assembly, loadAssembly } from '../../../../rehearsal/engine/assembly';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { Cloud } from '../../../../rehearsal/engine/cloud';
import type { Disturb } from '../../../../rehearsal/engine/disturbance';
import { latency } from '../../../../rehearsal/engine/latency';
import { seeded } from '../../../../rehearsal/engine/random';
import { Platform } from '../../../../rehearsal/platform';
import { switches } from '../../../../rehearsal/switches';
import type { ClientConfig } from '../../../../tools/doctor/clients';
import { clientsOf, doctor, type Finding, permissionsFor } from '../../../../tools/doctor/index';
import { clientEnd } from './client-end';

/** Friday 20 November 2026, 10:00 IST. */
const TEN = Date.UTC(2026, 10, 20, 4, 30);
const ENGINEER = 'arn:aws:iam::123456789012:role/engineer';

const folders: string[] = [];

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/**
 * What of the app the doctor looks at, synthesised from the app's own constructs: alarms, topics and subscriptions.
 * Undeployed, it is a stack with nothing in it.
 */
export function assembly(environment: Environment, deployed = true): Assembly {
  const outdir = mkdtempSync(join(tmpdir(), 'doctor-'));
  folders.push(outdir);
  const app = new App({ outdir });
  const { account, region } = environment;
  const names = naming(environment);
  const stack = new Stack(app, names.stack, { env: { account, region } });
  if (deployed) {
    new SystemAlarms(stack, 'Alarms', { environment, naming: names });
    new Contacts(stack, 'Contacts', { environment, naming: names });
    new WatchTopic(stack, 'Watch', { naming: names, address: environment.lastResort });
  } else stack.templateOptions.description = 'Nothing is deployed yet.';
  app.synth();
  return loadAssembly(outdir, names.stack);
}

export interface Story {
  readonly assembly: Assembly;
  /** The account the platform is raised in; what the doctor compares it with unless it is told otherwise. */
  readonly environment?: Environment;
  /** Where `environments/<name>.ts` says something else than what was raised. */
  readonly described?: Environment;
  /** When the doctor looks, after one and a half minutes of the platform. Milliseconds since the epoch. */
  readonly startsAt?: number;
  /** IAM actions the engineer lacks. */
  readonly denied?: readonly string[];
  readonly disturb?: Disturb;
  /** Instead of a key that signs. */
  readonly credentials?: ClientConfig['credentials'];
}

/** A started platform in a simulated account, and an engineer who runs the doctor's own code over real SDK clients. */
export async function world(story: Story) {
  const { environment = prod, denied = [], disturb = () => undefined, startsAt = TEN } = story;
  const described = story.described ?? environment;
  const clock = new VirtualClock(startsAt);
  const { heartbeat } = environment.signals.brokerStatus as { heartbeat: { bucket: string } };
  const cloud = new Cloud({
    assembly: withEngineer(
      story.assembly,
      permissionsFor(described).filter((action) => !denied.includes(action)),
    ),
    clock,
    random: seeded(1),
    latency,
    surroundings: {
      logGroups: [environment.logs.group],
      buckets: [heartbeat.bucket],
      parameters: [
        { name: environment.parameters.tradingEnabled, value: 'true', type: 'String' },
        { name: String(environment.parameters.probe), value: 'never probed', type: 'String' },
      ],
    },
    disturb,
    assumptions: switches([]),
  });
  const platform = new Platform({ environment }, ports(cloud, clock), switches([]));
  platform.start();
  cloud.alarms.start();
  await clock.run(() => false, startsAt + 90_000);

  const examine = async (): Promise<readonly Finding[]> => {
    const self = clock.begin('the doctor');
    let refusal: unknown;
    const clients = clientsOf({
      ...clientEnd(async (request) => {
        self.calls++;
        try {
          return await cloud.answer({ principal: ENGINEER, by: 'the doctor' }, request);
        } catch (error) {
          // What is no answer of AWS ends the test; the doctor would take it for one more call that failed.
          refusal ??= error;
          throw error;
        } finally {
          self.calls--;
          clock.stir();
        }
      }),
      ...(story.credentials && { credentials: story.credentials }),
    });
    let over = false;
    const running = doctor({ environment: described, clients, now: clock.now() }).finally(() => {
      over = true;
      clock.end(self);
    });
    await Promise.all([running, clock.run(() => over)]);
    if (refusal !== undefined) throw refusal;
    return running;
  };
  return { cloud, platform, clock, examine };
}

function withEngineer(deployed: Assembly, actions: readonly string[]): Assembly {
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
  const role = { arn: ENGINEER, name: 'engineer', trust: {}, policies: [{ Version: '2012-10-17', Statement }] };
  return { ...deployed, roles: new Map([...deployed.roles, [ENGINEER, role]]) };
}

function ports(cloud: Cloud, clock: VirtualClock): ConstructorParameters<typeof Platform>[1] {
  const { ecr, ecs, rds, ec2, loadBalancing, scaling, logs, metrics, ssm, s3, secrets } = cloud;
  return {
    clock,
    random: seeded(1),
    ecr,
    ecs,
    rds,
    ec2,
    loadBalancing,
    scaling,
    answerHealthChecks: (probe) => {
      cloud.probe = probe;
    },
    databaseServer: { mode: 'up', host: '', port: 0, user: '', password: '', database: '' },
    secrets: { set: (name, value) => secrets.addSecret(name, value) },
    logs,
    metrics,
    ssm,
    s3,
    serve: (...host) => cloud.serve(...host),
    metricDelayMs: latency.metricPublishDelay.ms,
    ownMetricDelayMs: latency.ownMetricDelay.ms,
    logDelayMs: latency.logsToMetricDelay.ms,
  };
}

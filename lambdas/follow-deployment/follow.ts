import { cameOf } from '../deploy-image/bring';
import type { BringTools } from '../deploy-image/bring-tools';
import { describeService, stoppedTasks } from '../shared/ecs';
import type { AwaitedDeployment } from '../shared/incident';
import type { Intent } from '../shared/release/notes';
import type { Subject } from '../shared/release/subject';
import { look, type StepContext, type StepResult } from '../shared/step';
import { bringBack } from '../start-after-stop/bring-back';
import { afterStop, type Standing, standingOf } from './decide';

const EVERY_MS = 5_000;

/** What following has come to, and the line of what was done on the way. */
export type Followed =
  | { readonly standing: Standing; readonly act?: StepResult['act'] }
  | { readonly result: StepResult };

/**
 * Follows what was intended to its end, for as long as this call may: starts the new tasks where the old ones were stopped
 * first, and waits for the deployment by its id.
 */
export async function follow(
  subject: Subject,
  intent: Intent,
  context: StepContext,
  tools: BringTools,
): Promise<Followed> {
  if (subject.overlap) return { standing: await wait(subject, intent, context, tools) };
  const result = await bringBack({ ...subject, brings: intent.taskDefinition }, context, tools);
  const act = result.act ? { act: result.act } : {};
  const answer = afterStop(result);
  if (answer && 'outcome' in answer) return { result: answer };
  if (answer) return { standing: answer, ...act };
  const deployment = await awaited(subject, intent, context, tools);
  // Still stopping: nothing of the new generation is there to be waited for.
  if (!deployment || deployment.id === intent.primaryBefore) return { result };
  return { standing: await lookOnce(subject, deployment, tools), ...act };
}

async function wait(subject: Subject, intent: Intent, context: StepContext, tools: BringTools): Promise<Standing> {
  for (;;) {
    const deployment = await awaited(subject, intent, context, tools);
    const standing: Standing = deployment
      ? await lookOnce(subject, deployment, tools)
      : { state: 'under-way', finding: `No deployment of ${intent.taskDefinition} is to be seen yet.` };
    const left = context.answerBy - context.now();
    if (standing.state !== 'under-way' || left <= 0) return standing;
    await context.sleep(Math.min(EVERY_MS, left));
  }
}

async function lookOnce(subject: Subject, deployment: AwaitedDeployment, { ecs }: BringTools): Promise<Standing> {
  const [service, stopped] = await Promise.all([
    look(() => describeService(ecs, subject)),
    look(() => stoppedTasks(ecs, subject)),
  ]);
  return standingOf({ service, stopped, deployment });
}

/** The deployment this run waits for; one that was begun by a call that died is found by what was intended. */
async function awaited(
  subject: Subject,
  intent: Intent,
  { table, incident: { id } }: StepContext,
  { ecs }: BringTools,
): Promise<AwaitedDeployment | undefined> {
  const known = (await table.get(id)).deployments?.[subject.service];
  if (known && known.id !== intent.primaryBefore) return known;
  const service = await look(() => describeService(ecs, subject));
  const found = 'seen' in service && service.seen ? cameOf(intent, service.seen) : undefined;
  if (!found) return undefined;
  const deployment = { id: found, ours: true };
  await table.waitFor(id, subject.service, deployment);
  return deployment;
}

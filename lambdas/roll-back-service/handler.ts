import { type Service, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { begunBefore, bring, cameOf } from '../deploy-image/bring';
import { makeBringTools } from '../deploy-image/bring-tools';
import { heldBack, wordsOf } from '../deploy-image/decide';
import { wantedDefinition } from '../deploy-image/wanted';
import { asked, isRefusal } from '../shared/acting';
import { describeService, primary } from '../shared/ecs';
import { deploymentsOf } from '../shared/release/history';
import { type Intent, note, type Release, releaseOf } from '../shared/release/notes';
import { declined, notSeen } from '../shared/release/present';
import { ReleaseInput, type Subject, subjectOf } from '../shared/release/subject';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { askToRollBack, stopping, wayBack } from './decide';

const tools = makeBringTools();

/** Goes back to what was chosen, after people have said so. Safe to run twice. */
export const handler = asStep(ReleaseInput, async (input, context) => {
  const { incident } = context;
  const subject = subjectOf(input, incident);
  const release = releaseOf(incident);
  const lookAround = () =>
    tools.guard.lookAround({ ...subject, tradingEnabled: subject.guard.tradingEnabled }, async () => []);
  const [before, kept, history, wanted] = await Promise.all([
    lookAround(),
    look(() => tools.records.read(subject.service)),
    look(() => deploymentsOf(tools.ecs, subject, release.container)),
    look(() => wantedDefinition(tools, release, subject.image, 'back')),
  ]);
  const again = await begunBefore(subject, before.service, context, tools);
  if (again) return again;
  if ('unseen' in before.service) return notSeen('the service', before.service.unseen);
  if ('unseen' in history) return notSeen('what ran before', history.unseen);
  if ('unseen' in wanted) return notSeen('what would run', wanted.unseen);
  if (wanted.seen.as === 'gone')
    return declined('rollback', `Not rolled back: ${wanted.seen.because}`, 'it cannot be run any more');
  const way = wayBack(subject, release, before.service.seen ?? {}, history.seen, kept, incident.id);
  if (way.by === 'none') return way.result;
  const ask = askToRollBack(subject, release, way, wanted.seen);
  const gate = await tools.guard.gate(ask, subject.guard, { before, again: lookAround }, context);
  if (!gate.open) {
    if (gate.result.refused?.because === 'observe') await note(context, 'release-observed', { command: ask.command });
    return heldBack(gate.result);
  }
  // The guard opens for no service that it has not seen.
  const { seen: service } = gate.seen.service as { seen: Service };
  if (way.by === 'stop') return stopDeployment(subject, release, way.deployment, service, context);
  const brought = { act: 'rollback', note: 'release-intent', release, words: wordsOf(release) } as const;
  return bring(subject, { ...brought, wanted: wanted.seen }, service, context, tools);
});

/** What ECS takes to show the deployment that goes back. */
const SETTLING_MS = 2_000;

async function stopDeployment(
  subject: Subject,
  release: Release,
  deployment: string,
  service: Service,
  context: StepContext,
): Promise<StepResult> {
  const { table, incident, now, sleep, answerBy } = context;
  const { service: resource } = subject;
  const primaryBefore = primary(service)?.id ?? 'none';
  const intent: Intent = { taskDefinition: release.base, primaryBefore, intendedAt: new Date(now()).toISOString() };
  await note(context, 'release-intent', intent);
  try {
    const command = new StopServiceDeploymentCommand({ serviceDeploymentArn: deployment, stopType: 'ROLLBACK' });
    await asked(() => tools.acting.ecs.send(command), sleep);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {
      outcome: 'escalate',
      finding: `Stopping deployment ${deployment} was refused: ${named(error)}.`,
      verdict: 'not-fixed',
      refused: { act: 'rollback', because: error instanceof Error ? error.name : 'refused' },
      advice: 'It may be over by now. Close this incident, and start the runbook again.',
      callOutside: 'aws',
    };
  }
  for (;;) {
    const seen = await look(() => describeService(tools.ecs, subject));
    const id = 'seen' in seen && seen.seen ? cameOf(intent, seen.seen) : undefined;
    if (id) {
      await table.waitFor(incident.id, resource, { id, ours: true });
      return stopping(release, deployment, id, resource);
    }
    // Following the deployment goes on looking for it.
    if (now() + SETTLING_MS >= answerBy) return stopping(release, deployment, 'that is to come', resource);
    await sleep(SETTLING_MS);
  }
}

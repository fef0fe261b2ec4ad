import type { Service } from '@aws-sdk/client-ecs';
import { bring } from '../deploy-image/bring';
import { makeBringTools } from '../deploy-image/bring-tools';
import { wordsOf } from '../deploy-image/decide';
import { wantedDefinition } from '../deploy-image/wanted';
import { follow } from '../follow-deployment/follow';
import { describeService } from '../shared/ecs';
import { type Intent, noted, type Release } from '../shared/release/notes';
import { notSeen } from '../shared/release/present';
import { runningImages } from '../shared/release/running';
import { ReleaseInput, type Subject, subjectOf } from '../shared/release/subject';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { askToReturn, backFrom, decideWhether, isBack, leftAsItIs, rolledBack } from './decide';

const tools = makeBringTools();

/** Goes back to what ran before, where the deployment of this run is not verified, and sees that it runs. Safe to run twice. */
export const handler = asStep(ReleaseInput, async (input, context) => {
  const { incident } = context;
  const subject = subjectOf(input, incident);
  const release = noted(incident, 'release');
  const verified = noted(incident, 'release-verified');
  const back = noted(incident, 'release-return');
  const state = {
    intent: noted(incident, 'release-intent'),
    observed: noted(incident, 'release-observed') !== undefined,
    verified,
    deployment: incident.deployments?.[subject.service]?.id,
    back,
  };
  const service = await look(() => describeService(tools.ecs, subject));
  const between = await betweenGenerations(subject, context);
  const answer = decideWhether(subject, release, state, service, between);
  // What has to be taken back was intended, and its release noted before.
  if (answer || !release) return answer ?? notSeen('what was deployed', 'it was not noted');
  const target = backFrom(release);
  const why = verified?.finding ?? 'Whether it works could not be verified.';
  if (!back) {
    const begun = await begin(subject, target, why, context);
    // What was begun is seen to its end by the next round.
    if (begun.outcome !== 'wait' || context.mayWait) return begun;
  }
  const intent = noted(await context.table.get(incident.id), 'release-return');
  if (!intent) throw new Error('What is gone back to was not noted.');
  return seeItBack(subject, intent, target, why, context);
});

/** This run has stopped the old tasks, and their successors are not there yet. */
async function betweenGenerations({ service, overlap }: Subject, { incident }: StepContext): Promise<boolean> {
  if (overlap) return false;
  const { undo } = await tools.records.read(service);
  return undo?.kind === 'stopped-first' && undo.incident === incident.id;
}

/** @returns `wait` where it was begun. */
async function begin(subject: Subject, target: Release, why: string, context: StepContext): Promise<StepResult> {
  const again = () =>
    tools.guard.lookAround({ ...subject, tradingEnabled: subject.guard.tradingEnabled }, async () => []);
  const [before, wanted] = await Promise.all([
    again(),
    look(() => wantedDefinition(tools, target, subject.image, 'back')),
  ]);
  const byHand = 'Bring a working image to it by hand.';
  if ('unseen' in wanted) return leftAsItIs({ ...notSeen('what ran before', wanted.unseen), advice: byHand }, why);
  if (wanted.seen.as === 'gone') {
    return leftAsItIs({ outcome: 'escalate', finding: wanted.seen.because, advice: byHand }, why);
  }
  const incident = await context.table.get(context.incident.id);
  const gate = await tools.guard.gate(
    askToReturn(subject, target),
    subject.guard,
    { before, again },
    { ...context, incident },
  );
  if (!gate.open) return leftAsItIs(gate.result, why);
  const { seen: service } = gate.seen.service as { seen: Service };
  const brought = { act: 'undo-deploy', note: 'release-return', release: target, words: wordsOf(target) } as const;
  const result = await bring(subject, { ...brought, wanted: wanted.seen }, service, context, tools);
  if (result.outcome !== 'continue') return leftAsItIs(result, why);
  return { ...result, outcome: 'wait', finding: `Rolling back. ${result.finding}` };
}

async function seeItBack(
  subject: Subject,
  intent: Intent,
  target: Release,
  why: string,
  context: StepContext,
): Promise<StepResult> {
  const followed = await follow(subject, intent, context, tools);
  if ('result' in followed) {
    const { result } = followed;
    return result.outcome === 'wait' && context.mayWait ? result : leftAsItIs(result, why);
  }
  const { standing } = followed;
  if (standing.state === 'under-way' && context.mayWait) {
    return { outcome: 'wait', finding: `Rolling back: ${standing.finding}` };
  }
  if (standing.state !== 'complete')
    return rolledBack(intent, target, why, { standing: standing.finding, images: undefined });
  const [service, running] = await Promise.all([
    look(() => describeService(tools.ecs, subject)),
    look(() => runningImages(tools.ecs, subject, target.container)),
  ]);
  return rolledBack(intent, target, why, { standing: standing.finding, images: isBack(target, service, running) });
}

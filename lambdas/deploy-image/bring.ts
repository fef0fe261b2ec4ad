import { type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { Act } from '../../runbooks/market-phases';
import { asked, isRefusal } from '../shared/acting';
import { primary } from '../shared/ecs';
import { definitionName, ensureDefinition } from '../shared/release/definition';
import { type Intent, note, noted, type Release } from '../shared/release/notes';
import { counts } from '../shared/release/present';
import type { Subject } from '../shared/release/subject';
import type { Look, StepContext, StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { stop } from '../stop-for-restart/stop';
import type { BringTools } from './bring-tools';
import type { WantedDefinition } from './wanted';

/** What is brought, and how it is told. */
export interface Brought {
  readonly act: Extract<Act, 'deploy' | 'rollback' | 'undo-deploy'>;
  readonly note: 'release-intent' | 'release-return';
  readonly wanted: Exclude<WantedDefinition, { as: 'gone' }>;
  readonly release: Release;
  /** What it is, in words: `sha256:0123 (v13)`. */
  readonly words: string;
}

/**
 * Brings a release to its service, once the guard has opened: registers the task definition where it has to be, writes down
 * what is about to be done, and does it. Where generations may not overlap the old tasks are stopped first, and following
 * the deployment starts the new ones.
 */
export async function bring(
  subject: Subject,
  { act, note: name, wanted, release, words }: Brought,
  service: Service,
  context: StepContext,
  tools: BringTools,
): Promise<StepResult> {
  const { sleep, now, table, incident } = context;
  const { cluster, service: resource } = subject;
  try {
    const taskDefinition =
      wanted.as === 'is'
        ? wanted.name
        : await ensureDefinition({ ecs: tools.ecs, acting: tools.acting.ecs }, wanted.content, sleep);
    const before = primary(service);
    const intent: Intent = {
      taskDefinition,
      primaryBefore: before?.id ?? 'none',
      intendedAt: new Date(now()).toISOString(),
    };
    await note(context, name, intent);
    if (!subject.overlap) {
      const stopped = await stop(
        subject,
        `${words} is brought to it and generations may not overlap`,
        service,
        context,
        tools,
      );
      return stopped.outcome === 'continue'
        ? { ...stopped, finding: `${stopped.finding} Its new tasks will be of ${taskDefinition}.` }
        : stopped;
    }
    // The same task definition alone is no deployment; its tag is pulled again then.
    const same = definitionName(before?.taskDefinition) === taskDefinition;
    const { service: after } = await asked(
      () =>
        tools.acting.ecs.send(
          new UpdateServiceCommand({
            cluster,
            service: resource,
            taskDefinition,
            ...(same ? { forceNewDeployment: true } : {}),
          }),
        ),
      sleep,
    );
    const id = after && primary(after)?.id;
    if (!id) throw new Error('ECS accepted the update and named no primary deployment.');
    const { digest } = release.from;
    await table.waitFor(incident.id, resource, { id, ours: true, ...(digest ? { imagesBefore: [digest] } : {}) });
    return {
      outcome: 'continue',
      finding: `${words} is being deployed as ${taskDefinition}, with ${counts(service)}. Deployment ${id} is ours.`,
      act: { action: act, resource },
    };
  } catch (error) {
    // An answer that never came says nothing about the effect: the step is tried again, looks, and finds the deployment.
    if (!isRefusal(error)) throw error;
    return {
      outcome: 'escalate',
      finding: `${words} was refused: ${named(error)}.`,
      verdict: 'not-fixed',
      refused: { act, because: error instanceof Error ? error.name : 'refused' },
      advice:
        'Mend the permission or the name that the error speaks of; close this incident, and start the runbook again.',
      callOutside: 'aws',
    };
  }
}

/** The deployment that came of an intention, going by what ECS shows; undefined where none did. */
export function cameOf({ taskDefinition, primaryBefore }: Intent, service: Service): string | undefined {
  const now = primary(service);
  const fresh = now?.id !== primaryBefore && definitionName(now?.taskDefinition) === taskDefinition;
  return fresh ? now?.id : undefined;
}

/** An earlier try of this step may have come further than it could say. */
export async function begunBefore(
  { service: name, overlap }: Subject,
  seen: Look<Service | undefined>,
  { incident, table }: StepContext,
  { records }: Pick<BringTools, 'records'>,
): Promise<StepResult | undefined> {
  const intent = noted(incident, 'release-intent');
  if (!intent) return undefined;
  const { undo } = await records.read(name);
  if (!overlap && undo?.kind === 'stopped-first' && undo.incident === incident.id) {
    return { outcome: 'continue', finding: `Stopped before, by this run: ${intent.taskDefinition} comes next.` };
  }
  const id = incident.deployments?.[name]?.id ?? ('seen' in seen && seen.seen ? cameOf(intent, seen.seen) : undefined);
  if (!id) return undefined; // intended, never reached ECS: the way is free
  await table.waitFor(incident.id, name, { id, ours: true });
  return {
    outcome: 'continue',
    finding: `Deployed before, by this run: deployment ${id} is ours. Not deployed again.`,
  };
}

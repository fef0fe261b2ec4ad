import { type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Seen as RestartSeen } from '../restart-service/decide';
import { asked, isRefusal } from '../shared/acting';
import { ALL_SUSPENDED, type Bounds, readBounds, registerCapacity } from '../shared/capacity';
import { primary } from '../shared/ecs';
import { scheduleUndo, type UndoInput } from '../shared/guard/undo';
import type { ServiceTools } from '../shared/service-tools';
import type { Signal } from '../shared/signals';
import { look, type StepContext, type StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { type About, boundsBack } from '../start-after-stop/stop-first';
import { askToStop, decideStopFirst } from './decide';

export interface Wish extends About {
  readonly if: RestartSeen['reason'];
  readonly undo: UndoInput;
}

export interface StopTools extends ServiceTools {
  readonly sfn: SFNClient;
  /** Alarms of the incident as they are now. */
  readonly signals: (alarms: readonly string[], now: number) => Promise<readonly Signal[]>;
}

/** Stops the service for a restart, after looking whether that is still needed and allowed. */
export async function stopForRestart(wish: Wish, context: StepContext, tools: StopTools): Promise<StepResult> {
  const { incident, table, now } = context;
  const { service: name } = wish;
  const alarms = Object.keys(incident.alarms);
  const lookAround = () =>
    tools.guard.lookAround({ ...wish, tradingEnabled: wish.guard.tradingEnabled }, async () =>
      alarms.length > 0 ? tools.signals(alarms, now()) : [],
    );
  const [before, bounds, kept] = await Promise.all([
    lookAround(),
    look(() => readBounds(tools.scaling, wish)),
    look(() => tools.records.read(name)),
  ]);
  const decision = decideStopFirst({
    ...before,
    bounds,
    undo: 'seen' in kept ? { seen: kept.seen.undo } : kept,
    before: { restart: incident.restarts?.[name], deployment: incident.deployments?.[name] },
    whose: wish.kind === 'trading' && wish.if === 'affected' ? 'trading-disabled' : wish.kind,
    reason: wish.if,
  });
  if (!decision.restart) {
    if (decision.deployment) await table.waitFor(incident.id, name, decision.deployment);
    return decision.result;
  }
  // Unseen bounds are no reason to stop anything: the decision has seen to that.
  const known = (bounds as { seen: Bounds | undefined }).seen;
  const gate = await tools.guard.gate(askToStop(wish, known), wish.guard, { before, again: lookAround }, context);
  if (!gate.open) return gate.result;
  return stop(wish, decision.because, (gate.seen.service as { seen: Service }).seen, context, tools);
}

/** Stops it, whatever brings the new generation; the guard must have opened. */
export async function stop(
  wish: Omit<Wish, 'if'>,
  because: string,
  service: Service,
  context: StepContext,
  tools: StopTools,
): Promise<StepResult> {
  const { sleep } = context;
  const bounds = await readBounds(tools.scaling, wish);
  await record(wish, service, bounds, context, tools);
  try {
    if (bounds) await registerCapacity(tools.acting.scaling, wish, { min: 0, suspended: ALL_SUSPENDED }, sleep);
    const command = new UpdateServiceCommand({ cluster: wish.cluster, service: wish.service, desiredCount: 0 });
    await asked(() => tools.acting.ecs.send(command), sleep);
  } catch (error) {
    // What came of an answer that got lost is seen by the next try.
    if (!isRefusal(error)) throw error;
    return refusal(wish, bounds, error);
  }
  const { runningCount = 0, desiredCount = 0 } = service;
  const scaled = bounds ? `; the minimum is 0 instead of ${bounds.min}, and scaling is suspended` : '';
  return {
    outcome: 'continue',
    finding: `Stopped for a restart because ${because}, with ${runningCount} of ${desiredCount} tasks running${scaled}.`,
    act: { action: 'stop for restart', resource: wish.service },
  };
}

/** Everything that putting back takes is written, and the undo on its way, before anything is changed. */
async function record(
  { service: name, ...wish }: Omit<Wish, 'if'>,
  service: Service,
  bounds: Bounds | undefined,
  { incident, table, now }: StepContext,
  { records, sfn }: StopTools,
): Promise<void> {
  const since = now();
  const generation = primary(service)?.id ?? 'none';
  const intended = { intendedAt: new Date(since).toISOString(), primaryBefore: generation };
  await table.intendRestart(incident.id, name, intended);
  const before = { desired: service.desiredCount ?? 0, ...bounds };
  const undo = { kind: 'stopped-first', incident: incident.id, since, before, generation } as const;
  const kept = await records.keepUndo(name, undo);
  const about = { incident: incident.id, service: name, since: kept.incident === incident.id ? kept.since : since };
  await scheduleUndo(sfn, wish.undo, about);
}

const refusal = (wish: Omit<Wish, 'if'>, bounds: Bounds | undefined, error: unknown): StepResult => ({
  outcome: 'escalate',
  finding: `Stopping for a restart was refused: ${named(error)}. Nothing was stopped.`,
  verdict: 'not-fixed',
  refused: { act: 'restart-stop-first', because: error instanceof Error ? error.name : 'refused' },
  advice: `Mend the permission or quota the error names.${bounds ? ` The undo that is scheduled puts the minimum back; by hand: ${boundsBack(wish, bounds)}` : ''}`,
  callOutside: 'aws',
});

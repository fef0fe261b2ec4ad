import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { decideDeployment } from '../monitor-deployment/decide';
import { asked, isRefusal } from '../shared/acting';
import { ALL_SUSPENDED, readBounds, registerCapacity } from '../shared/capacity';
import { describeService, primary, stoppedTasks } from '../shared/ecs';
import type { Undo } from '../shared/guard/undo';
import type { AwaitedDeployment } from '../shared/incident';
import type { ServiceTools } from '../shared/service-tools';
import { look, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { named } from '../shared/wording';
import { askToStart, decideMeanwhile, leftStopped, leftSuspended, stillRunning, stoppedAgain } from './decide';
import { type About, allTasks, commandsBack } from './stop-first';
import { type Where, whereAreWe } from './where';

const EVERY_MS = 5_000;

/** What AWS takes to show an act that it has taken. */
const SETTLING_MS = 1_000;

/** An act was done, and the world is looked at again. */
type Next = StepResult | 'again';

/**
 * Brings a service back that was stopped between two generations: waits for the last old task, starts the new generation,
 * puts the bounds back and waits for the deployment. It goes by what it sees, so that it may be begun at any point and as
 * often as it takes.
 */
export async function bringBack(about: About, context: StepContext, tools: ServiceTools): Promise<StepResult> {
  const run = new Run(about, context, tools);
  for (;;) {
    const next = await run.onward();
    if (next !== 'again' && next.outcome !== 'wait') return { ...next, ...run.acted() };
    const left = context.answerBy - context.now();
    if (left <= 0) {
      const waiting: StepResult = { outcome: 'wait', finding: 'The service is being started.' };
      return { ...(next === 'again' ? waiting : next), ...run.acted() };
    }
    await context.sleep(Math.min(next === 'again' ? SETTLING_MS : EVERY_MS, left));
  }
}

class Run {
  private gateIsOpen = false;
  private started = false;

  constructor(
    private readonly about: About,
    private readonly context: StepContext,
    private readonly tools: ServiceTools,
  ) {}

  /** The act of this call, for its line of the timeline. */
  acted(): Pick<StepResult, 'act'> {
    return this.started ? { act: { action: 'start after stop', resource: this.about.service } } : {};
  }

  /** Looks, and does the one thing that comes next. */
  async onward(): Promise<Next> {
    const { about, tools } = this;
    const seen = await look(async () => {
      // The order matters: a task that was wanted when the service was seen is listed after it.
      const service = await describeService(tools.ecs, about);
      if (!service) throw new Error(`There is no service ${about.service}.`);
      const tasks = await allTasks(tools.ecs, about);
      const bounds = await readBounds(tools.scaling, about);
      const { undo } = await tools.records.read(about.service);
      return { where: whereAreWe(service, tasks, bounds, undo), undo };
    });
    if ('unseen' in seen) return { outcome: 'wait', finding: `Could not see how far the restart is: ${seen.unseen}.` };
    const { where, undo } = seen.seen;
    return where.at === 'settled' || !undo ? this.follow() : this.next(where, undo);
  }

  private async next(where: Where, undo: Undo): Promise<Next> {
    switch (where.at) {
      case 'settled':
        return this.follow();
      case 'stopping':
        return stillRunning(this.about, where.running, undo);
      case 'stopped':
        return this.start(undo);
      case 'stopped-again':
        return stoppedAgain(this.about, undo, where.deployment);
      case 'old-generation':
        return this.leave(where, undo);
      case 'started':
        await this.wait(where.deployment);
        return this.putBoundsBack(undo);
      case 'back':
        await this.wait(where.deployment);
        return this.follow(undo);
    }
  }

  private async start(undo: Undo): Promise<Next> {
    const known = await this.known();
    // What AWS answers may be older than what it has done: a second start would be a second generation.
    if (known?.ours && known.id !== undo.generation) {
      return { outcome: 'wait', finding: `Deployment ${known.id} was started, and is not to be seen yet.` };
    }
    const refusal = await this.pass(undo);
    if (refusal) return leftStopped(this.about, undo, refusal);
    // The guard may have waited; from here to the act nothing does.
    const tasks = await look(() => allTasks(this.tools.ecs, this.about));
    if ('unseen' in tasks) return { outcome: 'wait', finding: `Could not see the old tasks: ${tasks.unseen}.` };
    const running = tasks.seen.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(({ id }) => id);
    if (running.length > 0) return stillRunning(this.about, running, undo);
    const refused = await this.tried(undo, async () => {
      const { brings: taskDefinition } = this.about;
      const { service } = await this.update({
        desiredCount: undo.before.desired,
        forceNewDeployment: true,
        ...(taskDefinition ? { taskDefinition } : {}),
      });
      const id = service && primary(service)?.id;
      if (!id) throw new Error('ECS accepted the start and named no primary deployment.');
      this.started = true;
      await this.wait(id);
    });
    return refused ?? (await this.stoppedMeanwhile(undo)) ?? 'again';
  }

  private async putBoundsBack(undo: Undo): Promise<Next> {
    const { before } = undo;
    if (!('min' in before)) return 'again';
    const refusal = await this.pass(undo);
    if (refusal) return leftSuspended(this.about, before, refusal);
    const refused = await this.tried(undo, () => this.register({ min: before.min, suspended: before.suspended }));
    return refused ?? (await this.stoppedMeanwhile(undo)) ?? 'again';
  }

  /** The old generation runs: somebody has started it again, or it was never stopped. Nothing is restarted. */
  private async leave(where: Where & { at: 'old-generation' }, undo: Undo): Promise<Next> {
    if (where.bounds === 'ours') return this.putBoundsBack(undo);
    await this.tools.records.settleUndo(this.about.service);
    return {
      outcome: 'continue',
      finding: 'Not restarted: the old generation is wanted again, and is scaled as before.',
      refused: {
        act: 'restart-stop-first',
        because: 'the old generation was not stopped, or somebody started it again',
      },
    };
  }

  /** Waits for the deployment; whatever becomes of it, the capacity is as before. */
  private async follow(undo?: Undo): Promise<Next> {
    const { about, context, tools } = this;
    const deployment = await this.known();
    if (!deployment) return { outcome: 'continue', finding: 'Nothing has to be put back.' };
    const [service, stopped] = await Promise.all([
      look(() => describeService(tools.ecs, about)),
      look(() => stoppedTasks(tools.ecs, about)),
    ]);
    const result = decideDeployment({ service, stopped, deployment });
    const timeIsUp = context.answerBy <= context.now();
    if (result.outcome === 'wait' && !(timeIsUp && !context.mayWait)) return result;
    if (undo) await tools.records.settleUndo(about.service);
    if (result.outcome !== 'wait') return result;
    return { ...result, outcome: 'continue', finding: `${result.finding} Verification goes on watching it.` };
  }

  /** The guard, once before the acts of a call. @returns what it answers instead. */
  private async pass(undo: Undo): Promise<StepResult | undefined> {
    if (this.gateIsOpen) return undefined;
    const { about, context, tools } = this;
    const again = () =>
      tools.guard.lookAround({ ...about, tradingEnabled: about.guard.tradingEnabled }, async () => []);
    // The deployment this incident waits for may be younger than the incident as the call began with it.
    const incident = await context.table.get(context.incident.id);
    const looked = { before: await again(), again };
    const gate = await tools.guard.gate(askToStart(about, undo), about.guard, looked, { ...context, incident });
    this.gateIsOpen = gate.open;
    return gate.open ? undefined : gate.result;
  }

  /** Does an act. @returns the answer where AWS refused it. @throws when what came of it is not known. */
  private async tried(undo: Undo, act: () => Promise<void>): Promise<StepResult | undefined> {
    try {
      await act();
      return undefined;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return {
        outcome: 'escalate',
        finding: `Bringing the service back was refused: ${named(error)}.`,
        verdict: 'not-fixed',
        refused: { act: 'restart-stop-first', because: error instanceof Error ? error.name : 'refused' },
        advice: `By hand: ${commandsBack(this.about, undo)}`,
        callOutside: 'aws',
      };
    }
  }

  /** Looks whether a person has stopped the service while an act raised its count, and then takes the act back. */
  private async stoppedMeanwhile(undo: Undo): Promise<StepResult | undefined> {
    const { about, tools } = this;
    const [tradingEnabled, record] = await Promise.all([
      look(() => readSwitch(tools.ssm, about.guard.tradingEnabled)),
      look(() => tools.records.stopOf(about.service)),
    ]);
    const stop = decideMeanwhile(about.kind, tradingEnabled, record);
    if (!stop) return undefined;
    if ('min' in undo.before) await this.register({ min: 0, suspended: ALL_SUSPENDED });
    await this.update({ desiredCount: 0 });
    return leftStopped(about, undo, stop);
  }

  /** The deployment this incident waits for, as it is written now. */
  private async known(): Promise<AwaitedDeployment | undefined> {
    const { table, incident } = this.context;
    return (await table.get(incident.id)).deployments?.[this.about.service];
  }

  private async wait(id: string): Promise<void> {
    const { table, incident } = this.context;
    if ((await this.known())?.id !== id) await table.waitFor(incident.id, this.about.service, { id, ours: true });
  }

  private update(change: { desiredCount: number; forceNewDeployment?: true; taskDefinition?: string }) {
    const { cluster, service } = this.about;
    const command = new UpdateServiceCommand({ cluster, service, ...change });
    return asked(() => this.tools.acting.ecs.send(command), this.context.sleep);
  }

  private register(change: Parameters<typeof registerCapacity>[2]) {
    return registerCapacity(this.tools.acting.scaling, this.about, change, this.context.sleep);
  }
}

import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { describeService } from '../ecs';
import type { Signal } from '../signals';
import { type Look, look, type StepContext } from '../step';
import { readSwitch, type Switch } from '../stop';
import { remember } from './acts';
import { type Ask, judge } from './decide';
import { Gatekeeper, type Opening } from './gatekeeper';
import { SettingNames } from './settings';

/** What every acting step is told for the guard's sake. */
export const GuardInput = v.object({
  settings: SettingNames,
  limits: v.object({
    attempts: v.number(),
    withinSeconds: v.number(),
    actsAnHour: v.number(),
    servicesAnHour: v.number(),
  }),
  tradingEnabled: v.string(),
});
export type GuardInput = v.InferOutput<typeof GuardInput>;

/** What was seen right before the act; the act itself may go by it. */
export interface Before {
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  readonly signals: Look<readonly Signal[]>;
}

export interface GuardClients {
  readonly ecs: ECSClient;
  readonly ssm: SSMClient;
}

/** What was seen before the guard is asked, and how it looks again where it had to wait. */
export interface Looked {
  readonly before: Before;
  readonly again: () => Promise<Before>;
}

/** The act may be done, going by what was seen last; or what the step answers instead. */
export type Gate = Opening<Before>;

/** The one gate before every act. */
export class Guard {
  private readonly keeper: Gatekeeper;

  constructor(private readonly clients: GuardClients) {
    this.keeper = new Gatekeeper(clients.ssm);
  }

  /** What must be looked at, besides what the guard keeps itself. */
  async lookAround(
    { tradingEnabled, cluster, service }: { tradingEnabled: string; cluster: string; service: string },
    signals: () => Promise<readonly Signal[]>,
  ): Promise<Before> {
    const { ecs, ssm } = this.clients;
    const [parameter, described, alarms] = await Promise.all([
      look(() => readSwitch(ssm, tradingEnabled)),
      look(() => describeService(ecs, { cluster, service })),
      look(signals),
    ]);
    return { tradingEnabled: parameter, service: described, signals: alarms };
  }

  /**
   * Asks whether the act may be done now, takes the lease and writes the act down. After waiting for a lease, or for
   * somebody who was quicker, everything is looked at again: people may have stopped the service meanwhile, and what the
   * other one did may be under way.
   * @throws when the table changed under it too often.
   */
  async gate(ask: Ask, input: GuardInput, looked: Looked, context: StepContext): Promise<Gate> {
    const { incident, approval } = context;
    const { limits } = input;
    const { id, runbook, target } = incident;
    const approved = approval ? { approval } : {};
    return this.keeper.open<Before>(ask, input.settings, context, {
      before: async (attempt) => (attempt === 0 ? looked.before : looked.again()),
      judge: (present, seen) => judge(ask, { ...present, incident, limits, ...approved, ...seen }),
      past: ({ acts }) => {
        const act = { at: context.now(), runbook, target, act: ask.act, resource: ask.resource, incident: id };
        return remember(acts.past, act, limits);
      },
    });
  }
}

import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { StepContext } from '../step';
import { type DatabaseAsk, judgeDatabase } from './decide-database';
import { Gatekeeper, type Opening } from './gatekeeper';
import { SettingNames, type Settings } from './settings';

/** What a step that acts on the database is told for the guard's sake. */
export const DatabaseGuardInput = v.object({ settings: SettingNames });
export type DatabaseGuardInput = v.InferOutput<typeof DatabaseGuardInput>;

/** The calendar and what people have said since, as they were read right before the act. */
export type Calendars = Extract<Settings['calendar'], { readonly seen: unknown }>['seen'];

/** The one gate before every act on the database: snapshot, prune, vacuum, restore, switch-over. */
export class DatabaseGuard {
  private readonly keeper: Gatekeeper;

  constructor(ssm: SSMClient) {
    this.keeper = new Gatekeeper(ssm);
  }

  /**
   * Asks whether the act may be done now, and takes the lease of the instance for as long as this call can last. The ledger
   * of acts stays as it is: planned work spends no budget that is meant for faults.
   * @param ask what is meant, in the words of a calendar that could be read, or without one.
   * @returns the calendar, for whoever goes by it.
   * @throws when the lease changed under it too often.
   */
  async gate(
    ask: (calendars?: Calendars) => DatabaseAsk,
    { settings }: DatabaseGuardInput,
    context: StepContext,
  ): Promise<Opening<Calendars>> {
    let calendars: Calendars | undefined;
    const opening = await this.keeper.open(ask(), settings, context, {
      before: async () => undefined,
      judge: (present) => {
        calendars = 'seen' in present.settings.calendar ? present.settings.calendar.seen : undefined;
        const { incident, approval } = context;
        return judgeDatabase(ask(calendars), { ...present, incident, ...(approval ? { approval } : {}) });
      },
      past: ({ acts }) => acts.past,
    });
    // It opens for nothing whose calendar was not read.
    return opening.open ? { open: true, seen: calendars as Calendars } : opening;
  }

  /** Said by an act that is over, and can last long: the next incident has its turn as soon as this one has ended. */
  async over(instance: string, context: StepContext): Promise<void> {
    await this.keeper.over(instance, context);
  }
}

import * as fc from 'fast-check';
import type { Limits } from '../../../../../lambdas/shared/guard/acts';
import { openRequest, SETTINGS, TRADING_ENABLED } from '../../../../support/incidents';
import type { Event } from './orders';
import { type Allowed, Play } from './play';

/** Limits that are never reached. */
export const FREELY: Limits = { attempts: 99, withinSeconds: 3600, actsAnHour: 99, servicesAnHour: 99 };

/** What the orders that were tried have brought about: a promise that nothing has tested is worth nothing. */
export interface Tried {
  readonly allowed: Allowed[];
  readonly refused: Set<string>;
  waited: number;
}

/**
 * Plays many orders of events and looks at the world after each event, and at the end.
 * @throws the shortest order for which something did not hold.
 */
export async function always(
  orders: fc.Arbitrary<readonly Event[]>,
  limits: Limits,
  holds: { readonly after?: (play: Play) => Promise<void>; readonly inTheEnd?: (play: Play) => void },
  numRuns = 24,
): Promise<Tried> {
  const tried: Tried = { allowed: [], refused: new Set(), waited: 0 };
  await fc.assert(
    fc.asyncProperty(orders, async (events) => {
      const play = new Play(limits);
      for (const [n, event] of events.entries()) {
        await happen(play, event, n);
        await holds.after?.(play);
      }
      await play.stage.finish();
      await holds.after?.(play);
      tried.allowed.push(...play.allowed);
      tried.waited += play.waited;
      for (const because of play.refused) tried.refused.add(because);
      holds.inTheEnd?.(play);
    }),
    // What does not hold is told in time, if not in its shortest form.
    { numRuns, seed: 11, interruptAfterTimeLimit: 30_000 },
  );
  return tried;
}

async function happen(play: Play, event: Event, n: number): Promise<void> {
  switch (event.does) {
    case 'alarm': {
      const { about, asks, ending } = event;
      const now = new Date(play.stage.now).toISOString();
      const names = {
        id: `${about.runbook}-${n}`,
        execution: `arn:execution:${String(n).padStart(2, '0')}`,
        alarm: `alarm-${n}`,
      };
      void play.run(openRequest({ ...about, ...names, openedAt: now, alarmAt: now }), asks, ending);
      return;
    }
    case 'go on':
      return play.stage.goOn(event.which, event.calls);
    case 'time passes':
      return play.stage.pass(event.seconds);
    case 'a function dies':
      return play.stage.die(event.which);
    case 'an execution is aborted':
      return play.abort(event.which);
    case 'a person closes':
      void play.closeByPerson(event.which);
      return;
    case 'trading parameter':
      if (event.value === undefined) play.held.delete(TRADING_ENABLED);
      else play.held.set(TRADING_ENABLED, event.value);
      return;
    case 'desired tasks':
      play.desired.set(event.of, event.count);
      return;
    case 'a person takes':
      void play.take(event.resource, event.minutes);
      return;
    case 'mode':
      play.held.set(SETTINGS.mode, event.value);
      return;
    case 'alarms':
      play.red = event.red;
  }
}

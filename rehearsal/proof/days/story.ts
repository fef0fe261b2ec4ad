import type { Scenario, Stage } from '../../scenarios/scenario';
import { callFault, deliveryFault } from '../faults';
import { callers } from '../points';
import type { Day } from './day';
import { behave } from './people';

/** The day as a story: it plays to its last minute, and expects nothing but the promises. */
export const storyOfDay = (day: Day): Scenario => ({
  id: 'a-day',
  title: 'a day on which anything may happen',
  runbook: 'trading-service-not-processing-orders',
  startsAt: day.startsAt,
  minutes: day.minutes,
  goesOn: true,
  expects: { outcome: null, restarts: 0, pages: [] },
  play: (stage) => {
    // What somebody finds no way to do any more they leave.
    stage.diverge(() => false);
    for (const { atMinutes, fault } of day.faults) at(stage, atMinutes, () => stage.inject(fault));
    for (const { atMinutes, by, deed } of day.deeds)
      at(stage, atMinutes, () => {
        if (deed.kind === 'start') stage.start(deed.runbook, by, 'it seems to be needed', deed.options);
        else if (deed.kind === 'take') stage.take(deed.service, by, 30);
        else if (deed.kind === 'give back') stage.giveBack(deed.service, by);
        else stage.platform.deploy(deed.service);
      });
    const { troubles, strays } = day;
    for (const trouble of troubles) goWrong(stage, trouble);
    for (const stray of strays) goAstray(stage, stray);
    behave(stage, day.people);
  },
});

function at(stage: Stage, minutes: number, act: () => void): void {
  stage.after(minutes * 60, act);
}

/** @returns whether it is now, for so many seconds from that minute of the day on. */
function during(stage: Stage, atMinutes: number, seconds: number): () => boolean {
  const from = stage.now() + atMinutes * 60_000;
  return () => stage.now() >= from && stage.now() <= from + seconds * 1_000;
}

function goWrong(stage: Stage, { atMinutes, seconds, service: meant, fault }: Day['troubles'][number]): void {
  const { lasts, ofFunctions, how } = callFault(fault);
  const isNow = during(stage, atMinutes, seconds);
  const known = callers(stage);
  const functions = new Set(Object.values(stage.description.functions));
  stage.disturb(
    ({ by, state, service }) =>
      service === meant && isNow() && (ofFunctions ? state === undefined && functions.has(by) : known.has(by)),
    lasts === 'once' ? 1 : Number.POSITIVE_INFINITY,
    how(meant),
  );
}

function goAstray(stage: Stage, { atMinutes, seconds, of: meant, fault }: Day['strays'][number]): void {
  const isNow = during(stage, atMinutes, seconds);
  stage.stray(({ of }) => of === meant && isNow(), Number.POSITIVE_INFINITY, deliveryFault(fault).how);
}

import { previousTradingDay } from '../../lambdas/review-trading/days';
import { dateAt } from '../../lambdas/shared/calendar';
import {
  ExportManifest,
  Positions,
  placeOf,
  type Reading,
  readSignal,
  TradesAndProfit,
} from '../../lambdas/shared/day-signals';
import type { Check, World } from './check';
import { couldNotCheck, type Finding, missing, ok } from './finding';

const NEEDS = ['s3:GetObject', 's3:ListBucket'];

const DAY_SIGNALS = {
  tradesAndProfit: { title: 'trades and profit', schema: TradesAndProfit, contract: '#trades-and-profit' },
  positions: { title: 'positions', schema: Positions, contract: '#positions' },
  exportManifest: { title: 'export manifest', schema: ExportManifest, contract: '#export-manifest' },
} as const;

type DaySignal = keyof typeof DAY_SIGNALS;

/** What is written once a day is asked for of the last day that was traded; what describes the present, of today. */
function dateOf({ environment: { calendar }, now }: World, template: string): string {
  const today = dateAt(calendar, now);
  const day = template.includes('{date}') ? previousTradingDay(calendar, {}, today) : { seen: today };
  if ('unseen' in day) throw new Error(`The last trading day is not known: ${day.unseen}`);
  return day.seen;
}

interface Read {
  readonly place: string;
  readonly reading: Reading<unknown>;
  /** Whether it is of a day that is over: then its age is that of the day. */
  readonly dated: boolean;
}

/** Whether a signal about the day can be read where it should be, and is what its contract says. */
const daySignal = (name: DaySignal): Check<Read | 'no object'> => ({
  title: DAY_SIGNALS[name].title,
  needs: NEEDS,
  look: async (world) => {
    const source = world.environment.signals[name];
    // Not configured is listed with the signals; metrics are heard or not.
    if (source === 'not configured' || source.from === 'metric') return 'no object';
    const template = source.from === 's3' ? source.key : source.url;
    const date = dateOf(world, template);
    const reading = await readSignal(source, DAY_SIGNALS[name].schema, { date, now: world.now, s3: world.clients.s3 });
    return { place: placeOf(source, date), reading, dated: template.includes('{date}') };
  },
  decide: (seen, { environment: { name: file } }) => (seen === 'no object' ? [] : decideDaySignal(name, seen, file)),
});

/** One of a day that is over may be of any age; the checklist of its own day has judged that. */
function decideDaySignal(name: DaySignal, { place, reading, dated }: Read, file: string): Finding {
  const { title, contract } = DAY_SIGNALS[name];
  if (reading.state === 'seen' || (reading.state === 'stale' && dated))
    return ok(title, `${place} is as its contract says.`);
  const says = `${reading.says}.`;
  const remedy = `Have the trading service write it as docs/signals.md${contract} says, or correct signals.${name} in environments/${file}.ts`;
  return reading.state === 'unreachable'
    ? couldNotCheck(
        title,
        says,
        `Let yourself ${NEEDS.join(' and ')} there (an https URL has to answer 200), then run the doctor again`,
      )
    : missing(title, says, remedy);
}

export const tradesAndProfit = daySignal('tradesAndProfit');
export const positions = daySignal('positions');
export const exportManifest = daySignal('exportManifest');

import type { Figures } from '../day/reports';
import { configured, type Description } from '../description';
import type { Gauge } from './gauge';

export interface TradingGaugesOptions {
  readonly signals: Description['environment']['signals'];
  /** Trading processes that run, hung ones too. */
  readonly tasks: () => number;
  readonly oldestOrderSeconds: () => number;
  readonly marketDataSeconds: () => number;
  readonly dailyLoss: () => number;
  readonly figures: () => Figures;
}

/** What the trading service puts itself: nothing while it has no task. */
export function tradingGauges(options: TradingGaugesOptions): Gauge[] {
  const { signals, tasks, oldestOrderSeconds, marketDataSeconds, dailyLoss, figures } = options;
  const day = configured(signals.tradesAndProfit);
  const ofDay = day?.from === 'metric' ? day : undefined;
  const put = [
    [signals.oldestUnansweredOrder, oldestOrderSeconds],
    [signals.marketDataFreshness, marketDataSeconds],
    [signals.dailyLoss, dailyLoss],
    [ofDay?.trades, () => figures().trades],
    [ofDay?.realisedProfit, () => figures().realisedProfit],
    [ofDay?.openPositions, () => figures().openPositions],
  ] as const;
  return put.flatMap(([signal, value]): Gauge[] => {
    const metric = configured(signal);
    if (metric === undefined) return [];
    const { namespace, name, dimensions } = metric;
    return [{ source: 'own', read: () => (tasks() > 0 ? [{ namespace, name, dimensions, value: value() }] : []) }];
  });
}

import type { Automation } from './automation';
import type { Bill } from './bills';
import type { FunctionsFigures } from './functions';
import type { Mitigation } from './mitigation';
import type { GameDayFigures, StormFigures, WeekFigures } from './playing';
import { REACHES } from './reaches';
import type { SynthesisFigures } from './synthesis';

/** Everything one run measured; `npm run bench -- --json` prints it as it is. */
export interface Report {
  readonly machine: {
    readonly node: string;
    readonly cores: number;
    /** Processes that wanted a core in the minute before, on average; 0 where the system does not say. */
    readonly loadBefore: number;
    /** The same at the end, the bench itself included. */
    readonly loadAfter: number;
    readonly quick: boolean;
  };
  readonly reaches: typeof REACHES;
  readonly mitigation: readonly Mitigation[];
  readonly bills: readonly Bill[];
  readonly automation: readonly Automation[];
  readonly functions: FunctionsFigures;
  readonly synthesis: SynthesisFigures;
  readonly gameDay: GameDayFigures;
  readonly storm: StormFigures;
  readonly week: WeekFigures;
  /** Reaches that are the same on every machine and do not hold, in words. */
  readonly missed: readonly string[];
}

/** The reaches that are held: virtual seconds and transitions, never wall time. */
export function missedReaches({
  mitigation,
  bills,
  automation,
}: Pick<Report, 'mitigation' | 'bills' | 'automation'>): string[] {
  return [
    ...mitigation
      .filter(({ reach }) => reach === 'over')
      .map(({ scenario, addedSeconds }) =>
        addedSeconds === null
          ? `${scenario} is not mitigated`
          : `${scenario} adds ${addedSeconds.toFixed(1)} s to the oracle, at most ${REACHES.addedSeconds} s`,
      ),
    ...bills
      .filter(({ reach }) => reach === 'over')
      .map(({ what, scenario, transitions, atMost }) =>
        transitions === null
          ? `no story has ${what}`
          : `${what} (${scenario}) takes ${transitions} transitions, at most ${atMost}`,
      ),
    ...automation
      .filter(({ reach }) => reach === 'under')
      .map(({ what, scenario, times }) =>
        times === null
          ? `no story has ${what}`
          : `${what} (${scenario}) is ${times.toFixed(1)} times cheaper than in Systems Manager Automation, at least ${REACHES.timesOverAutomation}`,
      ),
  ];
}

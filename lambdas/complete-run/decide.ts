import type { Line } from '../shared/incident';
import type { StepResult } from '../shared/step';
import { clockTime, counted } from '../shared/wording';

/**
 * How a run ends whose steps prove themselves. It gets here only when its last step has said that it is done; one that pages
 * at once goes on past a step that could not do its part, and says so. Where the runbook only observes, something it would have done was not done, and saying that it is done would be untrue: it stands
 * down. The last step's own words are its result: they stand in the channel.
 */
export function decideCompletion(
  lines: readonly Pick<Line, 'at' | 'step' | 'refused' | 'outcome' | 'finding'>[],
): StepResult {
  const observed = lines.filter(({ refused }) => refused?.because === 'observe');
  const first = observed[0];
  if (first) {
    return {
      outcome: 'stand-down',
      finding: `Observed only: ${counted(observed.length, 'act')} would have been done, the first at ${clockTime(first.at)}; nothing was.`,
    };
  }
  const last = lines.findLast(({ outcome }) => outcome === 'continue' || outcome === 'resolved')?.finding;
  const said = last === undefined ? '' : ` ${last}`;
  const not = [...new Set(lines.filter(({ outcome }) => outcome === 'escalate').map(({ step }) => step))];
  const all = not.length === 0 ? 'Every step did what it should.' : `Done, though not by: ${not.join('; ')}.`;
  return { outcome: 'resolved', verdict: 'fixed', finding: `${all}${said}` };
}

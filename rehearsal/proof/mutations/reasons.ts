import type { Mutant } from './mutant';

/** Why nobody has to notice some mutants. */
export interface Reason {
  /** Of their names, from the first character to the last. */
  readonly mutants: RegExp;
  readonly because: string;
}

export const REASONS: readonly Reason[] = [
  {
    mutants: /runbook-prod: function show-status: dynamodb:Query removed/,
    because:
      'That it is not known who has taken a service stands beside the service in the answer; stories keep the sentence above it.',
  },
  {
    mutants: /runbook-prod: alarm algo-trading-prod-[\w-]+\/TooFewRunningTasks out of reach/,
    because:
      'A service without tasks reports nothing, and the alarm takes silence for a breach whatever its threshold; that it reports 0 is the assumption the other way (test/rehearsal/mutations).',
  },
  {
    mutants: /runbook-prod-day: function check-again: ssm:GetParameters removed/,
    because:
      'A mode that cannot be read does not keep trading from being disabled again, and where the mode is observe no story enables it past the gate.',
  },
  {
    mutants: /runbook-prod[\w-]*: machine [\w-]+: "Escalated already" skipped/,
    because: 'Whoever comes there has paged, which has already set how the run ends: the state says it to the reader.',
  },
  {
    mutants: /runbook-prod-on-demand: function (restore-scaling|roll-back-service): ssm:GetParameter removed/,
    because:
      'It may be done while trading is disabled, too: what the guard reads is a fact to tell, and no condition of this act.',
  },
];

/** @throws for a reason that no mutant needs any more: it would excuse the next one that bears such a name. */
export function checkReasons(mutants: readonly Pick<Mutant, 'name'>[], reasons: readonly Reason[] = REASONS): void {
  for (const { mutants: pattern, because } of reasons) {
    if (!mutants.some(({ name }) => isAbout(pattern, name)))
      throw new Error(`No mutant is called like ${pattern} any more, which is not noticed because "${because}"`);
  }
}

export const reasonFor = (name: string, reasons: readonly Reason[] = REASONS): string | undefined =>
  reasons.find(({ mutants }) => isAbout(mutants, name))?.because;

const isAbout = (pattern: RegExp, name: string): boolean => new RegExp(`^(?:${pattern.source})$`).test(name);

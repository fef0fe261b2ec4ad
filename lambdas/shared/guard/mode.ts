/** How far a runbook may go. `observe`: it looks, and says what it would have done. */
export type Mode = 'off' | 'observe' | 'act';

const MODES: readonly Mode[] = ['off', 'observe', 'act'];

/** @throws when the parameter says anything else. */
export function parseMode(name: string, value: string | undefined): Mode {
  const mode = MODES.find((one) => one === value?.trim());
  if (mode) return mode;
  throw new Error(
    `${name}: given ${value === undefined ? 'nothing' : `"${value}"`}, expected one of ${MODES.join(', ')}`,
  );
}

/** The environment's mode is a ceiling for every runbook's own. */
export const effective = (environment: Mode, runbook: Mode): Mode =>
  MODES[Math.min(MODES.indexOf(environment), MODES.indexOf(runbook))] as Mode;

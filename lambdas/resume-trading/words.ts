import type { StepResult } from '../shared/step';
import { clockTime } from '../shared/wording';
import { ACT } from './decide';
import type { Input } from './handler';

export const act = ({ guard }: Input): Pick<StepResult, 'act'> => ({
  act: { action: 'resume trading', resource: guard.tradingEnabled },
});

export const changed = (now: number): StepResult => ({
  outcome: 'stand-down',
  finding: `Another stop has come, or the parameter has changed, by ${clockTime(now)}: what was approved is void.`,
  refused: { act: ACT, because: 'stopped on purpose' },
});

export const overtaken = (before: number, version: number): StepResult => ({
  outcome: 'stand-down',
  finding: `Somebody has written the parameter at the same instant (version ${before}, then ours ${version}): theirs may be a halt.`,
  refused: { act: ACT, because: 'the world has changed' },
});

const escalate = (finding: string, because: string, verdict: 'unknown' | 'not-fixed'): StepResult => ({
  outcome: 'escalate',
  verdict,
  finding,
  refused: { act: ACT, because },
  advice: 'Mend what the error names, then start the recovery again: it asks anew.',
});

export const notWritten = (says: string): StepResult =>
  escalate(`Enabling trading was refused: ${says}. Trading stays disabled.`, 'refused', 'not-fixed');

export const unanswered = (says: string): StepResult =>
  escalate(`Enabling trading got no answer (${says}), and what came of it is unknown.`, 'no answer', 'unknown');

export const notStarted = (says: string): StepResult =>
  escalate(`The service could not be started (${says}). Trading stays disabled.`, 'not started', 'not-fixed');

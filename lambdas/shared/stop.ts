import type { Service } from '@aws-sdk/client-ecs';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Look, StepResult } from './step';
import { clockTime } from './wording';

/** The parameter by which people allow the service to do its work: its value, version and last change. */
export interface Switch {
  readonly value: string;
  readonly version: number;
  readonly changedAt: Date;
}

/** @throws when it cannot be read or does not exist. */
export async function readSwitch(ssm: SSMClient, name: string): Promise<Switch> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
  if (Parameter?.Value === undefined) throw new Error(`${name} has no value.`);
  return {
    value: Parameter.Value,
    version: Parameter.Version ?? 0,
    changedAt: Parameter.LastModifiedDate ?? new Date(0),
  };
}

/**
 * Whose stop is asked about. `trading`: the parameter and the desired count both speak for it. `trading-disabled`: a
 * trading service that may well be disabled, because an idle one does no harm: the desired count alone speaks.
 * `other`: a service the trading parameter says nothing about.
 */
export type Stoppable = 'trading' | 'trading-disabled' | 'other';

/**
 * Whether people want the service not to work. What a person stopped, no machine starts:
 * disabled = the parameter is anything but `true`; stopped = desired count 0. Both mean: stand down.
 * A parameter or a service that cannot be read is unknown, and unknown forbids every act: escalate.
 * @returns undefined when the service is meant to work.
 */
export function decideStop(
  tradingEnabled: Look<Switch>,
  service: Look<Service | undefined>,
  whose: Stoppable = 'trading',
): StepResult | undefined {
  const byParameter = whose === 'trading';
  if (byParameter && 'seen' in tradingEnabled && tradingEnabled.seen.value !== 'true') {
    const { value, version, changedAt } = tradingEnabled.seen;
    return {
      outcome: 'stand-down',
      finding: `Trading is disabled: the parameter is "${value}" (version ${version}, since ${clockTime(changedAt)}).`,
      refused: { act: 'restart', because: 'disabled on purpose' },
    };
  }
  if ('seen' in service && service.seen?.desiredCount === 0) {
    return {
      outcome: 'stand-down',
      finding: 'The service is stopped: its desired count is 0.',
      refused: { act: 'restart', because: 'stopped on purpose' },
    };
  }
  if (byParameter && 'unseen' in tradingEnabled) {
    return unknown(`Could not check whether trading is enabled: ${tradingEnabled.unseen}.`);
  }
  if ('unseen' in service) return unknown(`Could not check the service: ${service.unseen}.`);
  if (service.seen?.status !== 'ACTIVE') {
    return unknown(`The service does not exist or is not active (${service.seen?.status ?? 'missing'}).`);
  }
  return undefined;
}

const unknown = (finding: string): StepResult => ({
  outcome: 'escalate',
  finding,
  verdict: 'unknown',
  refused: { act: 'restart', because: 'unknown whether it is stopped on purpose' },
  advice: 'Find out by hand whether the service is meant to run before anything is restarted.',
});

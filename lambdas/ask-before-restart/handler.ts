import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { askToRestart, decideRestart } from '../restart-service/decide';
import { CLIENT } from '../shared/clients';
import { Guard } from '../shared/guard/guard';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { disable, disableCommand } from '../shared/halt/disable';
import { readSignals } from '../shared/signals';
import { asStep } from '../shared/step';
import { decideAsking, heldBack } from './decide';

const ecs = new ECSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const acting = new SSMClient({ ...CLIENT, maxAttempts: 1 });
const cloudWatch = new CloudWatchClient(CLIENT);
const guard = new Guard({ ecs, ssm });

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  if: v.picklist(['necessary', 'asked', 'affected']),
  tradingEnabled: v.string(),
  settings: SettingNames,
});

/** Before a restart that loses open orders: halts trading while the market trades, and leaves the restart to a person. */
export const handler = asStep(Input, async (input, { incident, now, sleep }) => {
  const alarms = Object.keys(incident.alarms);
  const seen = await guard.lookAround(input, async () =>
    alarms.length > 0 ? readSignals(cloudWatch, alarms, now()) : [],
  );
  const restart = decideRestart({
    ...seen,
    before: { restart: incident.restarts?.[input.service], deployment: incident.deployments?.[input.service] },
    // What is affected is restarted also while trading is disabled: we have done that ourselves.
    whose: input.if === 'affected' ? 'trading-disabled' : 'trading',
    reason: input.if,
  });
  const settings = await readSettings(ssm, input.settings);
  const asking = decideAsking(restart, settings.calendar, now());
  if (!asking.halt) return asking.result;
  const held = heldBack(settings.mode, disableCommand(input.tradingEnabled));
  if (held) return held;
  const done = await disable({ ssm, acting }, input.tradingEnabled, sleep);
  const { command } = askToRestart({ ...input, kind: 'trading' });
  const halted =
    'seen' in done
      ? `Trading is halted (parameter version ${done.seen.version})`
      : `Trading could not be halted (${done.unseen})`;
  return {
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: `${halted}: a restart is called for, ${input.service} does not read its open orders back, and the market is not closed (${asking.phase}).`,
    advice: `Decide whether to restart: open orders are lost to the service and stay at the broker. If you approve, run: ${command}; reconcile positions and orders with the broker before anybody resumes trading.`,
    ...('seen' in done ? { act: { action: 'halt trading', resource: input.tradingEnabled } } : {}),
    refused: { act: 'restart', because: 'it needs an approval' },
  };
});

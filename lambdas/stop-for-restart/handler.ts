import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { GuardInput } from '../shared/guard/guard';
import { UndoInput } from '../shared/guard/undo';
import { makeServiceTools } from '../shared/service-tools';
import { readSignals } from '../shared/signals';
import { asStep } from '../shared/step';
import { stopForRestart } from './stop';

const cloudWatch = new CloudWatchClient(CLIENT);
const tools = {
  ...makeServiceTools(),
  sfn: new SFNClient(CLIENT),
  signals: (alarms: readonly string[], now: number) => readSignals(cloudWatch, alarms, now),
};

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** `affected`: only where the service itself is found to be down; also while trading is disabled. */
  if: v.picklist(['necessary', 'asked', 'affected']),
  guard: GuardInput,
  undo: UndoInput,
});

/** The first half of a restart of a service whose generations may not overlap. Safe to run twice. */
export const handler = asStep(Input, (input, context) => stopForRestart(input, context, tools));

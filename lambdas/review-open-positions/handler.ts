import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { notConfigured } from '../close-positions/by-hand';
import { ClosingInput, readOpen } from '../close-positions/object';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { asStep, look, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideOpen } from './decide';

const ecs = new ECSClient(CLIENT);
const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  ...ClosingInput.entries,
  tradingEnabled: v.string(),
});

/** Says which positions are open, and whether the trading service could close them. Looks only. */
export const handler = asStep(Input, async (input, { now }) => {
  const { positions: source } = input;
  const missing = notConfigured(input);
  if (missing || !source) return missing as StepResult;
  const [positions, service, tradingEnabled] = await Promise.all([
    readOpen(s3, source, now(), source.maxAgeSeconds),
    look(() => describeService(ecs, input)),
    look(() => readSwitch(ssm, input.tradingEnabled)),
  ]);
  return decideOpen({ positions, service, tradingEnabled, now: now() });
});

import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { StatusPlace } from '../shared/status-object';
import { asStep, type Look, look, type StepContext } from '../shared/step';
import { decideToFlip, describeFlip, judgeWord, valueOn } from './decide';
import { type ProbeWord, readProbeWord } from './word';

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  /** The parameter, and where the trading service says how it last read it; null: nobody does. */
  probe: v.nullable(v.object({ parameter: v.string(), acknowledgement: StatusPlace })),
  settings: SettingNames,
});

const ssm = new SSMClient(CLIENT);
const ecs = new ECSClient(CLIENT);
const s3 = new S3Client(CLIENT);

const EVERY_MS = 2_000;

/** Changes the probe parameter, and waits until the trading service says that it has read it. */
export const handler = asStep(Input, async ({ cluster, service, probe, settings }, context) => {
  if (!probe)
    return {
      outcome: 'continue',
      finding:
        'Not configured (parameters.probe, signals.probeAcknowledgement): whether the trading service reads its parameters is known only when trading is disabled.',
    };
  const { parameter, acknowledgement } = probe;
  const [{ mode }, seen] = await Promise.all([
    readSettings(ssm, settings),
    look(() => describeService(ecs, { cluster, service })),
  ]);
  const not = decideToFlip(parameter, mode, seen);
  if (not) return not;
  const began = context.now();
  const value = valueOn(began);
  const { Version = 0 } = await ssm.send(new PutParameterCommand({ Name: parameter, Value: value, Overwrite: true }));
  const word = await wordFor({ version: Version, value }, acknowledgement, context);
  return describeFlip(parameter, { version: Version, value, tookSeconds: (context.now() - began) / 1000 }, word);
});

async function wordFor(
  written: { readonly version: number; readonly value: string },
  place: v.InferOutput<typeof StatusPlace>,
  { now, sleep, answerBy }: StepContext,
): Promise<Look<ProbeWord>> {
  for (;;) {
    const judged = judgeWord(await look(() => readProbeWord(s3, place)), written, place.maxAgeSeconds, now());
    const left = answerBy - now();
    if ('seen' in judged || left <= 0) return judged;
    await sleep(Math.min(EVERY_MS, left));
  }
}

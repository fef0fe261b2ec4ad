import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Service } from '@aws-sdk/client-ecs';
import { CLIENT } from '../shared/clients';
import { readSettings } from '../shared/guard/settings';
import { note, type Release, releaseOf } from '../shared/release/notes';
import { declined, notSeen } from '../shared/release/present';
import { ReleaseInput, type Subject, subjectOf } from '../shared/release/subject';
import { readSignals } from '../shared/signals';
import { asStep, look } from '../shared/step';
import { begunBefore, bring } from './bring';
import { makeBringTools } from './bring-tools';
import { askToDeploy, heldBack, refuseToDeploy, wordsOf } from './decide';
import { wantedDefinition } from './wanted';

const tools = makeBringTools();
const cloudWatch = new CloudWatchClient(CLIENT);

/** Brings the image to its service, after looking whether that may be done now. Safe to run twice. */
export const handler = asStep(ReleaseInput, async (input, context) => {
  const { incident, now } = context;
  const subject = subjectOf(input, incident);
  const lookAround = () =>
    tools.guard.lookAround({ ...subject, tradingEnabled: subject.guard.tradingEnabled }, async () => []);
  const [before, kept, { calendar }, red] = await Promise.all([
    lookAround(),
    look(() => tools.records.read(subject.service)),
    readSettings(tools.ssm, subject.guard.settings),
    look(() => redNow(subject, now())),
  ]);
  const again = await begunBefore(subject, before.service, context, tools);
  if (again) return again;
  const release: Release = { ...releaseOf(incident), ...('seen' in red ? { red: red.seen } : {}) };
  const refusal = refuseToDeploy(subject, release, { before, kept, calendar, now: now() }, incident.id);
  if (refusal) return refusal;
  const wanted = await look(() => wantedDefinition(tools, release, subject.image, 'forward'));
  if ('unseen' in wanted) return notSeen('what would run', wanted.unseen);
  if (wanted.seen.as === 'gone')
    return declined('deploy', `Not deployed: ${wanted.seen.because}`, 'the image does not exist any more');
  const ask = askToDeploy(subject, release, red);
  const gate = await tools.guard.gate(ask, subject.guard, { before, again: lookAround }, context);
  if (!gate.open) {
    if (gate.result.refused?.because === 'observe') await note(context, 'release-observed', { command: ask.command });
    return heldBack(gate.result);
  }
  await note(context, 'release', release);
  // The guard opens for no service that it has not seen.
  const { seen: service } = gate.seen.service as { seen: Service };
  const brought = { act: 'deploy', note: 'release-intent', release, words: wordsOf(release) } as const;
  return bring(subject, { ...brought, wanted: wanted.seen }, service, context, tools);
});

const redNow = async (subject: Subject, now: number): Promise<string[]> =>
  (await readSignals(cloudWatch, Object.keys(subject.alarms), now))
    .filter(({ state }) => state === 'ALARM')
    .map(({ alarm }) => alarm);

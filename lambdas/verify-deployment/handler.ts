import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService, stoppedTasks } from '../shared/ecs';
import { readLines } from '../shared/log-lines';
import { note, noted, releaseOf, type Watched } from '../shared/release/notes';
import { runningImages } from '../shared/release/running';
import { ReleaseInput, type Subject, subjectOf } from '../shared/release/subject';
import { readSignals } from '../shared/signals';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { type About, type Judgement, joinedMeanwhile, judge, notVerified, type Seen } from './decide';

const ecs = new ECSClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const logs = new CloudWatchLogsClient(CLIENT);

const Input = v.object({ ...ReleaseInput.entries, otherwise: v.picklist(['escalate', 'roll-back']) });
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 15_000;

/** Milliseconds kept for one call more, and for writing down what was found. */
const ANSWERING_MS = 2_500;

/** Judges by the signals whether what was deployed works, and notes it for the step that takes back what does not. */
export const handler = asStep(Input, async (input, context) => {
  const { incident } = context;
  if (noted(incident, 'release-observed')) {
    return { outcome: 'continue', finding: 'Nothing was done, so there is nothing to verify.' };
  }
  const watched = noted(incident, 'release-watched');
  const verification = new Verification(input, subjectOf(input, incident), context);
  if (watched?.state !== 'complete') return verification.notVerified(reasonOf(watched), 'unknown');
  return verification.poll(watched);
});

const reasonOf = (watched: Watched | undefined): string =>
  watched ? watched.finding : 'What became of the deployment is not known.';

class Verification {
  constructor(
    private readonly input: Input,
    private readonly subject: Subject,
    private readonly context: StepContext,
  ) {}

  async poll(watched: Watched): Promise<StepResult> {
    const { context, subject, input } = this;
    const release = releaseOf(context.incident);
    const about: About = {
      release,
      deployment: context.incident.deployments?.[subject.service]?.id ?? '?',
      completeAt: watched.at,
      absence: subject.alarms,
      maxErrorLinesPerMinute: input.maxErrorLinesPerMinute,
      wasDown: !subject.overlap,
      back: input.otherwise === 'escalate',
    };
    for (;;) {
      const judgement = judge(await this.see(about), about);
      const left = context.answerBy - context.now();
      if (judgement.is !== 'not-yet' || left <= 0) return this.answer(judgement);
      await context.sleep(Math.min(EVERY_MS, left));
    }
  }

  private async answer(judgement: Judgement): Promise<StepResult> {
    const { context } = this;
    const { finding } = judgement;
    switch (judgement.is) {
      case 'stopped':
        return {
          outcome: 'stand-down',
          finding,
          refused: { act: 'the rest of the runbook', because: 'stopped on purpose' },
        };
      case 'verified':
        return this.verified(finding);
      case 'failed':
        return this.notVerified(finding, 'not-fixed');
      case 'not-yet':
        if (context.mayWait) return { outcome: 'wait', finding };
        return this.notVerified(`${finding} The step's time is spent.`, judgement.verdict);
    }
  }

  private async verified(judged: string): Promise<StepResult> {
    const { table, incident } = this.context;
    const finding = `${judged}${joinedMeanwhile((await table.get(incident.id)).joined)}`;
    await note(this.context, 'release-verified', { verified: true, finding });
    return { outcome: 'continue', finding };
  }

  async notVerified(finding: string, verdict: 'not-fixed' | 'unknown'): Promise<StepResult> {
    await note(this.context, 'release-verified', { verified: false, finding });
    return notVerified(this.input.otherwise, finding, verdict);
  }

  private async see({ release, completeAt }: About): Promise<Seen> {
    const { subject, input, context } = this;
    const { now } = context;
    const query = {
      logGroup: input.logGroup,
      streamPrefix: subject.logStreamPrefix,
      pattern: 'ERROR',
      from: completeAt,
      to: now(),
    };
    const [service, running, stopped, signals, errors] = await Promise.all([
      look(() => describeService(ecs, subject)),
      look(() => runningImages(ecs, subject, release.container)),
      look(() => stoppedTasks(ecs, subject)),
      look(() => readSignals(cloudWatch, Object.keys(subject.alarms), now())),
      // The last look comes when the time to answer has begun.
      look(() => readLines(logs, query, () => now() < context.endsAt - ANSWERING_MS)),
    ]);
    return { service, running, stopped, signals, errors, now: now() };
  }
}

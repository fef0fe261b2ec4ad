import { endToEndProbe } from '../../runbooks/end-to-end-probe';
import { oneLine } from '../shared/messages/words';
import type { StepResult } from '../shared/step';

/** The message to whoever watches the runbooks. */
export const lateWords = (
  incidentId: string,
  { finding, advice }: Pick<StepResult, 'finding' | 'advice'>,
): { Subject: string; Message: string } => ({
  Subject: 'A test alarm did not come through',
  Message: [
    `The ${endToEndProbe.title} raised a test alarm to see whether an alarm reaches a person. ${finding}`,
    ...(advice ? [advice] : []),
    `What it found: npm run runbook -- show ${incidentId}. When it is mended: npm run runbook -- start ${endToEndProbe.id} --reason "…"`,
  ]
    .map((paragraph) => oneLine(paragraph))
    .join('\n\n'),
});

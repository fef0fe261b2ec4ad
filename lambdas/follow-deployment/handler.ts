import { makeBringTools } from '../deploy-image/bring-tools';
import { note, noted } from '../shared/release/notes';
import { ReleaseInput, subjectOf } from '../shared/release/subject';
import { asStep } from '../shared/step';
import { nothingToFollow } from './decide';
import { follow } from './follow';

const tools = makeBringTools();

/** Follows the deployment of this run to its end, whatever that is, and notes it for the step that judges. */
export const handler = asStep(ReleaseInput, async (input, context) => {
  const { incident, now, mayWait } = context;
  const intent = noted(incident, 'release-intent');
  if (!intent) return nothingToFollow(noted(incident, 'release-observed') !== undefined);
  const followed = await follow(subjectOf(input, incident), intent, context, tools);
  if ('result' in followed) return followed.result;
  const { standing, act } = followed;
  const done = act ? { act } : {};
  if (standing.state === 'under-way' && mayWait) return { outcome: 'wait', finding: standing.finding, ...done };
  const state = standing.state === 'under-way' ? 'unfinished' : standing.state;
  await note(context, 'release-watched', { state, finding: standing.finding, at: now() });
  const more = state === 'unfinished' ? " The step's time is spent." : '';
  return { outcome: 'continue', finding: `${standing.finding}${more}`, ...done };
});

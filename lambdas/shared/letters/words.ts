import { everyRunbook } from '../../../runbooks';
import { jsonOf } from '../json-text';
import { counted, dateAndTime, fullStop } from '../wording';
import type { Known, Letter, Purpose } from './letter';

/** What a letter was for, as a sentence. */
export function whatWords(purpose: Purpose): string {
  switch (purpose.is) {
    case 'alarm': {
      const { alarm, at, reason } = purpose.input;
      return `Not started: "${titleOf(purpose.runbook)}". Alarm ${alarm} went to ALARM at ${dateAndTime(at)}: ${reason}`;
    }
    case 'tick': {
      const tick = purpose.due === undefined ? 'a tick' : `the tick of ${dateAndTime(purpose.due)}`;
      return `Not done: ${tick} for ${purpose.action} ("${purpose.does}").`;
    }
    case 'death':
      return `Not paged: a run ended as ${purpose.status}, and may have told nobody: ${purpose.execution}`;
    case 'unknown':
      return `Nobody here knows what it was for: ${purpose.because}.`;
  }
}

/** What doing it again does, as it goes on after `A redrive`. */
export function againWords(purpose: Known): string {
  switch (purpose.is) {
    case 'alarm':
      return `starts ${purpose.runbook} with this alarm: it joins an open incident, or goes by how the alarm stands then`;
    case 'tick':
      return `calls ${purpose.action} once more: it does what is due then, and nothing twice`;
    case 'death':
      return 'has the watch page about that run';
  }
}

/**
 * Why it was not delivered, and how often that was tried, from what EventBridge, Scheduler or Lambda wrote (purpose.ts).
 * What they left out is left out here.
 */
export function whyWords({ attributes, body }: Pick<Letter, 'attributes' | 'body'>): string {
  const { ERROR_CODE: code, ERROR_MESSAGE: message, RETRY_ATTEMPTS: retries } = attributes;
  const said = [code, message].filter((text) => text !== undefined && text !== '').join(': ');
  if (said !== '')
    return [fullStop(said), retriesWords(retries, attributes.EXHAUSTED_RETRY_CONDITION)].join(' ').trim();
  const { requestContext, responsePayload } = (jsonOf(body) ?? {}) as LambdaRecord;
  if (requestContext?.condition === undefined) return 'Nothing in it says why it was not delivered.';
  const { errorType = 'Error', errorMessage = 'no message' } = responsePayload ?? {};
  const tried = requestContext.approximateInvokeCount;
  const often = typeof tried === 'number' ? ` Tried ${times(tried)}` : ' Tried';
  return `The function failed: ${fullStop(`${errorType}: ${errorMessage}`)}${often}${UNTIL[requestContext.condition] ?? ''}.`;
}

/** Of a Lambda record, what is told here; another form has none of it. */
interface LambdaRecord {
  readonly requestContext?: { readonly condition?: string; readonly approximateInvokeCount?: number };
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string };
}

/** What of a retry policy was used up, in the words of whoever retries. */
const UNTIL: Readonly<Record<string, string>> = {
  MaximumRetryAttempts: ', as often as it may be',
  MaximumEventAgeInSeconds: '; then it was too old',
  RetriesExhausted: ', as often as it may be',
  EventAgeExceeded: '; then it was too old',
};

/** RETRY_ATTEMPTS counts those after the first one. */
function retriesWords(retries: string | undefined, exhausted: string | undefined): string {
  const count = Number(retries);
  if (retries === undefined || !Number.isInteger(count)) return '';
  // EventBridge tries again what may pass by itself, and nothing else.
  if (count === 0 && exhausted === undefined) return 'Not tried again: that would not have helped.';
  return `Tried ${times(count + 1)}${UNTIL[exhausted ?? ''] ?? ''}.`;
}

const times = (count: number): string => (count === 1 ? 'once' : counted(count, 'time'));

const titleOf = (runbook: string): string => everyRunbook.find(({ id }) => id === runbook)?.title ?? runbook;

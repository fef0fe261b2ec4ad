import type { AwsError } from '../aws/service';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;

const THROTTLED = /throttl|toomanyrequests|limitexceeded|slowdown|requestlimit/i;
const DENIED = /accessdenied|notauthorized|unauthorized|forbidden|no_permissions/i;
const MISSING = /notfound|doesnotexist|nosuch|nonexistent|no_resource/i;

/** A failed delivery as the dead-letter queue would tell it. */
export interface Failure {
  /** ERROR_CODE and ERROR_MESSAGE of the dead letter. */
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

// @claim documented: Missing permissions and a target that no longer exists are not retried: the event goes straight to the dead-letter queue, if there is one
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
// @claim documented: Client-side errors are dropped at once; service-side errors and throttling are retried
// @source https://aws.amazon.com/blogs/compute/improved-failure-recovery-for-amazon-eventbridge/
export function classify(error: AwsError): Failure {
  const throttled = error.status === 429 || THROTTLED.test(error.code);
  return {
    code: errorCode(error, throttled),
    message: error.message,
    retriable: throttled || error.status >= 500,
  };
}

// @claim assumed: Which ERROR_CODE of the documented list a dead letter carries for which error of a target
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
function errorCode(error: AwsError, throttled: boolean): string {
  if (throttled) return 'THROTTLING';
  if (error.status === 403 || DENIED.test(error.code)) return 'NO_PERMISSIONS';
  if (error.status === 404 || MISSING.test(error.code)) return 'NO_RESOURCE';
  if (error.code === 'INVALID_JSON' || error.code === 'INVALID_PARAMETER') return error.code;
  return 'ERROR_FROM_TARGET';
}

// @claim assumed: Retries start after a second, double up to ten minutes, and lose up to half of each wait to jitter
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
/** Milliseconds before the given retry (the first is 1). */
export function waitBefore(retry: number, random: () => number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (retry - 1));
  return Math.round(wait * (1 - random() / 2));
}

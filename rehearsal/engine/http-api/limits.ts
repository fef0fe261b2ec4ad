import { message } from './answer';
import type { Outcome } from './model';
import { headBytes, type Received } from './received';

// @claim documented: The request line and the values of the headers together have at most 10,240 bytes, and the payload at most 10 MB.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const MAX_HEAD_BYTES = 10_240;
const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;

// @claim documented: The event of a synchronous invocation has at most 6 MB.
// @source https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

// @claim assumed: A payload that is too large is answered with 413 {"message":"Request Entity Too Large"}, a head that is too large with 431, a path that cannot be decoded with 400.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (names the limits only)
const tooLarge = (why: string) => ({ reply: message(413, 'Request Entity Too Large'), why });

/** What a request is answered with before anything is done with it. */
export function headOrBodyRefusal(received: Received): Outcome | undefined {
  if (received.path === undefined) return { reply: message(400, 'Bad Request'), why: 'its path cannot be decoded' };
  if (headBytes(received) > MAX_HEAD_BYTES) {
    const why = 'its request line and headers have more than 10,240 bytes';
    return { reply: message(431, 'Request Header Fields Too Large'), why };
  }
  return received.body.length > MAX_PAYLOAD_BYTES ? tooLarge('its body has more than 10 MB') : undefined;
}

/** What a request is answered with whose event no function can be given. */
export const eventRefusal = (event: unknown): Outcome | undefined =>
  Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES ? tooLarge('its event has more than 6 MB') : undefined;

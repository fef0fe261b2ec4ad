/** What an AWS client's error tells about the answer it got. */
interface Answered {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|Rate exceeded/i;

const isThrottling = (error: unknown): boolean =>
  error instanceof Error && (THROTTLED.test(error.name) || THROTTLED.test(error.message));

/** Whether AWS said no: an answer of the 4xx kind has no effect. Anything else says nothing about the effect. */
export function isRefusal(error: unknown): boolean {
  const status = (error as Answered).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

const TRIES = 4;

/**
 * Asks for an act, and asks again only where AWS has said that it did nothing because too much was asked of it: after 1, 2
 * and 4 s. A client that retries by itself would repeat an act whose answer got lost.
 */
export async function asked<T>(act: () => Promise<T>, sleep: (milliseconds: number) => Promise<void>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!isThrottling(error) || attempt === TRIES) throw error;
      await sleep(1000 * 2 ** (attempt - 1));
    }
  }
}

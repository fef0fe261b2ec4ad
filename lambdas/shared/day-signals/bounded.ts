import type { HttpAnswer } from '../http';

/** No signal is larger: a position is 120 bytes, and an exported file 150. */
export const MAX_BYTES = 1_048_576;

/** A body that is larger than a signal can be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  constructor(readonly limit: number) {
    super(`given more than ${limit} bytes, expected at most ${limit}`);
  }
}

/**
 * Reads a body chunk by chunk, and no further than it may be large.
 * @throws TooLarge as soon as that is known; the rest is not fetched.
 */
export async function readBounded(body: AsyncIterable<Uint8Array>, limit: number = MAX_BYTES): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop ends the stream.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new TooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Asks with GET, takes no redirection, and reads no more than a signal can be large. The patience is for the whole answer:
 * headers at once and a body that never ends are no answer.
 * @throws TooLarge; and when there was no answer, or none in time.
 */
export async function getBounded(
  url: string,
  patienceMs: number,
  ask: typeof fetch,
  headers?: Readonly<Record<string, string>>,
): Promise<HttpAnswer & { location: string | null }> {
  const patience = new AbortController();
  const late = new Error(`no answer in ${patienceMs / 1000} s`);
  const timer = setTimeout(() => patience.abort(late), patienceMs);
  try {
    const answer = await ask(url, {
      method: 'GET',
      ...(headers ? { headers: { ...headers } } : {}),
      redirect: 'manual',
      signal: patience.signal,
    });
    const text = answer.body === null ? '' : (await readBounded(answer.body)).toString();
    return { status: answer.status, text, location: answer.headers.get('location') };
  } finally {
    clearTimeout(timer);
    // Whatever is left of the body is not for us.
    patience.abort(late);
  }
}

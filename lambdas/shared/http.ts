/** What came back, its last byte included. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks with GET. The patience is for the whole answer: headers at once and a body that never ends are no answer.
 * @throws when there was none, or none in time.
 */
export async function get(
  url: string,
  patienceMs: number,
  how: { readonly redirect?: 'manual' } = {},
): Promise<HttpAnswer> {
  const patience = new AbortController();
  const late = new Error(`no answer in ${patienceMs / 1000} s`);
  const timer = setTimeout(() => patience.abort(late), patienceMs);
  try {
    const answer = await fetch(url, { method: 'GET', ...how, signal: patience.signal });
    return { status: answer.status, text: await answer.text() };
  } finally {
    clearTimeout(timer);
  }
}

/** One HTTP request as it would leave the function. */
export interface HttpRequest {
  method: string;
  /** Host name; with `:port` when the port is not the scheme's own. */
  host: string;
  /** Path with its query string. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** The answer to an HttpRequest. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/**
 * Everything outside the function that speaks HTTP.
 *
 * A rejection with a `code` (ECONNRESET, ETIMEDOUT, ENOTFOUND) reaches the bundle as a connection error. A rejection
 * without one is a failure of the rehearsal itself: it is not shown to the bundle, which would retry and hide it; the
 * invocation rejects with it as it is.
 *
 * `signal.dead` turns true when the environment that asked dies: nobody hears the answer any more.
 */
export type Network = (request: HttpRequest, signal: { readonly dead: boolean }) => Promise<HttpResponse>;

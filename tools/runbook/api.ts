import { CannotAsk, connectionError, NotDone } from './errors';
import { type Ask, encodedPath, encodedQuery, type Keys, sign } from './sign';

/** Where requests go, in whose name, and at which instant they are signed. */
export interface Reached extends Keys {
  /** `http(s)://host[:port][/path]`, without a slash at the end: where requests are sent. */
  readonly to: string;
  /** Host whose name is signed. */
  readonly host: string;
  /** Headers besides the signed ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Asked before every request: credentials expire and, in a rehearsal, time is virtual. @throws CannotAsk */
export type Reach = () => Promise<Reached>;

export interface Api {
  /** @throws NotDone or CannotAsk */
  get<T>(path: readonly string[], query?: Ask['query']): Promise<T>;
  post<T extends Said>(path: readonly string[], body: object): Promise<T>;
}

/** What every command answers. */
export interface Said {
  readonly said: string;
}

/** API Gateway answers after 30 s at the latest: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const TIME_OUT_MS = 35_000;

/** The API behind a way to reach it. */
export function apiOf(reach: Reach, interrupted?: AbortSignal): Api {
  const ask = async (request: Ask): Promise<unknown> => {
    const reached = await reach();
    const { status, body } = await send(reached, request, interrupted);
    if (status >= 200 && status < 300) return parsed(body, reached);
    throw refused(status, body, reached);
  };
  return {
    get: async <T>(path: readonly string[], query = {}) => (await ask({ method: 'GET', path, query })) as T,
    post: async <T extends Said>(path: readonly string[], body: object) =>
      (await ask({ method: 'POST', path, query: {}, body: JSON.stringify(body) })) as T,
  };
}

async function send(
  reached: Reached,
  ask: Ask,
  interrupted: AbortSignal | undefined,
): Promise<{ status: number; body: string }> {
  const base = new URL(reached.to);
  const signed = await sign(ask, reached, base.pathname.replace(/\/$/, ''));
  // fetch names the host itself; the signature has the one it was made for.
  const { host: _, ...headers } = signed;
  const query = encodedQuery(ask.query);
  const timeOut = AbortSignal.timeout(TIME_OUT_MS);
  try {
    const response = await fetch(`${reached.to}${encodedPath(ask.path)}${query ? `?${query}` : ''}`, {
      method: ask.method,
      headers: { ...headers, ...reached.headers },
      redirect: 'error',
      signal: interrupted ? AbortSignal.any([timeOut, interrupted]) : timeOut,
      ...(ask.body === undefined ? {} : { body: ask.body }),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    if (interrupted?.aborted) throw error;
    const why = timeOut.aborted ? `no answer within ${TIME_OUT_MS / 1000} s` : connectionError(error);
    const effect =
      ask.method === 'POST'
        ? '\nWhether it was done is not known: look with `status` and `incidents` before you repeat it.'
        : '';
    throw new CannotAsk(`No connection to ${base.host}: ${why}. See whether the network is up.${effect}`);
  }
}

function parsed(body: string, { to }: Reached): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new CannotAsk(`${to} does not answer in JSON. Is this the address of the runbooks' API?`);
  }
}

/** `error` is the function's own word; anything else was answered before it, by API Gateway. */
function refused(status: number, body: string, { to, region }: Reached): Error {
  const { error, message } = fieldsOf(body);
  if (error !== undefined) return new NotDone(error);
  if (status === 403) {
    return new CannotAsk(
      `${new URL(to).host} does not take the signature (${message ?? 'Forbidden'}). Let yourself execute-api:Invoke on it, sign in\n` +
        `again (aws sso login), and see that its region is ${region} and that this machine's clock is right.`,
    );
  }
  if (status === 404) {
    return new CannotAsk(
      `${new URL(to).host} has no such route. Is it the runbooks' API, deployed from this version? Deploy it with \`npm run deploy\`.`,
    );
  }
  return new NotDone(`The API failed with HTTP ${status}${message ? `: ${message}` : ''}. It may be asked again.`);
}

function fieldsOf(body: string): { error?: string; message?: string } {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown };
    return {
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof message === 'string' ? { message } : {}),
    };
  } catch {
    return {};
  }
}

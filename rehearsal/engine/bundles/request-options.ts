/** The members of Node's request options that are understood. */
export interface RequestOptions {
  protocol?: string | null;
  host?: string | null;
  hostname?: string | null;
  port?: number | string | null;
  path?: string | null;
  method?: string;
  headers?: Record<string, unknown> | readonly string[];
  auth?: string | null;
  timeout?: number;
  signal?: AbortSignal;
  socketPath?: string;
}

export const DEFAULT_PORT: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The options out of any of the ways `request` may be called, a URL among them. */
export function optionsOf(values: readonly unknown[]): RequestOptions {
  return Object.assign({}, ...values.filter((value) => typeof value !== 'function').map(oneOption));
}

function oneOption(value: unknown): RequestOptions {
  if (typeof value !== 'string' && !(value instanceof URL)) return (value ?? {}) as RequestOptions;
  const url = new URL(value);
  return {
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    ...(url.username === '' ? {} : { auth: decodeURIComponent(`${url.username}:${url.password}`) }),
  };
}

/** Host name, with the port where it is not the scheme's own. */
export function authority({ hostname, host, port }: RequestOptions, protocol: string): string {
  const name = hostname ?? host ?? 'localhost';
  const number = port === undefined || port === null || port === '' ? DEFAULT_PORT[protocol] : Number(port);
  return number === DEFAULT_PORT[protocol] ? name : `${name}:${number}`;
}

export function headerPairs(headers: RequestOptions['headers']): [string, unknown][] {
  if (!Array.isArray(headers)) return Object.entries(headers ?? {}).filter(([, value]) => value !== undefined);
  return headers.flatMap((name, at) => (at % 2 === 0 ? [[String(name), headers[at + 1]] as [string, unknown]] : []));
}

import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { Parameters } from './authorization';
import { AuthorizationPage, type BrowserAnswer } from './browser';
import { Codes } from './codes';
import { addressesOf, createEndpoints } from './endpoints';
import type { Person } from './person';
import { createTokens, type SigningKey } from './tokens';

export interface IssuerOptions {
  /** As the app knows it: an https URL without a query. */
  readonly issuer: string;
  readonly clientId: string;
  /** As the app registers it: `<api>/signed-in`. */
  readonly redirectUri: string;
  readonly people: readonly Person[];
  /** Milliseconds since the epoch, in virtual time. */
  readonly now: () => number;
  /** Where the browser finds the rehearsal: `http://127.0.0.1:8790`. */
  readonly loopback: string;
  /** Where a browser really goes when it is sent to a redirect URI. Default: there. */
  readonly sendBrowserTo?: (redirectUri: string) => string;
  /** How long tokens live, from 300 to 3600. Default: 3600. */
  readonly lifetimeSeconds?: number;
  /** What it signs with. Default: a new one; then no two runs have the same tokens. */
  readonly key?: SigningKey;
}

/** A stand-in for the app's OpenID Connect issuer. */
export interface Issuer {
  /** Host its discovery document, keys and tokens are asked from. */
  readonly host: string;
  /** Answers a function: discovery, keys and tokens. It signs on another thread: hold virtual time meanwhile. */
  answer(request: HttpRequest): Promise<HttpResponse>;
  /**
   * Where on the loopback a browser finds what the app sends it to. The authorization endpoint has an https address on the
   * issuer's host, because a client accepts no other. Any other address comes back as it is.
   */
  onLoopback(location: string): string;
  /**
   * Answers a browser at `<loopback>/issuer/authorize`: who are you, then the redirect.
   * @param url with its query; the origin does not matter.
   * @param form of a POST.
   */
  authorize(method: string, url: string, form?: Parameters): Promise<BrowserAnswer>;
}

/** Path of the page on the loopback. */
const AUTHORIZE = '/issuer/authorize';

/** @throws TypeError that names the option. */
export function createIssuer(options: IssuerOptions): Issuer {
  const { issuer, loopback, sendBrowserTo = (uri: string) => uri, lifetimeSeconds = 3600 } = options;
  const { host, protocol, search, hash } = parsed('issuer', issuer);
  if (protocol !== 'https:' || search !== '' || hash !== '')
    throw new TypeError(`issuer: given "${issuer}", expected an https URL without query and fragment`);
  parsed('redirectUri', options.redirectUri);
  const { origin } = parsed('loopback', loopback);
  if (!(lifetimeSeconds >= 300 && lifetimeSeconds <= 3600))
    throw new TypeError(`lifetimeSeconds: given ${lifetimeSeconds}, expected 300 to 3600`);
  const codes = new Codes();
  const page = new AuthorizationPage({ ...options, sendBrowserTo, codes, path: AUTHORIZE });
  const endpoint = `${addressesOf(issuer).authorize}?`;
  return {
    host,
    answer: createEndpoints({
      ...options,
      codes,
      tokens: createTokens(issuer, lifetimeSeconds, options.key),
      lifetimeSeconds,
    }),
    onLoopback: (location) =>
      location.startsWith(endpoint) ? `${origin}${AUTHORIZE}?${location.slice(endpoint.length)}` : location,
    authorize: async (method, url, form = {}) =>
      page.answer(method, Object.fromEntries(new URL(url, loopback).searchParams), form),
  };
}

function parsed(option: string, url: string): URL {
  if (!URL.canParse(url)) throw new TypeError(`${option}: given "${url}", expected a URL`);
  return new URL(url);
}

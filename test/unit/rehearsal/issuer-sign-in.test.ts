import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { type Directory, readDirectory } from '../../../lambdas/shared/directory';
import { issuerKeys } from '../../../lambdas/shared/issuer-keys';
import { SESSION_COOKIE, verifySession } from '../../../lambdas/shared/session';
import { ESBUILD } from '../../../lib/bundles';
import { Bundle, type HttpRequest, type HttpResponse, QUIET_SDK } from '../../../rehearsal/engine/bundles';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { createIssuer, type Issuer, type SigningKey } from '../../../rehearsal/issuer';
import { ALARM_AT } from '../../support/incidents';
import { bench } from '../engine/bundles/support';
import { API, asFetch, Browser, choose, eventOf, newKey } from '../lambdas/sign-in/browser';

jest.mock('../../../lambdas/shared/directory');

const LOOPBACK = 'http://127.0.0.1:8790';
const TO = '/incidents/trading-service-20261120T043217Z';
const signIn = {
  issuer: 'https://cognito-idp.ap-south-1.amazonaws.com/ap-south-1_AbCdEfGhI',
  clientId: '1example23456789',
};

let key: SigningKey;
let bundle: Bundle;
beforeAll(async () => {
  [key, bundle] = await Promise.all([newKey(), bundled()]);
}, 60_000);

const issuerAt = (now: () => number): Issuer =>
  createIssuer({
    ...signIn,
    redirectUri: `${API}/signed-in`,
    people: [
      { subject: 'subject-of-priya', name: 'Priya' },
      { subject: 'subject-of-arjun', name: 'Arjun' },
    ],
    now,
    key,
    loopback: LOOPBACK,
    sendBrowserTo: (uri) => uri.replace(API, LOOPBACK),
  });

test('somebody signs in: the app, the issuer’s page, the app again, and every page knows who it is until the token expires', async () => {
  jest.useFakeTimers({ now: ALARM_AT, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    const issuer = issuerAt(Date.now);
    jest.mocked(readDirectory).mockResolvedValue({ api: API, signIn } as Directory);
    jest.spyOn(globalThis, 'fetch').mockImplementation(asFetch(issuer));
    const browser = new Browser();

    const begun = await browser.get(`/sign-in?to=${TO}`);
    const back = await choose(issuer, begun.headers.location ?? '', { subject: 'subject-of-arjun' });
    expect(back.startsWith(`${LOOPBACK}/signed-in?code=`)).toBe(true);
    const ended = await browser.get(back);

    expect([begun.statusCode, ended.statusCode, ended.headers.location]).toEqual([303, 303, TO]);
    expect([...browser.cookies.keys()]).toEqual([SESSION_COOKIE]);
    const cookie = browser.cookies.get(SESSION_COOKIE);
    const judged = (at: number) => verifySession(cookie, signIn, at, issuerKeys(signIn.issuer));
    await expect(judged(ALARM_AT)).resolves.toEqual({
      signedIn: { issuer: signIn.issuer, subject: 'subject-of-arjun' },
      token: cookie,
    });
    await expect(judged(ALARM_AT + 3_600_000)).resolves.toHaveProperty('signedIn');
    await expect(judged(ALARM_AT + 3_630_000)).resolves.toEqual({ signedOut: 'Your sign-in has expired.' });
  } finally {
    jest.useRealTimers();
    jest.restoreAllMocks();
  }
});

test('the same with the bundle, in virtual time', async () => {
  const clock = new VirtualClock(ALARM_AT);
  const issuer = issuerAt(() => clock.now());
  const asked: string[] = [];
  const network = async (request: HttpRequest): Promise<HttpResponse> => {
    asked.push(`${request.method} https://${request.host}${request.path}`);
    await clock.sleep(40);
    return clock.whileBusy(() => issuer.answer(request));
  };
  const env = { ...QUIET_SDK, AWS_REGION: 'ap-south-1', INCIDENT_TABLE: 'incidents' };
  const { invoke, lines } = bench(bundle, { clock, network, env });
  const browser = new Browser((...asked) => invoke(eventOf(...asked)));

  const begun = await browser.get(`/sign-in?to=${TO}`);
  const ended = await browser.get(await choose(issuer, begun.headers.location ?? '', { subject: 'subject-of-priya' }));

  expect([begun.statusCode, ended.statusCode, ended.headers.location]).toEqual([303, 303, TO]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ message: 'Signed in', subject: 'subject-of-priya' }]);
  expect(asked).toEqual([
    `GET ${signIn.issuer}/.well-known/openid-configuration`,
    `POST ${signIn.issuer}/oauth2/token`,
    `GET ${signIn.issuer}/.well-known/openid-configuration`,
    `GET ${signIn.issuer}/.well-known/jwks.json`,
  ]);
  expect(clock.now() - ALARM_AT).toBe(160);
});

test('an issuer that never answers costs the bundle three seconds, and the person gets a page', async () => {
  const clock = new VirtualClock(ALARM_AT);
  const network = async (): Promise<HttpResponse> => {
    await clock.sleep(3_600_000);
    throw new Error('nobody waits for this');
  };
  const env = { ...QUIET_SDK, AWS_REGION: 'ap-south-1', INCIDENT_TABLE: 'incidents' };
  const { invoke } = bench(bundle, { clock, network, env });
  const { statusCode, body } = await new Browser((...asked) => invoke(eventOf(...asked))).get(`/sign-in?to=${TO}`);
  expect([statusCode, body]).toEqual([502, expect.stringContaining('The issuer does not answer, or not in time.')]);
  expect(clock.now() - ALARM_AT).toBe(3_000);
});

/** The function as it is deployed, with a directory that needs no Parameter Store. */
async function bundled(): Promise<Bundle> {
  const directory: Plugin = {
    name: 'directory',
    setup: ({ onLoad }) => {
      const contents = `export const readDirectory = async () => (${JSON.stringify({ api: API, signIn })});`;
      onLoad({ filter: /[/\\]lambdas[/\\]shared[/\\]directory\.ts$/ }, () => ({ contents }));
    },
  };
  const outfile = join(mkdtempSync(join(tmpdir(), 'sign-in-')), 'handler.js');
  const entry = join(__dirname, '../../../lambdas/sign-in/handler.ts');
  await build({ ...ESBUILD, entryPoints: [entry], outfile, plugins: [directory] });
  return Bundle.load(outfile);
}

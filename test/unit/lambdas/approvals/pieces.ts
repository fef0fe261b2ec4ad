import fc from 'fast-check';
import { formToken } from '../../../../lambdas/shared/form-token';
import { cookie, encoded, event, iam } from './api-world';
import { ACCOUNT, INCIDENT, SSO } from './people';

/** Ended after its page was made. */
export const ENDED = 'dashboard-not-loading-20261120T043000Z';
/** Nothing but pieces: there is no such incident. */
const GONE = 'high-cpu-memory-utilization-trading-20261119T043000Z';
const FORM = 'application/x-www-form-urlencoded';
const user = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:user/${name}`;
const role = (name: string, session: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`;

/** Secrets: of the page that may acknowledge, and of others. */
const [link, ofEnded, expired, unknown] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(43)) as [
  string,
  string,
  string,
  string,
];
export const links = { right: link, ofEnded, expired, unknown };

/** What a request is made of: the right piece, and others. */
interface Pieces {
  readonly right: string;
  readonly wrong: readonly string[];
  /** Where any text, or most, is as good as another. */
  readonly only?: true;
}

/** Sessions by what they are; only the first may approve. */
export type Sessions = Readonly<
  Record<'right' | 'ofLead' | 'ofCto' | 'ofStranger' | 'expired' | 'forged' | 'unsigned' | 'again', string>
>;

/** Most of a request is right, so that what is wrong is often one thing alone. @param among so many pieces. */
export const piece = ({ right, wrong, only }: Pieces, among: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(right) },
    { weight: Math.ceil(24 / among), arbitrary: fc.constantFrom(...wrong) },
    { weight: only ? 0 : 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => text !== right) },
  );

const mangled = (token: string): string[] => [
  '',
  token.slice(1),
  `${token}=`,
  token.toLowerCase(),
  token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
];

/** What a person who may approve sends from their page, by piece. */
function byBrowser(decision: 'approve' | 'refuse', sessions: Sessions): Record<string, Pieces> {
  const made = (session: string, ...about: string[]) => formToken(session, ...about);
  const token = made(sessions.right, decision, INCIDENT, 'a1');
  const other = decision === 'approve' ? 'refuse' : 'approve';
  const { right: _right, ...others } = sessions;
  return {
    method: { right: 'POST', wrong: ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'post'] },
    id: { right: INCIDENT, wrong: [ENDED, GONE, '', `${INCIDENT}#APPROVAL#a1`, INCIDENT.toLowerCase()] },
    session: { right: sessions.right, wrong: ['', ...Object.values(others), ...mangled(sessions.right)] },
    cookie: { right: '__Host-session', wrong: ['session', '__host-session', '__Host-sign-in', 'authorization'] },
    type: { right: FORM, wrong: ['application/json', 'text/plain', 'multipart/form-data', ''] },
    encoding: { right: 'form', wrong: ['json', 'base64 unsaid', 'twice', 'none', 'in the address'] },
    approval: { right: 'a1', wrong: ['a2', 'a3', 'a9', 'A1', 'a01', ''] },
    decision: { right: decision, wrong: [other, 'APPROVE', 'yes', ''] },
    reason: { right: 'CPU is short', wrong: ['', ' \n', 'x'.repeat(501)], only: true },
    to: { right: `/i/${link}`, wrong: ['https://evil.example', '//evil.example', '/sign-out', ''] },
    token: {
      right: token,
      wrong: [
        ...Object.values(others).map((session) => made(session, decision, INCIDENT, 'a1')),
        ...['a2', 'a3'].map((approval) => made(sessions.right, decision, INCIDENT, approval)),
        ...[ENDED, GONE].map((id) => made(sessions.right, decision, id, 'a1')),
        made(sessions.right, other, INCIDENT, 'a1'),
        made(sessions.right, 'acknowledge', INCIDENT, '1'),
        made(link, 'acknowledge', INCIDENT, '1'),
        made(ENDED, decision, INCIDENT, 'a1'),
        ...mangled(token),
        ` ${token}`,
      ],
    },
  };
}

/** What a contact sends from the page of their link. */
function byLink(sessions: Sessions): Record<string, Pieces> {
  const token = formToken(link, 'acknowledge', INCIDENT, '1');
  return {
    link: {
      right: link,
      wrong: [...Object.values({ ofEnded, expired, unknown }), `${link}x`, link.slice(1), '', INCIDENT],
    },
    type: { right: FORM, wrong: ['application/json', 'text/plain', ''] },
    encoding: { right: 'form', wrong: ['json', 'base64 unsaid', 'twice', 'none', 'in the address'] },
    token: {
      right: token,
      wrong: [
        ...Object.values({ ofEnded, expired, unknown }).map((secret) =>
          formToken(secret, 'acknowledge', INCIDENT, '1'),
        ),
        formToken(ofEnded, 'acknowledge', ENDED, '1'),
        formToken(link, 'acknowledge', INCIDENT, '2'),
        formToken(link, 'acknowledge', ENDED, '1'),
        formToken(link, 'approve', INCIDENT, 'a1'),
        formToken(sessions.right, 'acknowledge', INCIDENT, '1'),
        formToken(sessions.right, 'approve', INCIDENT, 'a1'),
        ...mangled(token),
      ],
    },
  };
}

const NOBODY = [
  user('stranger'),
  user('trading-primary', '999999999999'),
  user('trading-primary/'),
  role('Administrator', 'trading-primary'),
  role('AWSReservedSSO_TradingEngineer_ffffffffffffffff', 'team-lead@algo-trading.example'),
  role(SSO, 'stranger@algo-trading.example'),
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:sts::${ACCOUNT}:federated-user/trading-primary`,
  '',
];

/** What the command line sends; who is a contact and not on the list may acknowledge all the same. */
const byCommand = (acknowledging: boolean): Record<string, Pieces> => ({
  arn: { right: user('trading-primary'), wrong: acknowledging ? NOBODY : [...NOBODY, user('cto')] },
  id: { right: INCIDENT, wrong: [ENDED, GONE, ''] },
  ...(acknowledging
    ? { body: { right: '{}', wrong: ['[]', 'null', '{"id":"x"}', '{"contact":"cto"}', '{'], only: true } }
    : {
        method: { right: 'POST', wrong: ['GET', 'HEAD', 'PUT', 'DELETE'] },
        approval: { right: 'a1', wrong: ['a2', 'a3', 'a9', ''] },
        decision: { right: 'approve', wrong: ['Approve', ''] },
        reason: { right: 'CPU is short', wrong: ['', 'x'.repeat(501)], only: true },
      }),
});

export type Chosen = Readonly<Record<string, string>>;

export interface Asked {
  readonly to: 'decide' | 'acknowledge';
  readonly pieces: Record<string, Pieces>;
  readonly request: (chosen: Chosen) => object;
}

const bodyOf = (encoding: string, form: Chosen): { body?: string } => {
  const [name = '', value = ''] = Object.entries(form).find(([key]) => key === 'token') ?? [];
  switch (encoding) {
    case 'form':
      return { body: encoded(form) };
    case 'json':
      return { body: JSON.stringify(form) };
    case 'base64 unsaid':
      return { body: Buffer.from(encoded(form)).toString('base64') };
    case 'twice':
      return { body: `${encoded(form)}&${encoded({ [name]: value })}` };
    default:
      return encoding === 'none' || encoding === 'in the address' ? {} : { body: encoding };
  }
};

const fromBrowser = ({ method, id = '', session, cookie: named, type, encoding = '', ...form }: Chosen): object => ({
  ...event({
    id,
    method: method ?? '',
    cookies: [named === '__Host-session' ? cookie(session ?? '') : `${named}=${session}`],
    headers: { 'content-type': type ?? '', authorization: `Bearer ${session}`, 'x-http-method-override': 'POST' },
    ...bodyOf(encoding, form),
  }),
  ...(encoding === 'in the address' ? { queryStringParameters: form } : {}),
});

const fromLink = ({ link: secret = '', type = '', encoding = '', ...form }: Chosen): object => ({
  ...event({ headers: { 'content-type': type }, ...bodyOf(encoding, form) }),
  routeKey: 'POST /i/{link}/acknowledge',
  pathParameters: { link: secret },
  ...(encoding === 'in the address' ? { queryStringParameters: form } : {}),
});

const fromCommand = ({ arn = '', id = '', method = 'POST', body, ...fields }: Chosen): object =>
  event({ id, method, body: body ?? JSON.stringify(fields), authorizer: iam(arn) });

/** Every way to answer or to acknowledge. */
export const ways = (sessions: Sessions): readonly Asked[] => [
  { to: 'decide', pieces: byBrowser('approve', sessions), request: fromBrowser },
  { to: 'decide', pieces: byBrowser('refuse', sessions), request: fromBrowser },
  { to: 'decide', pieces: byCommand(false), request: fromCommand },
  { to: 'acknowledge', pieces: byLink(sessions), request: fromLink },
  { to: 'acknowledge', pieces: byCommand(true), request: fromCommand },
];

export const rightOf = ({ pieces }: Asked): Chosen =>
  Object.fromEntries(Object.entries(pieces).map(([name, { right }]) => [name, right]));

/** All as it should be, whichever of the ways that have these pieces it is. */
export const isRight = (chosen: Chosen, all: readonly Asked[]): boolean =>
  all.some((way) => Object.entries(rightOf(way)).every(([name, right]) => chosen[name] === right));

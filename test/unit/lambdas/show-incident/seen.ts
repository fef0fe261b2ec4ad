import type { System } from '../../../../lambdas/shared/directory';
import { newLink, type PageLink } from '../../../../lambdas/shared/page-links';
import type { Gathered } from '../../../../lambdas/show-incident/gather';
import type { Series } from '../../../../lambdas/show-incident/picture';
import type { SignedIn, Viewer } from '../../../../lambdas/show-incident/viewer';
import { at, incident, isoAfter, seen, TRADING_ENABLED } from '../../../support/incidents';
import { DIRECTORY } from '../approvals/people';

export const ID = incident().id;

const service = (role: string) => ({ name: `algo-trading-prod-${role}`, logStreamPrefix: `${role}/` });

export const SYSTEM: System = {
  cluster: 'algo-trading-prod-cluster',
  services: {
    trading: service('trading'),
    dashboard: service('dashboard'),
    'data-service': service('data-service'),
  },
  database: 'algo-trading-prod-db',
  logGroup: '/aws/ecs/algo-trading-prod',
  tradingEnabled: TRADING_ENABLED,
  alarms: ['algo-trading-prod-', 'runbook-prod'],
  checklists: {},
  machines: {},
  settings: { mode: '/runbook-prod/mode', calendar: '/runbook-prod/calendar', overrides: '/runbook-prod/overrides' },
  pagerDuty: null,
  channelTopic: 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-channel',
  topics: {},
  reports: 'runbook-prod-reports-123456789012',
  outside: {
    broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
    aws: { name: 'AWS Support', contact: 'AWS Console > Support' },
  },
};

/** An hour of running tasks up to twelve minutes after the alarm, which went red when there was one left of two. */
export const series = (over: Partial<Series> = {}): Series => ({
  label: 'RunningTaskCount',
  points: Array.from({ length: 60 }, (_, minute) => ({
    at: at(720 - 3600 + minute * 60),
    value: minute < 46 ? 2 : minute < 52 ? 0 : 1,
  })),
  from: at(720 - 3600),
  to: at(720),
  periodSeconds: 60,
  threshold: 1,
  since: at(0),
  ...over,
});

/** Twelve minutes into an incident that was escalated, as it looks in the session. */
export const gathered = (over: Partial<Gathered> = {}): Gathered => ({
  incident: incident({
    verdict: 'not-fixed',
    escalatedAt: isoAfter(300),
    rungs: [{ rung: 1, asked: isoAfter(300) }],
    pages: [{ contact: 'trading-primary', rung: 1, at: isoAfter(302) }],
  }),
  timeline: [
    { at: isoAfter(8), step: 'Acknowledge the alert', finding: 'Opened as P2.', outcome: 'noted' },
    {
      at: isoAfter(12),
      step: 'Check service status',
      finding: '1 of 2 tasks running; 3 tasks ended by themselves.',
      outcome: 'continue',
      evidence: { stopped: [{ task: '6f8a', exitCode: 1 }] },
    },
    { at: isoAfter(302), step: 'Page rung 1: On-call engineer', finding: 'Paged Trading, primary.', outcome: 'paged' },
  ],
  approvals: [],
  parameters: seen({ directory: DIRECTORY, system: SYSTEM }),
  phase: seen({
    phase: 'session',
    because: 'Friday 20 November 2026, continuous trading until 15:30',
    until: at(19_663),
  }),
  mode: seen('act'),
  services: seen([
    {
      role: 'trading',
      look: seen({
        running: 1,
        desired: 2,
        pending: 1,
        rollout: 'COMPLETED',
        events: ['10:13:02 IST (service algo-trading-prod-trading) has started 1 tasks: (task 9c1e).'],
      }),
    },
  ]),
  logs: seen({ lines: [{ at: at(700), message: 'ERROR connection refused' }], truncated: false }),
  metric: seen({ series: series() }),
  now: at(720),
  ...over,
});

export const pageLink = (over: Partial<PageLink> = {}): PageLink => ({
  incidentId: ID,
  contact: 'trading-primary',
  rung: 1,
  expiresAt: isoAfter(86_400),
  ...over,
});

export const SECRET = newLink();
export const SESSION = 'eyJ.the-session.token';

/** Who opened the link of their page, and is not signed in. */
export const byLink = (over: Partial<PageLink> = {}): Viewer => ({
  link: { secret: SECRET, about: pageLink(over) },
  signedIn: { not: 'You are not signed in.' },
});

/** Who is signed in; nobody we know unless a contact is named. */
export const signedIn = (contact?: string): { readonly signedIn: SignedIn } => ({
  signedIn: {
    session: SESSION,
    known: `subject subject-of-${contact ?? 'a-stranger'} of https://issuer.example`,
    ...(contact ? { contact } : {}),
  },
});

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** A page as a person reads it: words, one space between them. */
export const words = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, ' ')
    .replace(/<\/?bdi>|<b>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#39|\w+);/g, (_, name: string) => ENTITIES[name] ?? '?')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,:;])/g, '')
    .trim();

/** Names of the page's tags and of their attributes, in order: what markup there is. */
export const skeleton = (page: string): string[] =>
  (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '').replace(/\s+/g, ' '));

import type { Rehearsed } from '../play';
import type { Result } from '../result';
import { deskHeaders } from './desk-look';
import { type DeskView, deskPage } from './desk-page';
import { messagesOf } from './messages';
import type { Visit, VisitAnswer } from './server';

export interface DeskState {
  /** Of this rehearsal and no other. */
  readonly id: string;
  /** What came of the story; undefined while it goes on. */
  readonly result: Result | undefined;
  /** Whether somebody is asked, so that time stands still. */
  readonly asked: boolean;
  readonly loopback: string;
  /** Names what a desk shows: another one, and there is something new. */
  readonly news: string;
}

/** Answers what is the rehearsal's own and no part of the app: the desk, and what a command line must know. */
export function answerAtDesk(visit: Visit, rehearsed: Rehearsed, state: DeskState): VisitAnswer | undefined {
  const [path] = visit.path.split('?');
  const reads = visit.method === 'GET' || visit.method === 'HEAD';
  if (path === '/favicon.ico') return { status: 204, headers: [], body: '' };
  if (path === '/' && reads) return { status: 200, headers: deskHeaders, body: deskPage(viewOf(rehearsed, state)) };
  if (path === '/rehearsal' && reads) return json(forCommandLines(rehearsed));
  return undefined;
}

function viewOf({ scenario, cloud, clock, description, team }: Rehearsed, state: DeskState): DeskView {
  const { id, result, asked, loopback, news } = state;
  const { outcome, verdict } = result ?? {};
  return {
    id,
    story: scenario.title,
    now: clock.now(),
    asked,
    ...(result === undefined ? {} : { ended: `${outcome ?? 'not ended'}, ${verdict ?? 'unknown'}` }),
    messages: messagesOf(cloud.sns.published, description, cloud.api?.endpoint, loopback),
    engineers: [...team.engineers.keys()],
    loopback,
    news,
  };
}

/** Keys of people who do not exist, for an account that does not exist. */
const forCommandLines = ({ clock, cloud, description, team }: Rehearsed): object => ({
  now: new Date(clock.now()).toISOString(),
  api: cloud.api?.endpoint,
  region: description.environment.region,
  environment: description.environment.name,
  engineers: [...team.engineers].map(([id, { accessKeyId, secretAccessKey }]) => ({
    contact: id,
    accessKeyId,
    secretAccessKey,
  })),
});

const json = (body: object): VisitAnswer => ({
  status: 200,
  headers: [
    ['content-type', 'application/json'],
    ['cache-control', 'no-store'],
  ],
  body: JSON.stringify(body),
});

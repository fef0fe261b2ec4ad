import type { Rehearsed } from '../play';
import type { Result } from '../result';
import { type DeskView, deskPage } from './desk-page';
import type { Visit, VisitAnswer } from './server';

export interface DeskState {
  readonly over: boolean;
  readonly result: Result | undefined;
  readonly asked: boolean;
  readonly loopback: string;
}

/** Answers what is the rehearsal's own and no part of the app: the desk, and what a command line must know. */
export function answerAtDesk(visit: Visit, rehearsed: Rehearsed, state: DeskState): VisitAnswer | undefined {
  const [path] = visit.path.split('?');
  const reads = visit.method === 'GET' || visit.method === 'HEAD';
  if (path === '/favicon.ico') return { status: 204, headers: [], body: '' };
  if (path === '/' && reads) return html(deskPage(viewOf(rehearsed, state)));
  if (path === '/rehearsal' && reads) return json(forCommandLines(rehearsed));
  return undefined;
}

function viewOf({ scenario, cloud, clock, description }: Rehearsed, state: DeskState): DeskView {
  const names = Object.entries(description.topics.contacts);
  return {
    title: scenario.title,
    now: clock.now(),
    over: state.over,
    asked: state.asked,
    broken: state.result?.broken ?? [],
    messages: cloud.sns.published.map(({ topicArn, at, subject = '', message }) => {
      const topic = topicArn.split(':').at(-1);
      const contact = names.find(([, name]) => name === topic)?.[0];
      const to = contact ? (description.environment.contacts[contact]?.role ?? contact) : (topic ?? '');
      // Links lead to the same page on this machine.
      return { at, to, subject, text: message.replaceAll(cloud.api?.endpoint ?? '\0', state.loopback) };
    }),
    loopback: state.loopback,
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

const html = (body: string): VisitAnswer => ({
  status: 200,
  headers: [
    ['content-type', 'text/html; charset=utf-8'],
    ['cache-control', 'no-store'],
  ],
  body,
});

const json = (body: object): VisitAnswer => ({
  status: 200,
  headers: [['content-type', 'application/json']],
  body: JSON.stringify(body),
});

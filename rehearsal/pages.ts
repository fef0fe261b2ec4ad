import type { Description } from './description';
import type { Cloud } from './engine/cloud';
import type { Page } from './result';

/** Whether a contact is a backup of the rota and on no rung. */
export const isBackup = (contact: string, { onCall, escalationPath }: Description['environment']): boolean =>
  Object.values(onCall).some(({ backup }) => backup === contact) &&
  !escalationPath.some(({ contacts }) => contacts.includes(contact));

/** Messages on topics, read as who was told what: the topics of this environment are one per contact. */
export function pagesOf(cloud: Cloud, { topics, environment }: Description, from = 0): Page[] {
  const onCall = Object.values(environment.onCall).map(({ primary }) => primary);
  const stands = (contact: string, id: string): boolean =>
    id === contact || (id === 'on-call' && onCall.includes(contact));
  const rungOf = (contact: string): number =>
    1 + environment.escalationPath.findIndex(({ contacts }) => contacts.some((id) => stands(contact, id)));
  return cloud.sns.published.slice(from).flatMap(({ topicArn, at, subject = '', message }): Page[] => {
    const topic = topicArn.split(':').at(-1);
    const when = { at: new Date(at).toISOString(), subject, message };
    if (topic === topics.lastResort) return [{ rung: 'last resort' as const, contact: 'last-resort', ...when }];
    // Nobody is paged there.
    if (topic === topics.channel) return [];
    if (topic === topics.watch) return [{ rung: 'watch' as const, contact: 'watch', ...when }];
    const contact = Object.entries(topics.contacts).find(([, name]) => name === topic)?.[0] ?? '?';
    // Contacted at the deadline of a P1: told of by itself.
    if (environment.stakeholders.includes(contact) || isBackup(contact, environment)) return [];
    return [{ rung: rungOf(contact), contact, ...when }];
  });
}

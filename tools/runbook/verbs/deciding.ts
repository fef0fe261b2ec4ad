import type { Asked, Shown } from '../../../lambdas/list-incidents/incidents';
import type { Api, Said } from '../api';
import { NotDone } from '../errors';
import { tellQuestion } from '../telling/incidents';
import { indented, plain } from '../telling/text';
import { incidentId, type Told } from './told';

/** Answers a question of an incident: the one that is open, unless it is named. What was answered is shown with the answer. */
export async function decide(
  api: Api,
  decision: 'approve' | 'refuse',
  { incident, approval, reason }: { incident: string; approval: string | undefined; reason: string },
): Promise<Told> {
  const id = await incidentId(api, incident);
  const { approvals } = await api.get<Shown>(['v1', 'incidents', id]);
  const question = questionOf(approvals, id, approval);
  const data = await api.post<Said>(['v1', 'incidents', id, 'decide'], { approval: question.id, decision, reason });
  return {
    data: { ...data, question },
    text: () => [tellQuestion(question), '', indented(plain(data.said), 0)].join('\n'),
  };
}

/** @throws NotDone when it is not clear which question is meant; whether it may be answered is for the API to say. */
export function questionOf(approvals: readonly Asked[], incident: string, named: string | undefined): Asked {
  const ids = (some: readonly Asked[]): string =>
    some.map(({ id, act, resource }) => `${id} (${act} of ${resource})`).join(', ');
  if (named !== undefined) {
    const found = approvals.find(({ id }) => id === named);
    if (found) return found;
    const there = approvals.length === 0 ? 'nothing was asked there' : `there are ${ids(approvals)}`;
    throw new NotDone(`There is no question "${named}" in incident ${incident}; ${there}.`);
  }
  const open = approvals.filter((approval) => approval.open);
  const [only, ...others] = open;
  if (!only)
    throw new NotDone(
      `Nothing waits for an answer in incident ${incident}. \`show ${incident}\` tells what was asked before.`,
    );
  if (others.length > 0) throw new NotDone(`Several questions wait in incident ${incident}; name one: ${ids(open)}.`);
  return only;
}

import { type Checklist, morningChecklist } from '../../../runbooks/checklists';
import type { OwnerRole } from '../../../runbooks/runbook';
import { oneLine } from '../messages/words';
import { counted } from '../wording';
import type { CheckedItem, ItemAnswer } from './item';

/** What the checklist says of an item. */
export interface AskedItem {
  readonly says: string;
  readonly must: 'pass' | 'advise';
  readonly owner: OwnerRole;
  /** Id of the runbook that mends it. */
  readonly runbook: string | null;
}

/** What an item found, and what that means. */
export interface JudgedItem extends CheckedItem, Pick<AskedItem, 'must' | 'owner' | 'runbook'> {
  /** It must pass and does not: nothing passes with it. */
  readonly gates: boolean;
}

export interface Judged {
  /** In the checklist's own order. */
  readonly items: readonly JudgedItem[];
  readonly passed: boolean;
}

/**
 * An item passes unless it failed, or could not be checked: unknown is never success. What could not be checked because
 * nothing was configured passes: that is the owner's decision, said at synth and in every report.
 */
export const passes = ({ state, because }: Pick<ItemAnswer, 'state' | 'because'>): boolean =>
  state !== 'failed' && (state !== 'could not check' || because === 'not configured');

/**
 * A checklist passes when each of its must-pass items does; those that only advise hold nothing up. An item that nobody
 * has answered for could not be checked, and an answer to an item that the checklist does not have must pass like the rest.
 */
export function judge(asked: readonly AskedItem[], checked: readonly CheckedItem[]): Judged {
  const names = new Set(asked.map(({ says }) => says));
  const items = [
    ...asked.map((item) => judged(item, checked.find((answer) => answer.item === item.says) ?? unanswered(item))),
    ...checked
      .filter(({ item }) => !names.has(item))
      .map((answer) => judged({ says: answer.item, must: 'pass', owner: 'devops', runbook: null }, answer)),
  ];
  return { items, passed: !items.some(({ gates }) => gates) };
}

const judged = ({ must, owner, runbook }: AskedItem, answer: CheckedItem): JudgedItem => ({
  ...answer,
  must,
  owner,
  runbook,
  gates: must === 'pass' && !passes(answer),
});

const unanswered = ({ says }: AskedItem): CheckedItem => ({
  item: says,
  state: 'could not check',
  says: 'Could not be checked: there is no answer.',
});

/** Whether a checklist is worked before the open and gates it. */
export const gatesTheOpen = (checklist: string): boolean => checklist === morningChecklist.id;

type Standing = Pick<JudgedItem, 'state' | 'because' | 'must' | 'gates'>;

const isNotConfigured = ({ state, because }: Standing): boolean =>
  state === 'could not check' && because === 'not configured';

/** Worst first; within one badness in the order given. What is ok is left out. */
export function worstFirst<T extends Standing>(items: readonly T[]): T[] {
  const badness = (item: T): number => {
    if (item.gates) return item.state === 'failed' ? 0 : 1;
    if (item.state === 'failed') return 2;
    if (isNotConfigured(item)) return 5;
    return item.state === 'could not check' ? 3 : 4;
  };
  return items.filter(({ state }) => state !== 'ok').sort((one, other) => badness(one) - badness(other));
}

/**
 * `passed, 1 needs attention`: how a checklist stands, as a part of a sentence. What is not configured is worth a word only
 * where there is nothing worse.
 */
export function verdictWords({
  items,
  passed,
}: {
  readonly items: readonly Standing[];
  readonly passed: boolean;
}): string {
  const musts = items.filter(({ must }) => must === 'pass').length;
  const gating = items.filter(({ gates }) => gates).length;
  const unset = items.filter((item) => isNotConfigured(item)).length;
  const others = items.filter((item) => item.state !== 'ok' && !item.gates && !isNotConfigured(item));
  const failed = others.filter(({ state }) => state === 'failed').length;
  const attention = others.length - failed;
  const head = passed ? 'passed' : `not passed (${gating} of ${counted(musts, 'must-pass item')})`;
  const rest = [
    ...(failed > 0 ? [`${failed} failed that hold${failed === 1 ? 's' : ''} nothing up`] : []),
    ...(attention > 0 ? [`${attention}${passed ? '' : ' more'} need${attention === 1 ? 's' : ''} attention`] : []),
    ...(passed && unset > 0 ? [`${unset} not configured`] : []),
  ];
  return [head, ...(passed && rest.length === 0 ? [`all ${items.length} ok`] : rest)].join(', ');
}

/** What has to pass and does not. */
export interface Failed {
  readonly item: string;
  readonly says: string;
}

/** Characters of an item's sentence where it is told beside others. */
const MOST = 300;

export const failedOf = (items: readonly Pick<JudgedItem, 'item' | 'says' | 'gates'>[]): Failed[] =>
  items.filter(({ gates }) => gates).map(({ item, says }) => ({ item, says: oneLine(says, MOST) }));

/** `Verify broker connectivity (No answer in 20 s)`, for each. */
export const failedWords = (failed: readonly Failed[]): string =>
  failed.map(({ item, says }) => `${item} (${says.replace(/\.$/, '')})`).join('; ');

/** `morning`, as a person types it. */
export const shortName = (checklist: Checklist['id']): string => checklist.replace(/-checklist$/, '');

/** How a person has a checklist worked for a day: without its date it would be for the day on which they do. */
export const startCommand = (checklist: string, date: string): string =>
  `npm run runbook -- start ${checklist} --date ${date} --reason "<why>"`;

import { gatesTheOpen, worstFirst } from '../shared/checklist/passing';
import { channelPublication } from '../shared/messages/channel';
import type { Publication } from '../shared/messages/publication';
import { oneLine } from '../shared/messages/words';
import { type Report, stateWords, titleOf } from './report';

/** Lines of the message about items; with what stands around them there are ten at most. */
const MOST_ITEMS = 6;

/** What the channel is told: the verdict, and what is not ok, worst first. */
export function channelMessage(report: Report, key: string, unwritten: string | undefined): Publication {
  const { checklist, items, verdict, passed, gate, gateSays, run } = report;
  const wrong = worstFirst(items);
  const more = wrong.length - MOST_ITEMS;
  // What holds nothing up has to be looked at all the same.
  const asks = wrong.some(({ because }) => because !== 'not configured');
  const read = `Read it all: npm run runbook -- checklist ${checklist.id.replace(/-checklist$/, '')}`;
  const gateMatters = gatesTheOpen(checklist.id) && (!passed || gate !== null);
  return channelPublication({
    title: `${titleOf(report)}: ${verdict}`,
    lines: [
      ...wrong.slice(0, MOST_ITEMS).map((item) => `${item.item} (${stateWords(item)}): ${oneLine(item.says, 300)}`),
      ...(more > 0 ? [`And ${more} more.`] : []),
      ...(gateMatters && gateSays !== null ? [gateSays] : []),
      unwritten === undefined ? `Run ${run}; report ${key}` : `The report could not be written: ${unwritten}`,
      ...(asks ? [] : [read]),
    ],
    ...(asks ? { nextSteps: [read] } : {}),
    eventType: passed ? 'checklist-passed' : 'checklist-not-passed',
    keywords: [checklist.id],
    context: { date: report.date, run: String(run) },
  });
}

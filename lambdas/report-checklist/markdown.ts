import { type JudgedItem, worstFirst } from '../shared/checklist/passing';
import { oneLine } from '../shared/markdown';
import { dateAndTime } from '../shared/wording';
import { capital, detailed, nextStep, numbersOf, type Report, stateWords, titleOf } from './report';

/** The report for people, as text: the verdict, what is not ok, and then everything. */
export function asMarkdown(report: Report): string {
  const { items, gateSays, verdict, run, at, startedBy, reason, note, caveat, rerun } = report;
  const wrong = worstFirst(items);
  return [
    `# ${titleOf(report)}`,
    '',
    `**${capital(verdict)}.**`,
    '',
    `Run ${run}, ${dateAndTime(at)}, started by ${oneLine(startedBy)}: ${oneLine(reason)}`,
    ...(rerun === null ? [] : ['', `Repeated for incident ${oneLine(rerun)}.`]),
    ...[note, caveat].flatMap((said) => (said === null ? [] : ['', oneLine(said)])),
    '',
    '## Not ok',
    '',
    ...(wrong.length > 0 ? wrong.map(problem) : ['Nothing: every item is ok.']),
    ...(gateSays === null ? [] : ['', '## The gate of the open', '', oneLine(gateSays)]),
    '',
    '## All items',
    '',
    '| Item | State | Finding |',
    '| --- | --- | --- |',
    ...items.map((item) => `| ${oneLine(item.item)} | ${stateWords(item)} | ${oneLine(item.says)} |`),
    '',
    '## Details',
    '',
    ...(detailed(items).length > 0 ? detailed(items).flatMap(details) : ['There are none.', '']),
  ].join('\n');
}

const problem = (item: JudgedItem, index: number): string =>
  [
    `${index + 1}. **${oneLine(item.item)}** (${stateWords(item)}): ${oneLine(item.says)}`,
    `   ${oneLine(nextStep(item))}`,
  ].join('  \n');

function details(item: JudgedItem): string[] {
  const numbers = numbersOf(item);
  const lines = item.details ?? [];
  return [
    `### ${oneLine(item.item)}`,
    '',
    ...(lines.length > 0 ? [...lines.map((line) => `- ${oneLine(line)}`), ''] : []),
    ...(numbers.length > 0
      ? [
          '| Figure | Value |',
          '| --- | ---: |',
          ...numbers.map(([name, value]) => `| ${oneLine(name)} | ${oneLine(value)} |`),
          '',
        ]
      : []),
  ];
}

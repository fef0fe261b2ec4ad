import type { Incident } from '../incident';
import { dateAndTime } from '../wording';
import type { Row } from './compare';
import { OUT_OF_SCOPE, type Reconciliation } from './reconcile';

/** Of a comparison: the run's own, or the one before trading is resumed. */
export type When = 'in the run' | 'before resuming';

/** Where a comparison lies in the bucket of reports. */
export const documentKey = (incidentId: string, when: When): string =>
  `recovery/${incidentId}/reconciliation${when === 'in the run' ? '' : '-before-resuming'}.md`;

/** The comparison as people read it: every position, those that differ first. */
export function reconciliationDocument(found: Reconciliation, { id }: Pick<Incident, 'id'>, now: number): string {
  const lines = [`# Broker reconciliation`, '', `Incident ${id}, ${dateAndTime(now)}.`, '', found.says, ''];
  if (found.state !== 'equal' && found.state !== 'different') return `${lines.join('\n')}`;
  const { comparison, hereAt, thereAt } = found;
  const rows = [...comparison.rows].sort((one, other) => Number(one.is === 'equal') - Number(other.is === 'equal'));
  const table = [
    '| Exchange | Symbol | Product | Ours | The broker’s | |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...rows.map(line),
  ];
  return [
    ...lines,
    `- Ours: ${dateAndTime(hereAt)}`,
    `- The broker's: ${dateAndTime(thereAt)}`,
    `- Instruments are told apart by exchange, ${comparison.by} and product; compared is the net quantity.`,
    `- ${OUT_OF_SCOPE} They stand in another list of the broker's (getHolding).`,
    '- Nothing was traded to bring the two together, and nothing will be.',
    '',
    ...(rows.length > 0 ? table : ['Nobody holds anything.']),
    '',
  ].join('\n');
}

const line = ({ exchange, symbol, product, here, there, is }: Row): string =>
  `| ${[exchange, symbol, product, here, there, is === 'equal' ? is : `**${is}**`].map(cell).join(' | ')} |`;

const cell = (value: string | number): string => String(value).replaceAll('|', '\\|');

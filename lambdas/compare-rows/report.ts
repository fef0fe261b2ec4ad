import { deleteCommand } from '../shared/restores/names';
import { fromInWords, type RestorePlan } from '../shared/restores/plan';
import { told } from '../shared/restores/setup';
import { dateAndTime } from '../shared/wording';
import { type Compared, inWords, wasInWords } from './decide';

export interface Report {
  readonly plan: RestorePlan;
  readonly incidentId: string;
  readonly compared: readonly Compared[];
  /** Why nothing could be compared, where that is so. */
  readonly because: string | undefined;
  /** Where it answers; absent where it does not. */
  readonly endpoint: string | undefined;
  readonly at: number;
}

export const restoreKey = (incidentId: string): string => `restores/${incidentId}/database.md`;

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Everything about a restored instance, for whoever decides what becomes of it. Markdown. */
export function restoreReport({ plan, incidentId, compared, because, endpoint, at }: Report): string {
  const { instance, restored, setup, expires, owner } = plan;
  const wrong = compared.filter(({ is }) => is !== 'equal');
  const verdict =
    because !== undefined
      ? `**could not compare**: ${because}`
      : wrong.length > 0
        ? `**not the same**: ${wrong.map(inWords).join('; ')}`
        : 'the same, every table';
  return [
    `# ${restored}`,
    '',
    `Restored from ${fromInWords(plan)} of ${instance}, by incident ${incidentId}. Written ${dateAndTime(at)}.`,
    '',
    `- Rows: ${verdict}.`,
    `- Endpoint: ${endpoint ?? 'it did not answer'}.`,
    `- Owner: ${owner}. Expires on ${dateAndTime(expires)}; from the day before the morning checklist tells of it until it is deleted. Nothing deletes it by itself.`,
    '',
    '## Rows, beside the snapshot and now',
    '',
    ...(compared.length > 0
      ? [
          row('table', 'beside the snapshot', 'restored', 'is'),
          row('---', '---:', '---:', '---'),
          ...compared.map((one) =>
            row(
              one.table,
              wasInWords(one),
              one.has === undefined ? '-' : one.has.toLocaleString('en-US'),
              one.is === 'equal' ? 'equal' : `**${one.is}**${one.because ? ` (${one.because})` : ''}`,
            ),
          ),
        ]
      : ['Nothing was compared.']),
    '',
    '## Set up as the old one was',
    '',
    ...told(setup).map(([what, value]) => `- ${what}: ${value}`),
    '',
    '## How to switch over',
    '',
    'Nothing points to it. To give it the name, and so the endpoint, of the old one (two people approve, trading is disabled, nothing trades):',
    '',
    '```',
    `npm run runbook -- start switch-database --to ${restored} --reason "…"`,
    '```',
    '',
    `What was written to ${instance} since ${fromInWords(plan)} is not in it, and stays in the old instance.`,
    '',
    '## How to delete it',
    '',
    '```',
    deleteCommand(restored),
    '```',
    '',
  ].join('\n');
}

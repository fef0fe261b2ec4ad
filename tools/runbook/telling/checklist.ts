import colours from 'picocolors';
import { gateWords } from '../../../lambdas/shared/checklist/gate';
import type { KeptItem } from '../../../lambdas/shared/checklist/table';
import { clockTime, dateAndTime } from '../../../lambdas/shared/wording';
import type { ShownChecklist } from '../../../lambdas/show-checklist/show';
import { beside, indented, plain } from './text';

/** A checklist as it stands: the verdict, every item with its sentence, and the gate of the open. */
export function tellChecklist({ title, date, begun, result, gate, report }: ShownChecklist): string {
  const goesOn = begun.run > (result?.run ?? 0);
  return [
    indented(`${colours.bold(plain(title))}  ${date}`, 0),
    result
      ? indented(
          `${result.passed ? colours.green(result.verdict) : colours.red(result.verdict)}; run ${result.run}, ${dateAndTime(result.at)}`,
          0,
        )
      : 'no run has ended',
    ...(goesOn
      ? [
          indented(
            `Run ${begun.run} began at ${clockTime(begun.at)} and has not ended; started by ${plain(begun.startedBy)}: ${plain(begun.reason)}`,
            0,
          ),
        ]
      : []),
    ...(result ? ['', ...result.items.flatMap(tellItem)] : []),
    ...(gate ? ['', ...tellGate(gate)] : []),
    ...(report ? ['', 'Report, in the bucket of the reports:', indented(report.html, 2)] : []),
  ].join('\n');
}

const INDENT = 17;

function tellItem({ item, state, says, must, owner, gates, because }: KeptItem): string[] {
  const word = because === 'not configured' ? because : state;
  const coloured = state === 'ok' ? colours.green(word) : gates ? colours.red(word) : colours.yellow(word);
  const role = [...(must === 'pass' ? ['must pass'] : []), ...(state === 'ok' ? [] : [`for ${owner}`])].join(', ');
  return [
    beside(
      coloured.padEnd(INDENT + coloured.length - word.length),
      `${plain(item)}${role ? ` (${role})` : ''}`,
      INDENT,
    ),
    indented(plain(says), INDENT),
  ];
}

function tellGate(gate: NonNullable<ShownChecklist['gate']>): string[] {
  return [
    indented(plain(gateWords(gate)), 0),
    ...(gate.state === 'closed'
      ? [
          indented(`Incident ${plain(gate.incident)}`, 0),
          indented('It opens when a run passes, or by `waive-gate --reason "<why>"`; that enables nothing.', 0),
        ]
      : []),
  ];
}

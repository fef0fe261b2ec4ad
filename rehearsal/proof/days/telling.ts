import { actsOf } from '../../acts';
import { pagesOf } from '../../pages';
import type { Stage } from '../../scenarios/scenario';

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', timeStyle: 'medium' });

/** Everything of a day that a person would ask about, in order, by the clock of the market: alarms, runs, acts and pages. */
export function tellDay({ cloud, description }: Stage): string {
  const { mode, runbookModes } = description.settings;
  const lines: { readonly at: number; readonly text: string }[] = [
    ...cloud.alarmChanges.map(({ alarm, state, at }) => ({ at, text: `alarm ${alarm.name}: ${state}` })),
    ...cloud.workflows.machines.flatMap(({ name, executions }) =>
      executions.flatMap(({ startedAt, stoppedAt, status, output, error }) => [
        { at: startedAt, text: `${name} begins` },
        ...(stoppedAt === undefined
          ? []
          : [{ at: stoppedAt, text: `${name} ends: ${status} ${JSON.stringify(output) ?? error ?? ''}` }]),
      ]),
    ),
    ...actsOf(cloud.ledger.calls, new Set([mode, ...Object.values(runbookModes)])).map(({ at, action, resource }) => ({
      at: Date.parse(at),
      text: `act: ${action} ${resource}`,
    })),
    ...pagesOf(cloud, description).map(({ at, rung, contact, subject }) => ({
      at: Date.parse(at),
      text: `page, ${typeof rung === 'number' ? `rung ${rung}` : rung}, ${contact}: ${subject}`,
    })),
  ];
  return lines
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `  ${clock.format(at)}  ${text}`)
    .join('\n');
}

import colours from 'picocolors';
import { clockTime, dateAndTime } from '../../../lambdas/shared/wording';
import type { Runbooks } from '../../../lambdas/show-status/handler';
import { isUnseen, type Part, type ServiceStatus, type Status } from '../../../lambdas/show-status/status';
import { beside, indented, plain, table } from './text';

/** How everything stands. */
export function tellStatus(status: Status): string {
  const { environment, at, services, alarms, mode, phase, trading, openIncidents } = status;
  const line = (title: string, text: string): string => beside(colours.bold(title), text, INDENT);
  return [
    line('System', `${environment}, at ${dateAndTime(at)}`),
    line(
      'Market',
      said(phase, (now) => `${now.phase} until ${dateAndTime(now.until)} (${plain(now.because)})`),
    ),
    line('Trading', said(trading, tradingWords)),
    line('Mode', modeWords(mode)),
    line(
      'Alarms',
      said(alarms, ({ inAlarm, withoutData, total }) =>
        [`${inAlarm.length} of ${total} in ALARM`, ...(withoutData > 0 ? [`${withoutData} without data`] : [])].join(
          ', ',
        ),
      ),
    ),
    ...(isUnseen(alarms)
      ? []
      : alarms.inAlarm.flatMap(({ name, since, reason }) => [
          indented(`${plain(name)}, since ${dateAndTime(since)}`, INDENT),
          indented(plain(reason), INDENT + 2),
        ])),
    line(
      'Incidents',
      said(openIncidents, (open) => (open === 0 ? 'none open' : `${open} open; \`incidents\` lists them`)),
    ),
    '',
    table(['service', 'tasks', 'deployment'], services.map(serviceRow)),
    ...services.flatMap(handLines),
  ].join('\n');
}

const INDENT = 11;

/** What could not be seen stands out, and says why. */
const said = <T>(part: Part<T>, words: (value: T) => string): string =>
  isUnseen(part) ? colours.yellow(`could not check: ${plain(part.unseen)}`) : words(part as T);

function tradingWords({ value, version, since }: Exclude<Status['trading'], { unseen: string }>): string {
  const words = value === 'true' ? 'enabled' : `disabled: the parameter is "${plain(value)}"`;
  return `${words} (version ${version}, since ${dateAndTime(since)})`;
}

function modeWords({ environment, runbooks }: Status['mode']): string {
  const others = Object.entries(runbooks).filter(([, mode]) => isUnseen(mode) || mode.effective !== environment);
  const each = others.map(([id, mode]) => `${id} ${said(mode, ({ effective }) => effective)}`);
  return [said(environment, (mode) => mode), ...(each.length > 0 ? [`but ${each.join(', ')}`] : [])].join('; ');
}

function serviceRow({ role, tasks }: ServiceStatus): string[] {
  if (isUnseen(tasks)) return [role, '?', said(tasks, () => '')];
  const { running, desired, deployment } = tasks;
  const counts = `${running} of ${desired}`;
  const rollout = deployment
    ? `${deployment.rollout} since ${dateAndTime(deployment.since)}, ${plain(deployment.id)}`
    : 'none';
  return [role, running < desired ? colours.red(counts) : counts, rollout];
}

function handLines({ role, hand }: ServiceStatus): string[] {
  if (hand === null) return [];
  const words = said(hand, (held) =>
    held ? `${plain(held.by)} has it in hand until ${clockTime(held.until)}: ${plain(held.reason)}` : '',
  );
  return [indented(`${role}: ${words}`, 0)];
}

/** Which runbooks there are, and how far each may go. */
export function tellRunbooks({ environment, runbooks }: Runbooks): string {
  return [
    `Mode of the environment: ${said(environment, (mode) => mode)}. It is a ceiling for every runbook's own.`,
    '',
    ...runbooks.map(({ id, title, severity, severityInSession, owner, target, triggers, mode }) =>
      [
        `${colours.bold(id)}  ${said(mode, ({ own, effective }) => (own === effective ? own : `${effective} (its own: ${own})`))}`,
        indented(
          `${title}. ${severity}${severityInSession ? ` (${severityInSession} in the session)` : ''}, owned by ${owner}, about ${target}.`,
          2,
        ),
        indented(triggers.length > 0 ? `Started by alarms: ${triggers.join(', ')}.` : 'Started by an engineer.', 2),
      ].join('\n'),
    ),
  ].join('\n');
}

/** The modes alone. */
export function tellModes({ environment, runbooks }: Runbooks): string {
  const row = ({ id, mode }: Runbooks['runbooks'][number]): string[] =>
    isUnseen(mode) ? [id, '?', said(mode, () => '')] : [id, mode.own, mode.effective];
  return [
    table(
      ['', 'own', 'in effect'],
      [['environment (a ceiling)', said(environment, (mode) => mode), ''], ...runbooks.map(row)],
    ),
  ].join('\n');
}

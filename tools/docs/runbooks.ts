import { APPROVABLE, needsTwo } from '../../environments/approvable';
import type { Environment } from '../../environments/schema';
import { dayRunbooks, onDemandRunbooks, runbooks } from '../../runbooks';
import { type Checklist, checklists } from '../../runbooks/checklists';
import { pagesAtOnce, type Runbook } from '../../runbooks/runbook';
import { acknowledgeSeconds, SEVERITIES } from '../../runbooks/severity';
import { escaped } from '../fidelity/markdown';
import { table } from './table';

const INTRODUCTION = `Every procedure and every checklist, as [runbooks/](../runbooks) and [environments/](../environments) say them. What may be done in which phase of the market stands in
[market-phases.md](market-phases.md), the pictures in [workflows.md](workflows.md).
Do not edit: \`npm run docs\` writes this file anew, and \`npm run docs -- --check\` says whether it is up to date.

The response time is the time from the alarm within which the fault is gone or people are at work on it: a runbook whose steps could take longer does not synthesise. Whoever is paged and does not
acknowledge in a third of it is followed by the next rung. Work that was planned has a deadline instead, and the response time begins when that is missed.`;

/** The whole of docs/runbooks.md. @param environment whose hours and approvers are told. */
export function runbooksDocument(environment: Environment): string {
  return `${[
    '# Runbooks and checklists',
    INTRODUCTION,
    severities(),
    '## Started by alarms',
    'An engineer may start them as well: `npm run runbook -- start <id> --reason "…"`.',
    ...runbooks.filter(({ triggers }) => triggers.length > 0).flatMap(aRunbook),
    '## Started by other runbooks, by checklists and by the calendar',
    ...[...runbooks.filter(({ triggers }) => triggers.length === 0), ...dayRunbooks].flatMap(aRunbook),
    '## Started by an engineer',
    'With `npm run runbook -- start <id> --reason "…"`.',
    ...onDemandRunbooks.flatMap(aRunbook),
    '## Checklists',
    ...checklists.flatMap((checklist) => aChecklist(checklist, environment)),
    '## Who may approve what',
    `In ${environment.name}, by [environments/${environment.name}.ts](../environments/${environment.name}.ts). Whoever asked for an act does not approve it. Halting and stopping are not here: they need nobody.`,
    approvals(environment),
  ].join('\n\n')}\n`;
}

function severities(): string {
  const rows = Object.entries(SEVERITIES).map(([severity, { title, responseSeconds }]) => [
    severity,
    title,
    span(responseSeconds),
    span(acknowledgeSeconds(severity as keyof typeof SEVERITIES)),
  ]);
  return table(['Severity', '', 'Response time', 'To acknowledge'], rows);
}

function aRunbook(runbook: Runbook): string[] {
  const {
    id,
    title,
    owner,
    target,
    severity,
    severityInSession,
    dependsOn,
    symptoms,
    triggers,
    steps,
    planned,
    options = [],
  } = runbook;
  const facts = [
    `**Severity** ${severity}${severityInSession ? `, ${severityInSession} while the market is open` : ''}`,
    planned
      ? `**deadline** ${span(planned.deadlineSeconds)}`
      : `**response time** ${span(SEVERITIES[severity].responseSeconds)}`,
    `**about** ${target === 'system' ? 'the system as a whole' : target}`,
    `**first rung** on call for ${owner}`,
    ...(dependsOn.length > 0 ? [`**joins** an incident of ${dependsOn.join(', ')}`] : []),
  ];
  return [
    `### ${title}`,
    `\`${id}\`. ${facts.join(' · ')}`,
    ...(symptoms.length > 0 ? [`Seen as: ${symptoms.map(escaped).join('; ')}.`] : []),
    ...(triggers.length > 0 ? [`Alarms: ${triggers.map((trigger) => `\`${trigger}\``).join(', ')}.`] : []),
    ...notes(runbook),
    steps.map(({ says, does }, index) => `${index + 1}. ${escaped(says)} (\`${does}\`)`).join('\n'),
    ...(options.length > 0
      ? [
          `Options: ${options.map(({ name, says, required }) => `\`--${name}\` ${escaped(says)}${required ? ' (required)' : ''}`).join('; ')}.`,
        ]
      : []),
  ];
}

function notes(runbook: Runbook): string[] {
  const said = [
    ...(runbook.haltsFirst ? ['Trading is disabled before anything else, by the workflow itself.'] : []),
    ...(pagesAtOnce(runbook) ? ['Rung 1 is paged as soon as it is opened; the steps go on meanwhile.'] : []),
    ...(runbook.startedBy === 'anybody' ? ['Anybody with a signature may start it.'] : []),
    ...(runbook.verifiedBy === 'steps' ? ['Its own steps prove that it worked.'] : []),
  ];
  return said.length > 0 ? [said.join(' ')] : [];
}

function aChecklist({ id, title, items, otherwise }: Checklist, environment: Environment): string[] {
  const at = environment.checklists[id === 'morning-checklist' ? 'morning' : 'evening'];
  const rows = items.map(({ says, does, must, owner, runbook }) => [
    escaped(says),
    `\`${does}\``,
    must === 'pass' ? '**must pass**' : 'people are told',
    owner,
    runbook ? `\`${runbook}\`` : '',
  ]);
  return [
    `### ${title}`,
    `\`${id}\`, at ${at} (${environment.calendar.timeZone}) in ${environment.name}, on trading days. An item that must pass and does not, or cannot be checked, starts \`${otherwise}\`.`,
    table(['Item', 'By', 'If not', 'Whose', 'Starts'], rows),
  ];
}

function approvals({ approvers, contacts }: Environment): string {
  const rows = APPROVABLE.map((act) => {
    const { contacts: who, people } = approvers[act] ?? approvers.otherwise;
    return [
      `\`${act}\``,
      String(needsTwo(act) ? 2 : people),
      who.map((one) => escaped(contacts[one]?.role ?? one)).join('; '),
    ];
  });
  return table(['Act', 'People', 'Of'], rows);
}

/** `2 h`, `15 min`. */
function span(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

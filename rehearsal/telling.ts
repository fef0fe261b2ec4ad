import Table from 'cli-table3';
import colours from 'picocolors';
import type { Description } from './description';
import type { Assembly } from './engine/assembly';
import type { CheckedList, Page, Result } from './result';

const PLAIN_TABLE = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  },
  style: { 'padding-left': 0, 'padding-right': 0, head: [] as string[], border: [] as string[] },
};

/** `10:02:17` in IST, which is five and a half hours ahead of UTC and has no summer time. */
const ist = (at: string): string => new Date(new Date(at).getTime() + 19_800_000).toISOString().slice(11, 19);

const minutes = (seconds: number | null): string => (seconds === null ? '–' : (seconds / 60).toFixed(1));
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What is about to be rehearsed, what nobody watches, and what the owner has promised. */
export function opening(description: Description, assembly: Assembly, seconds: number | undefined): string {
  const { environment, runbooks, checklists, notWatched } = description;
  const of = (type: string): number => assembly.ofType(type).length;
  const made = [
    counted(runbooks.length, 'runbook'),
    counted(checklists.length, 'checklist'),
    counted(of('AWS::StepFunctions::StateMachine'), 'workflow'),
    counted(of('AWS::Lambda::Function'), 'function'),
    counted(of('AWS::CloudWatch::Alarm'), 'alarm'),
    counted(of('AWS::Events::Rule'), 'event rule'),
  ].join(', ');
  return [
    `${colours.bold(description.stackName)}${seconds === undefined ? '' : ` synthesised in ${seconds.toFixed(1)} s`}: ${made}.`,
    'AWS, the trading platform and its broker are simulated; the workflows, functions, alarms, rules and permissions are the',
    'ones that would be deployed. Time is virtual. Nothing leaves this machine.',
    '',
    ...Object.entries(environment.services).map(
      ([role, { generationsMayOverlap, stateSurvivesRestart }]) =>
        `  ${role}: old and new tasks may overlap: ${yes(generationsMayOverlap)}; state survives a restart: ${yes(stateSurvivesRestart)}`,
    ),
    `  ${colours.dim(`(environments/${environment.name}.ts says so; the owner must confirm it for trading)`)}`,
    ...(environment.watch.deadManUrl === 'not configured'
      ? [
          `  Not watched from outside: watch.deadManUrl is not configured, and an outage of SNS in the Region is silent.`,
        ]
      : []),
    ...(notWatched.length > 0 ? [`  Not watched, because not configured: ${notWatched.map(words).join(', ')}.`] : []),
    '',
  ].join('\n');
}

const yes = (value: boolean): string => (value ? 'yes' : 'no');
/** A name of several words as words. */
export const words = (name: string): string => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

/** One incident from fault to end, line by line. @param judged by what the story expects: not where people took its place. */
export function fullStory(result: Result, judged = true): string {
  const lines: { at: string; text: string }[] = [
    ...(result.faultAt ? [{ at: result.faultAt, text: colours.red(`Fault: ${result.title}`) }] : []),
    ...(result.alarmAt ? [{ at: result.alarmAt, text: colours.yellow('Alarm') }] : []),
    ...result.timeline.map(({ at, step, finding }) => ({ at, text: `${colours.bold(step)}: ${finding}` })),
    ...result.notices.map(({ at }) => ({ at, text: 'The stakeholders are told.' })),
    ...result.checklists.flatMap((list) =>
      list.at === undefined ? [] : [{ at: list.at, text: checklistStory(list) }],
    ),
  ];
  const told = lines
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ at, text }) => `  ${colours.dim(ist(at))}  ${text}`);
  const ended = [
    outcomeWords(result),
    `${counted(result.transitions, 'transition')}`,
    `${counted(result.invocations, 'invocation')}`,
    `$${result.costUsd.toFixed(4)}`,
  ].join(' · ');
  const compared =
    result.oracleSeconds !== null && result.mitigatedAfterSeconds !== null
      ? [
          `  Serving again ${result.mitigatedAfterSeconds.toFixed(1)} s after the alarm; a perfect operator, acting in the same instant: ` +
            `${result.oracleSeconds.toFixed(1)} s.`,
        ]
      : [];
  return [
    judged ? title(result) : capital(result.title),
    '',
    ...told,
    '',
    `  ${ended}`,
    ...compared,
    ...(judged ? brokenLines(result) : []),
    ...result.pages.map(pageStory),
    '',
  ].join('\n');
}

const pageStory = ({ at, rung, contact, subject, message }: Page): string =>
  [
    '',
    `  ${colours.bold(`Page, ${ist(at)} IST, ${rungWords(rung)} (${contact})`)}: ${subject}`,
    ...message.split('\n').map((line) => `  ${colours.dim('│')} ${line}`),
  ].join('\n');

export const rungWords = (rung: Page['rung']): string => (typeof rung === 'number' ? `rung ${rung}` : rung);

/** The latest run of a checklist: its verdict, and what each item says. */
const checklistStory = ({ id, date, run, passed, items }: CheckedList): string =>
  [
    `${colours.bold(`${capital(id.replace('-', ' '))} of ${date}, run ${run}`)}: ${passed ? 'passed' : 'not passed'}.`,
    ...items.map(({ item, state, says }) => `            ${MARKS[state] ?? '?'} ${item}: ${says}`),
  ].join('\n');

export const MARKS: Readonly<Record<string, string>> = { ok: '✓', attention: '!', failed: '✗', 'could not check': '?' };

/** One incident in one line. */
export function oneLine(result: Result): string {
  const parts = [
    outcomeWords(result),
    ...checklistWords(result),
    actWords(result),
    pageWords(result),
    ...(result.mitigatedAfterSeconds === null ? [] : [`serving after ${minutes(result.mitigatedAfterSeconds)} min`]),
  ];
  return [`${title(result)}: ${parts.join(', ')}.`, ...brokenLines(result)].join('\n');
}

/** What has become of each checklist that the story is about. */
const checklistWords = ({ checklists }: Result): string[] =>
  checklists.map(({ id, passed }) => `${id.replace('-', ' ')} ${passed ? 'passed' : 'not passed'}`);

const brokenLines = ({ broken }: Result): string[] =>
  broken.map((problem) => `    ${colours.red('expected otherwise')}: ${problem}`);

const title = ({ ok, title: text, scenario }: Result): string =>
  `${ok ? colours.green('✓') : colours.red('✗')} ${capital(text)} ${colours.dim(`(${scenario})`)}`;

/** A run without an incident has no verdict. */
export const outcomeWords = ({ outcome, verdict, incidents }: Result): string => {
  const judged = outcome === 'stood-down' || incidents.length === 0 ? '' : `, ${verdict ?? 'unknown'}`;
  return `${outcome ?? 'nothing ran'}${judged}`;
};

/** Acts that their own name counts; any others are listed, each once. */
const COUNTED = ['restart', 'create-snapshot', 'delete-snapshot'];

export const actWords = ({ acts }: Result): string => {
  const kinds = [
    ...new Set(acts.map(({ action, resource }) => (/ (to|of)$/.test(action) ? `${action} ${resource}` : action))),
  ];
  const [only, ...others] = kinds;
  if (only === undefined) return 'no act';
  if (others.length === 0 && COUNTED.includes(only)) return counted(acts.length, only);
  return `${counted(acts.length, 'act')} (${kinds.join('; ')})`;
};

export const pageWords = ({ pages }: Result): string =>
  pages.length === 0 ? 'nobody paged' : `paged ${[...new Set(pages.map(({ rung }) => rungWords(rung)))].join(', ')}`;

/** The game day at a glance, and what was held back and why. */
export function closing(results: readonly Result[]): string {
  const table = new Table({
    ...PLAIN_TABLE,
    head: [
      '',
      'scenario',
      'outcome',
      'verdict',
      'acts',
      'pages',
      'alarm after',
      'serving after',
      'oracle',
      'transitions',
      'cost',
    ],
    colAligns: ['left', 'left', 'left', 'left', 'right', 'left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const result of results) {
    table.push([
      result.ok ? '✓' : '✗',
      result.scenario,
      result.outcome ?? '–',
      result.verdict ?? '–',
      String(result.acts.length),
      pageNumbers(result.pages),
      time(result.detectedAfterSeconds),
      time(result.mitigatedAfterSeconds),
      time(result.oracleSeconds),
      String(result.transitions),
      `$${result.costUsd.toFixed(4)}`,
    ]);
  }
  const held = new Map<string, number>();
  for (const { act, because } of results.flatMap(({ refusals }) => refusals)) {
    const key = `${act}: ${because}`;
    held.set(key, (held.get(key) ?? 0) + 1);
  }
  const refusals = [...held].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  const failed = results.filter(({ ok }) => !ok).length;
  return [
    table.toString(),
    '',
    ...(refusals.length > 0
      ? ['Held back, and why:', ...refusals.map(([key, count]) => `  ${String(count).padStart(3)} × ${key}`), '']
      : []),
    failed === 0
      ? colours.green(`Every expectation held: ${counted(results.length, 'story').replace('storys', 'stories')}.`)
      : colours.red(`${failed} of ${results.length} stories went otherwise than expected.`),
  ].join('\n');
}

const time = (seconds: number | null): string => (seconds === null ? '–' : `${seconds.toFixed(1)} s`);

function pageNumbers(pages: readonly Page[]): string {
  if (pages.length === 0) return '0';
  return [...new Set(pages.map(({ rung }) => (typeof rung === 'number' ? String(rung) : rung)))].join(', ');
}

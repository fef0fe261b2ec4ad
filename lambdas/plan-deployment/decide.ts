import { phaseAt } from '../shared/calendar';
import { underWay } from '../shared/ecs';
import type { Settings } from '../shared/guard/settings';
import { differences, withImage } from '../shared/release/definition';
import { type ImageName, pinned, said, short, shortened, type Which } from '../shared/release/image';
import type { Release } from '../shared/release/notes';
import { cameFrom, counts, declined, digestOf, type Present, repositoryOf } from '../shared/release/present';
import type { Image } from '../shared/release/registry';
import type { Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, dateAndTime } from '../shared/wording';

/** Everything a deployment would meet. */
export interface Seen {
  readonly present: Present;
  /** What is to run. */
  readonly image: Image;
  readonly signals: Look<readonly Signal[]>;
  readonly tradingEnabled: Look<Switch>;
  readonly calendar: Settings['calendar'];
  readonly now: number;
}

/** An image that does not exist cannot be deployed, and nothing else is taken for it. */
export function missing(own: ImageName, which: Which, newest: Look<readonly Image[]>): StepResult {
  const there =
    'unseen' in newest
      ? `What there is could not be read (${newest.unseen}).`
      : `The newest there: ${newest.seen.map(describeImage).join('; ') || 'none'}.`;
  return declined(
    'deploy',
    `There is no image ${own.repository}${said(which)}. ${there}`,
    'the image does not exist',
    'Push the image first, or name one that is there.',
  );
}

export const describeImage = ({ digest, tags, pushedAt }: Image): string =>
  `${tags.join(', ') || 'untagged'} = ${short(digest)}, pushed ${dateAndTime(pushedAt)}`;

/** What is to run, as later steps are told. */
export const releaseFrom = ({ present, image, signals }: Seen): Release => ({
  container: present.container,
  repository: repositoryOf(present),
  base: present.definition.name,
  digest: image.digest,
  from: cameFrom(present),
  red: redOf(signals),
});

/** Alarms that are red already; none where they cannot be read, and then every red one counts as new. */
export const redOf = (signals: Look<readonly Signal[]>): string[] =>
  'seen' in signals ? signals.seen.filter(({ state }) => state === 'ALARM').map(({ alarm }) => alarm) : [];

/**
 * What the dry run answers. It ends a run that only asked, and one that asks for what runs already in every task: neither has
 * anything left to do. Anything else goes on.
 */
export function decidePlan(seen: Seen, { dryRun, key }: { dryRun: boolean; key: string }): StepResult {
  const { present, image } = seen;
  const now = digestOf(present.running);
  const { runningCount = 0, desiredCount = 0 } = present.service;
  const runs = now === image.digest && desiredCount > 0 && runningCount === desiredCount && !underWay(present.service);
  const words = [
    `${present.service.serviceName} runs ${runningDigests(present)} (${present.definition.name}, ${counts(present.service)})`,
    runs ? 'that is what is asked for' : `it would run ${short(image.digest)} (${image.tags.join(', ') || 'untagged'})`,
    `deployment under way: ${underWay(present.service)?.id ?? 'none'}`,
    `alarms red now: ${redWords(seen.signals)}`,
    phaseWords(seen),
  ];
  const finding = `${words.join('; ')}. Written to ${key}.`;
  if (runs && !dryRun) return { outcome: 'resolved', finding: `Nothing to deploy. ${finding}` };
  return dryRun
    ? { outcome: 'resolved', finding: `Dry run, nothing was changed. ${finding}` }
    : { outcome: 'continue', finding };
}

const runningDigests = ({ running }: Present): string =>
  'unseen' in running ? `what could not be read (${running.unseen})` : shortened(running.seen.digests);

const redWords = (signals: Look<readonly Signal[]>): string => {
  if ('unseen' in signals) return `could not be checked (${signals.unseen})`;
  return (
    signals.seen
      .filter(({ state }) => state === 'ALARM')
      .map(({ alarm, since }) => `${alarm} since ${clockTime(since)}`)
      .join(', ') || 'none'
  );
};

function phaseWords({ calendar, now }: Pick<Seen, 'calendar' | 'now'>): string {
  if ('unseen' in calendar) return `the phase of the market could not be checked (${calendar.unseen})`;
  const { phase, because } = phaseAt(calendar.seen.calendar, calendar.seen.overrides, now);
  return `market: ${phase}, ${because}`;
}

/** The dry run as a document that a person reads: Markdown. */
export function describePlan(seen: Seen): string {
  const { present, image, tradingEnabled, now } = seen;
  const { definition, container, own } = present;
  const fresh = withImage(definition.content, container, pinned(own, image.digest));
  const changes = differences(definition.content, fresh);
  const enabled =
    'seen' in tradingEnabled ? `"${tradingEnabled.seen.value}"` : `not checked (${tradingEnabled.unseen})`;
  return [
    `# Deployment of ${present.service.serviceName}`,
    '',
    `Looked at ${dateAndTime(now)}. Nothing was changed.`,
    '',
    '| | now | then |',
    '| --- | --- | --- |',
    `| image | ${own.repository}${said('digest' in own && own.digest ? { digest: own.digest } : { tag: own.tag ?? 'latest' })} | ${pinned({ repository: own.repository }, image.digest)} |`,
    `| digests | ${fullDigests(present)} | ${image.digest} |`,
    `| tags | | ${image.tags.join(', ') || 'none'}, pushed ${dateAndTime(image.pushedAt)} |`,
    `| task definition | ${definition.name} | a copy of it, or one that says the same already |`,
    `| tasks | ${counts(present.service)} | ${present.service.desiredCount ?? 0} |`,
    '',
    '## What changes in the task definition',
    '',
    ...(changes.length > 0 ? changes.map((line) => `- \`${line}\``) : ['- nothing']),
    '',
    'Everything else is carried over as it is.',
    '',
    '## What it meets',
    '',
    `- Deployment under way: ${underWay(present.service)?.id ?? 'none'}`,
    `- Alarms red now: ${redWords(seen.signals)}`,
    `- The trading parameter: ${enabled}`,
    `- ${phaseWords(seen)}`,
    '',
  ].join('\n');
}

const fullDigests = ({ running }: Present): string =>
  'unseen' in running ? `not read (${running.unseen})` : running.seen.digests.join(', ') || 'no task runs';

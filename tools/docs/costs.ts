import { prices, UNPRICED } from '../../rehearsal/engine/prices';
import { playAll } from '../../rehearsal/players';
import type { Result } from '../../rehearsal/result';
import { scenarios } from '../../rehearsal/scenarios';
import { OWN_METRICS } from '../../runbooks/own-metrics';
import { escaped, linked } from '../fidelity/markdown';
import { ofType, type Resource, type Synthesised } from './assembly';
import { table } from './table';

const INTRODUCTION = `What it costs, in US dollars. Every figure here is one that a command prints, and the command stands beside it.
Do not edit: \`npm run docs\` writes this file anew, and \`npm run docs -- --check\` says whether it is up to date.

They are figures of the model: what the rehearsal counts, times the prices [below](#prices). No bill of AWS has been compared with them. No free allowance is taken off. SMS, log storage, traces that are
looked at, and what your own services and database cost are not in them. \`npm run bench\` prints the same for the storm and for the dearest incident.`;

/** Stories whose bills are told, and as what. */
const STORIES = {
  resolved: 'hung-tasks',
  twice: 'same-alarm-twice',
  escalated: 'crash-loop',
  morning: 'morning',
  evening: 'evening',
  window: 'maintenance',
  idle: 'holiday',
} as const;

/** How long the idle story is played. */
const IDLE_HOURS = (scenarios.find(({ id }) => id === STORIES.idle)?.minutes ?? Number.NaN) / 60;
const MONTH_HOURS = 30 * 24;

/** A month in which it has data in every hour. */
const OWN_METRIC_USD = 0.3;

/** What stands all month, whatever happens. Not charged by the rehearsal, so no row of rehearsal/engine/prices.ts. */
const STANDING = [
  {
    what: 'metric of an alarm, of a minute and more',
    types: ['AWS::CloudWatch::Alarm'],
    usd: 0.1,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  {
    what: 'composite alarm',
    types: ['AWS::CloudWatch::CompositeAlarm'],
    usd: 0.5,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  {
    what: 'metric of our own, counted from your services’ log lines',
    types: ['AWS::Logs::MetricFilter'],
    usd: OWN_METRIC_USD,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  {
    what: 'dashboard',
    types: ['AWS::CloudWatch::Dashboard'],
    usd: 3,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  { what: 'key of our own', types: ['AWS::KMS::Key'], usd: 1, source: 'https://aws.amazon.com/kms/pricing/' },
] as const;

/** List prices of us-east-1, as public cost guides quote them; the pages themselves were not opened. */
const STANDING_READ = { region: 'us-east-1', date: '2026-11-23' } as const;

/** Plays the stories whose bills are told. @param directory of the cloud assembly, bundles included. */
export async function playBills(directory: string): Promise<readonly Result[]> {
  const order = { directory, environment: 'prod', seed: 1, slower: 1, otherwise: [] };
  return await playAll(
    Object.values(STORIES).map((scenario) => ({ ...order, scenario })),
    () => undefined,
  );
}

/** The whole of docs/costs.md. @throws when a story is missing, or did not go as expected: its bill would be another's. */
export function costsDocument(environment: Synthesised, results: readonly Result[]): string {
  const of = (story: keyof typeof STORIES): Result => {
    const found = results.find(({ scenario }) => scenario === STORIES[story]);
    if (!found) throw new Error(`The story ${STORIES[story]} was not played.`);
    if (!found.ok) throw new Error(`The story ${STORIES[story]} did not go as expected: ${found.broken.join('; ')}`);
    return found;
  };
  const [resolved, twice, escalated] = [of('resolved'), of('twice'), of('escalated')];
  const joined = twice.executions.filter(({ outcome }) => outcome === 'joined');
  const transitions = (result: Result) => result.executions.reduce((sum, one) => sum + one.transitions, 0);
  const row = (what: string, result: Result) => [
    what,
    String(transitions(result)),
    dollars(result.costUsd),
    played(result.scenario),
  ];
  const bills = [
    row('one incident, resolved unattended', resolved),
    [
      'one joined alarm',
      String(joined.reduce((sum, one) => sum + one.transitions, 0)),
      dollars(twice.costUsd - resolved.costUsd),
      `${played(twice.scenario)}, less \`${resolved.scenario}\``,
    ],
    row(`one incident that is escalated, with ${escalated.pages.length} page`, escalated),
    row('a morning checklist', of('morning')),
    row('an evening checklist', of('evening')),
    row('a maintenance window', of('window')),
    row(`${IDLE_HOURS} hours in which nothing happens`, of('idle')),
  ];
  const idle = (of('idle').costUsd * MONTH_HOURS) / IDLE_HOURS;
  return `${[
    '# Costs',
    INTRODUCTION,
    '## What happens',
    'State transitions are those of every execution of the story.',
    table(['What', 'Transitions', 'Dollars', 'Printed by'], bills),
    '## A month in which nothing happens',
    `What ticks and audits cost, ${MONTH_HOURS / IDLE_HOURS} times the ${IDLE_HOURS} idle hours above, and what stands all month. Counted in the templates of ${environment.stackName} that \`npm run synth\` writes.`,
    standing(environment, idle),
    'Container Insights, which some of the alarms read, is charged to your cluster and not counted here.',
    ownMetrics(),
    '## Prices',
    `Of [rehearsal/engine/prices.ts](../rehearsal/engine/prices.ts), in US dollars for one of the unit. ${UNPRICED.join(', ')} has no price: in India it depends on the route.`,
    table(
      ['What', 'Dollars', 'Unit', 'Region', 'Date', 'Source'],
      Object.entries(prices).map(([name, price]) => [
        `\`${name}\``,
        plain(price.usd),
        escaped(price.unit),
        price.region,
        price.date,
        linked(price.source),
      ]),
    ),
    `What stands all month: list prices of ${STANDING_READ.region}, found ${STANDING_READ.date} in public cost guides; the pages themselves were not opened.`,
    table(
      ['What', 'Dollars a month', 'Source'],
      STANDING.map(({ what, usd, source }) => [what, plain(usd), linked(source)]),
    ),
  ].join('\n\n')}\n`;
}

/** They stand in the bills of what happens: what they can come to is said once. */
function ownMetrics(): string {
  const count = Object.values(OWN_METRICS).flatMap(({ values }) => Object.keys(values)).length;
  return `Functions write ${count} metrics of our own as lines of their logs ([runbooks/own-metrics.ts](../runbooks/own-metrics.ts)): one for each value of one dimension. CloudWatch charges them by the hour in which they have data, so they stand in the bills of what happens, above; if each had some in every hour of a month, it would be $${(count * OWN_METRIC_USD).toFixed(2)}.`;
}

const played = (scenario: string): string => `\`npm start -- ${scenario}\``;

function standing({ stacks }: Synthesised, idle: number): string {
  const counted = STANDING.map(({ what, types, usd }) => {
    const found = stacks.flatMap((stack) => types.flatMap((type) => ofType(stack, type)));
    const count = found.reduce((sum, resource) => sum + chargedAs(resource), 0);
    return { what, count, usd: count * usd };
  }).filter(({ count }) => count > 0);
  const total = counted.reduce((sum, { usd }) => sum + usd, idle);
  return table(
    ['What', 'How many', 'Dollars a month'],
    [
      ['ticks, and audits with their heartbeat', '', idle.toFixed(4)],
      ...counted.map(({ what, count, usd }) => [what, String(count), usd.toFixed(2)]),
      ['**together**', '', `**${total.toFixed(2)}**`],
    ],
  );
}

/** An alarm that computes is charged for each metric it computes with; everything else for itself. */
function chargedAs({ Type, Properties }: Resource): number {
  if (Type !== 'AWS::CloudWatch::Alarm' || !Array.isArray(Properties.Metrics)) return 1;
  return (Properties.Metrics as readonly object[]).filter((metric) => 'MetricStat' in metric).length;
}

/** Four digits after the point, as `npm start` prints them; more where they would say nothing. */
const dollars = (usd: number): string => usd.toFixed(usd < 0.001 ? 6 : 4);

/** Without an exponent. */
const plain = (usd: number): string => (usd === 0 ? 'free' : usd.toFixed(10).replace(/0+$/, '').replace(/\.$/, ''));

import { acknowledged, ESCALATED, isPage, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

const PROBE = 'end-to-end-probe';
const TEST = 'test-alarm';

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

/** A Sunday on which nothing is wrong, ten minutes before the probe is due. */
const sunday = (story: Told): Scenario => ({
  runbook: PROBE,
  startsAt: '2026-11-29T10:55:00+05:30',
  day: 'to come',
  minutes: 45,
  ...story,
});

const FLIPPED = ['set "probed on 2026-11-29" /algo-trading/prod/probe'];

/** No person hears of it, and no figure counts it. */
const HOLDS = { outcome: 'resolved', restarts: 0, furtherActs: FLIPPED, pages: [], measures: [] } as const;

/** The watch is told of what is late, and whoever is on call of the probe that has not succeeded. */
const LATE = { outcome: 'escalated', verdict: 'not-fixed', restarts: 0 } as const;
const WATCH_AND_RUNG = [{ rung: 'watch' }, { rung: 1 }] as const;
const CAME_THROUGH = /Opened as an incident after .*, paged after .*, acknowledged after .*, fixed and reported after /;

/** Where the pages of tests go. */
const endpointOf = ({ description }: Stage): string =>
  `arn:aws:lambda:ap-south-1:${description.environment.account}:function:${description.functions['answer-test-page']}`;

/** The way from an alarm to a person, tried with a test alarm. */
export const probe: readonly Scenario[] = [
  sunday({
    id: 'probe',
    title: 'the weekly probe: a test alarm comes through from its rule to its report, and nobody is disturbed',
    play: () => undefined,
    expects: {
      ...HOLDS,
      runs: { [PROBE]: ['resolved'], [TEST]: ['resolved'] },
      timelineSays: [
        CAME_THROUGH,
        /\/algo-trading\/prod\/probe was set to "probed on 2026-11-29" \(version 2\) and acknowledged after /,
      ],
      channelSays: [/End-to-End Probe: resolved/, /Test Alarm: resolved/],
      documents: [[/test-alarm-.*\/report\.md$/, /Acknowledged by probe on rung 1/]],
    },
  }),
  sunday({
    id: 'probe-observed',
    title: 'the weekly probe in observe: the test alarm is paged all the same, the probe parameter is left',
    play: (stage) => stage.mode('observe'),
    expects: {
      ...HOLDS,
      // As every run ends that would have done something.
      outcome: 'stood-down',
      furtherActs: [],
      refusals: ['observe'],
      measures: ['Refusals reason=mode'],
      timelineSays: [CAME_THROUGH, /Would change \/algo-trading\/prod\/probe/],
    },
  }),
  sunday({
    id: 'probe-page-lost',
    title: 'what takes the pages of tests is gone: nobody acknowledges, and the watch tells people',
    play: (stage) => {
      stage.cloud.sns.lose(endpointOf(stage));
      acknowledged(stage);
    },
    expects: {
      ...LATE,
      // The page of the test could not be delivered, nor that it is over; between them the probe says so itself.
      pages: [{ rung: 'watch' }, { rung: 'watch' }, { rung: 1 }, { rung: 'watch' }],
      anyPageSays: [/PagesNotDelivered/, /The test alarm is not acknowledged after 1 min [\s\S]* answer-test-page/],
    },
    // The metric of what was not delivered then comes after the probe's own word.
    whenSlower: { pages: [{ rung: 'watch' }, { rung: 1 }, { rung: 'watch' }, { rung: 'watch' }] },
  }),
  sunday({
    id: 'probe-page-not-shown',
    title: 'the page behind the link cannot be shown: a person could not press its button either',
    play: (stage) => {
      const shows = stage.description.functions['show-incident'];
      stage.disturb(({ by }) => by === shows, 1_000, { kind: 'denial' });
      stage.onPage(60, ({ contact }) =>
        stage.command(contact, 'POST', `/v1/incidents/${stage.latestIncident()}/acknowledge`, {}),
      );
    },
    expects: {
      ...LATE,
      pages: WATCH_AND_RUNG,
      pageSays: [/not acknowledged after 1 min/],
      answers: [/^200 /],
      denied: 6,
    },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  }),
  sunday({
    id: 'probe-event-lost',
    title: 'the event of the test alarm is lost: nothing is opened, and people are told',
    play: (stage) => {
      stage.stray(({ of }) => of === 'rule', 1, { kind: 'lost' });
      acknowledged(stage);
    },
    expects: { ...LATE, pages: WATCH_AND_RUNG, pageSays: [/The test alarm is not opened as an incident after 5 min/] },
  }),
  sunday({
    id: 'probe-paging-dies',
    title: 'the function that pages dies whenever it pages the test: the last resort, and the watch besides',
    play: (stage) => {
      stage.disturb(isPage(stage), 3, { kind: 'death', when: 'before' });
      acknowledged(stage);
    },
    expects: {
      ...LATE,
      pages: [{ rung: 'last resort' }, { rung: 'watch' }, { rung: 1 }],
      anyPageSays: [/The test alarm is not paged after 1 min/],
    },
  }),
  sunday({
    id: 'probe-not-reported',
    title: 'no report can be written: the probe says so',
    play: (stage) => {
      stage.disturb(
        ({ service, operation, input }) =>
          service === 's3' && operation === 'PutObject' && String((input as { Key?: string }).Key).includes(TEST),
        100,
        { kind: 'denial' },
      );
      acknowledged(stage);
    },
    expects: {
      ...LATE,
      pages: [{ rung: 'last resort' }, { rung: 'watch' }, { rung: 1 }],
      anyPageSays: [/The test alarm is not fixed and reported after 10 min/],
      denied: 4,
    },
  }),
  sunday({
    id: 'probe-parameter-ignored',
    title: 'the trading service does not read the probe parameter: known on a Sunday, not at a halt',
    play: (stage) => {
      stage.inject({ kind: 'ignores-probe-parameter' });
      acknowledged(stage);
    },
    expects: {
      ...LATE,
      furtherActs: FLIPPED,
      pages: [{ rung: 1 }],
      timelineSays: [CAME_THROUGH],
      pageSays: [/does not acknowledge it after 1 min .*: it says version 1, "never probed"/],
    },
  }),
  sunday({
    id: 'probe-beside-an-incident',
    title: 'a P1 is opened while the probe is under way: the test has no part in it, and comes through',
    startsAt: '2026-11-29T10:50:00+05:30',
    play: (stage) => {
      stage.inject({ kind: 'database-storage-full' });
      acknowledged(stage);
    },
    expects: { ...HOLDS, measures: ESCALATED, pages: [{ rung: 1 }] },
    minutes: 20,
    goesOn: true,
  }),
  sunday({
    id: 'probe-of-what-is-off',
    title: 'the runbook of the test alarm is off: a test would prove nothing',
    play: (stage) => stage.mode('off', TEST),
    expects: { outcome: 'stood-down', restarts: 0, pages: [], refusals: ['mode off'] },
  }),
  {
    id: 'probe-asked-for',
    title: 'an engineer tries the way to a person in the session, after a deployment of their own',
    runbook: PROBE,
    play: (stage) =>
      stage.command('devops-primary', 'POST', `/v1/runbooks/${PROBE}/start`, { reason: 'rules were deployed' }),
    expects: {
      ...HOLDS,
      furtherActs: ['set "probed on 2026-11-20" /algo-trading/prod/probe'],
      answers: [/^200 /],
      timelineSays: [CAME_THROUGH],
    },
  },
  {
    id: 'probe-of-staging',
    title: 'the probe where no probe parameter is configured, and PagerDuty is: no alert is opened',
    runbook: PROBE,
    environment: 'staging',
    play: (stage) => stage.start(PROBE, 'devops-primary', 'before the release'),
    expects: {
      ...HOLDS,
      furtherActs: [],
      pagerDuty: [],
      timelineSays: [CAME_THROUGH, /Not configured \(parameters\.probe/],
    },
  },
  {
    id: 'test-alarm-by-hand',
    title: 'somebody writes the metric of the test alarm by hand: nobody is disturbed, the channel hears of it',
    runbook: TEST,
    play: (stage) => {
      const { namespace } = stage.description.heartbeat;
      stage.cloud.metrics.put({ namespace, name: 'TestAlarmRaised', dimensions: {}, value: 1, at: stage.now() });
    },
    expects: {
      outcome: 'resolved',
      restarts: 0,
      pages: [],
      measures: [],
      timelineSays: [/No probe that is under way has raised the test alarm/],
      channelSays: [/Test Alarm: resolved/],
    },
  },
];

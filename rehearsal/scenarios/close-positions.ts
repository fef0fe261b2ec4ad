import type { Scenario, Stage } from './scenario';
import { atWork, oneSaysYesTwice, secondRefuses, twoSayYes } from './two-people';

const runbook = 'close-all-positions';
const BUCKET = 'algo-trading-prod-data-123456789012';
const COMMAND = 'commands/close-positions.json';

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

/** On a Friday in the middle of the session: some positions are open. */
const closing = (story: Told): Scenario => ({
  runbook,
  startsAt: '2026-11-20T12:30:00+05:30',
  // Before the deadline: what follows then is told by stories of its own.
  minutes: 20,
  ...story,
});

/** What the emergency stop has left behind: nothing new is traded, and what is open stays open. */
const disabled = ({ cloud, description }: Stage): void =>
  cloud.ssm.put(description.environment.parameters.tradingEnabled, 'false');

/** Whoever asks is a contact, and may not approve it. */
const ask = (stage: Stage): void => stage.start(runbook, 'devops-primary', 'the strategy is out of control');

/** The same once the services have read that they may not trade: their positions stand still then. */
const askWhenDisabled = (stage: Stage): void => {
  disabled(stage);
  stage.after(30, () => ask(stage));
};

const GIVEN = `give ${COMMAND}`;
const PAGED = [{ rung: 1 }] as const;
const notDone = { outcome: 'escalated', verdict: 'not-fixed', restarts: 0, furtherActs: [], pages: PAGED } as const;

/** The command as it lies there in the end. */
const commandIn = ({ cloud }: Stage): { expiresAt: string; asOf: string } | undefined => {
  const object = cloud.s3.object(BUCKET, COMMAND);
  return object && JSON.parse(`${object.body}`);
};

/** Closing everything that is open: the third method of the emergency stop. */
export const closePositions: readonly Scenario[] = [
  closing({
    id: 'close-positions',
    title: 'two people approve, and the trading service closes every position, although trading is disabled',
    play: (stage) => {
      askWhenDisabled(stage);
      twoSayYes(stage, 'trading-primary');
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [GIVEN],
      pages: PAGED,
      refusals: ['it needs an approval'],
      tradingEnabled: 'false',
      timelineSays: [
        /Review open positions: \d+ positions? open at 12:3\d.*trading_enabled is "false", 2 tasks running/,
        /a second person is needed/,
        /Close all positions: Command close-all-positions-\w+-a1 given: close \d+ positions? by LIMIT orders, approved by trading-primary and team-lead/,
        /See that positions are closed: Every position is closed at .*: the list that was written after the command has none\. The trading service says done/,
      ],
    },
  }),
  closing({
    id: 'close-positions-refused-by-one',
    title: 'one says yes, and the other refuses: nothing is commanded',
    play: (stage) => {
      askWhenDisabled(stage);
      secondRefuses(stage, 'trading-primary', 'the hedge is elsewhere');
      atWork(stage, 120);
    },
    expects: {
      ...notDone,
      refusals: ['refused by team-lead'],
      timelineSays: [
        /Close all positions: Refused by team-lead at .*: the hedge is elsewhere/,
        /See that positions are closed: Nothing was commanded: the positions are as they were/,
      ],
    },
  }),
  closing({
    id: 'close-positions-one-person-twice',
    title: 'one person says yes twice, and whoever asked says yes as well: nothing is commanded',
    play: (stage) => {
      disabled(stage);
      stage.after(30, () => stage.start(runbook, 'trading-backup', 'the strategy is out of control'));
      oneSaysYesTwice(stage, 'trading-primary', 'trading-backup');
    },
    expects: {
      ...notDone,
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 2, atSeconds: 300 },
        { rung: 3, atSeconds: 600 },
        { rung: 4, atSeconds: 900 },
      ],
      refusals: ['not approved'],
      answers: [/^200 Started/, /^200 /, /^409 You have approved it already/, /^403 You have asked for it yourself/],
      stakeholdersTold: true,
      backups: ['trading-backup'],
      timelineSays: [/Nobody approved close-positions of algo-trading-prod-trading by .*: not approved/],
    },
    minutes: 40,
  }),
  closing({
    id: 'close-positions-ignored',
    title: 'the trading service does not look for commands: it is taken back',
    play: (stage) => {
      stage.inject({ kind: 'commands-ignored' });
      askWhenDisabled(stage);
      twoSayYes(stage, 'trading-primary');
      // It comes to its senses, and must not find anything to carry out.
      stage.onPage(600, ({ rung }) => rung === 1 && stage.platform.mend('commands-ignored'));
      stage.onPage(660, ({ rung }) => {
        const command = commandIn(stage);
        if (rung === 1 && command?.expiresAt !== command?.asOf) throw new Error('The command was not taken back.');
      });
    },
    expects: {
      ...notDone,
      furtherActs: [GIVEN, `take back ${COMMAND}`],
      timelineSays: [
        /has not accepted command close-all-positions-\w+-a1 by .*; it is taken back, and nobody carries it out later\. \d+ positions? still open/,
      ],
    },
    goesOn: true,
  }),
  closing({
    id: 'close-positions-refused',
    title: 'the trading service refuses, in its own words',
    play: (stage) => {
      stage.inject({ kind: 'closing-refused' });
      askWhenDisabled(stage);
      twoSayYes(stage, 'trading-primary');
    },
    expects: {
      ...notDone,
      furtherActs: [GIVEN],
      timelineSays: [
        /The trading service has refused the command: an order of an earlier command cannot be cancelled\. .*NSE /,
      ],
    },
  }),
  closing({
    id: 'close-positions-one-stays',
    title: 'the order for one position is never filled: it is told by name, and people close it',
    play: (stage) => {
      stage.inject({ kind: 'position-stuck' });
      askWhenDisabled(stage);
      twoSayYes(stage, 'trading-primary');
    },
    expects: {
      ...notDone,
      furtherActs: [GIVEN],
      timelineSays: [
        /Not all positions are closed: the trading service says failed: the LIMIT order for [\w-]+ was not filled within 1 % of the last price and is cancelled \(\d+ orders? sent, \d+ filled, 0 open\); 1 position still open at .*: NSE [\w-]+ \w+ -?\d+/,
      ],
    },
  }),
  closing({
    id: 'close-positions-no-tasks',
    title: 'no task of the trading service runs: nobody could carry it out, and people are told how to do it',
    play: (stage) => {
      disabled(stage);
      stage.platform.scale('trading', 0);
      stage.after(90, () => ask(stage));
      atWork(stage, 120);
    },
    expects: {
      ...notDone,
      refusals: ['no task is running'],
      timelineSays: [/No task of algo-trading-prod-trading is running: nobody could carry the command out/],
    },
  }),
  closing({
    id: 'close-positions-not-configured',
    title: 'in staging there is no contract for it: people are told how to do it',
    environment: 'staging',
    play: (stage) => {
      disabled(stage);
      ask(stage);
      atWork(stage, 120);
    },
    expects: {
      ...notDone,
      verdict: 'unknown',
      refusals: ['not configured'],
      timelineSays: [/commands\.closePositions and signals\.positions are not configured/],
    },
  }),
  closing({
    id: 'close-positions-after-the-close',
    title: 'after the close: no limit order would be filled, and nobody is asked',
    startsAt: '2026-11-20T17:00:00+05:30',
    play: (stage) => {
      disabled(stage);
      ask(stage);
      atWork(stage, 120);
    },
    expects: {
      ...notDone,
      refusals: ['the market phase forbids it'],
      timelineSays: [/Forbidden now: close-positions of algo-trading-prod-trading \(20 Nov 2026, after the close/],
    },
  }),
  closing({
    id: 'close-positions-while-trading',
    title: 'trading is enabled: it would open positions behind, and has to be disabled first',
    play: (stage) => {
      ask(stage);
      atWork(stage, 120);
    },
    expects: {
      ...notDone,
      refusals: ['trading is enabled'],
      tradingEnabled: 'true',
      timelineSays: [/Trading is enabled: strategies would open positions while these are being closed/],
    },
  }),
  closing({
    id: 'close-positions-changed-before-approval',
    title: 'somebody closes one of the positions by hand before the second yes: void, and asked anew',
    play: (stage) => {
      askWhenDisabled(stage);
      stage.onPage(60, ({ rung }) => {
        if (rung !== 1) return;
        stage.approve('trading-primary', 'by command line');
        stage.platform.closeByHand();
      });
      stage.onPage(150, ({ rung }) => rung === 1 && stage.approve('team-lead', 'by command line'));
      stage.onPage(210, ({ rung }) => {
        if (rung !== 1) return;
        stage.approve('trading-primary', 'by command line', { approval: 'a2' });
        stage.approve('team-lead', 'by command line', { approval: 'a2' });
      });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [GIVEN],
      pages: PAGED,
      timelineSays: [/What was approved is void: position NSE [\w-]+ \w+ -?\d+, now none/, /Command \S+-a2 given/],
    },
  }),
  closing({
    id: 'close-positions-after-emergency-stop',
    title: 'trading is stopped by the parameter, and then everything that is open is closed',
    play: (stage) => {
      stage.start('emergency-stop-trading', 'devops-primary', 'the strategy is out of control');
      stage.after(180, () => ask(stage));
      stage.onPage(60, ({ contact, rung, subject }) => {
        if (rung !== 1) return;
        if (!/Close All Positions/.test(subject)) {
          stage.acknowledge(contact, rung);
          return;
        }
        stage.approve('trading-primary', 'by command line');
        stage.approve('team-lead', 'by command line');
      });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: ['set "false" /algo-trading/prod/trading_enabled', GIVEN],
      pages: [{ rung: 1 }, { rung: 1 }],
      runs: { [runbook]: ['resolved'] },
      tradingEnabled: 'false',
    },
  }),
  closing({
    id: 'close-positions-function-dies',
    title: 'the function dies after it has written the command: it is given once',
    play: (stage) => {
      stage.disturb(
        ({ service, operation, input }) =>
          service === 's3' && operation === 'PutObject' && (input as { Key?: string }).Key === COMMAND,
        1,
        { kind: 'death', when: 'after' },
      );
      askWhenDisabled(stage);
      twoSayYes(stage, 'trading-primary');
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [GIVEN],
      pages: PAGED,
      timelineSays: [/was given before, by this run, and is not given twice/, /Every position is closed/],
    },
  }),
  closing({
    id: 'close-positions-observed',
    title: 'the runbook only observes: it says what it would have asked for',
    play: (stage) => {
      stage.mode('observe', runbook);
      askWhenDisabled(stage);
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      furtherActs: [],
      pages: [],
      refusals: ['observe'],
      timelineSays: [/Would have asked for an approval now, to run: aws s3api put-object/],
    },
  }),
];

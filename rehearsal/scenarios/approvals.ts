import { ESCALATED, FIXED, NOBODY_ANSWERS, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

const runbook = 'high-cpu-memory-utilization-trading';
/** The environment in which two copies of the trading service may not run side by side. */
const environment = 'staging';
const trading = 'algo-trading-staging-trading';
const SCALED_UP = [`scale minimum 3 ${trading}`];
const UNDONE = [`scale minimum 2 ${trading}`];

/** CPU is short, and target tracking, which would add a copy before anybody is asked, is suspended. */
const shortOfCpu = (stage: Stage): void => {
  const { cluster } = stage.description.environment;
  stage.cloud.scaling.operations.RegisterScalableTarget({
    ServiceNamespace: 'ecs',
    ResourceId: `service/${cluster}/${trading}`,
    ScalableDimension: 'ecs:service:DesiredCount',
    SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true },
  });
  stage.inject({ kind: 'cpu-spike', service: 'trading', toPercent: 88 });
};

/** The owner has come to want two people for it. */
const twoPeople = (stage: Stage): void => {
  const { cloud, description } = stage;
  const directory = JSON.parse(cloud.ssm.value(description.directory)) as { approvers: Record<string, unknown> };
  const contacts = ['devops-primary', 'devops-backup', 'team-lead'];
  const approvers = { ...directory.approvers, 'scale-up': { contacts, people: 2 } };
  cloud.ssm.put(description.directory, JSON.stringify({ ...directory, approvers }));
};

/** What every one of these stories begins with. */
const asked = { runbook, environment, minutes: 45 } as const;
const resolved = { outcome: 'resolved', verdict: 'fixed', restarts: 0, furtherActs: SCALED_UP, pages: RUNG_1 } as const;
const notDone = { outcome: 'escalated', restarts: 0, pages: RUNG_1 } as const;

/** The stories of an act that needs a person, or two. */
export const approvals: readonly Scenario[] = [
  {
    ...asked,
    id: 'scale-up-needs-approval',
    title: 'CPU is short in the session, and two copies may send one order twice: approved in time',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact }) => stage.approve(contact, 'by browser'));
    },
    expects: {
      ...resolved,
      refusals: ['it needs an approval'],
      pageSays: [/Each copy may send the same order|each copy may send the same order/, /register-scalable-target/],
      timelineSays: [/Approved by devops-primary \(subject /, /Scaled up from 2 to 3/],
      allClear: ['devops-primary'],
      measures: [
        ...FIXED,
        'Approvals answer=approved',
        'Pages result=sent',
        'Pages result=acknowledged',
        // The undo waits for the close.
        'Refusals reason=market-phase',
      ],
    },
  },
  {
    ...asked,
    id: 'approved-by-command-line',
    title: 'the same, approved with AWS credentials',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact }) => stage.approve(contact, 'by command line'));
    },
    expects: { ...resolved, timelineSays: [/Approved by devops-primary \(IAM user devops-primary\)/] },
  },
  {
    ...asked,
    id: 'approval-refused',
    title: 'the engineer refuses, with a reason',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact }) =>
        stage.approve(contact, 'by browser', { decision: 'refuse', reason: 'it is one symbol, halted by hand' }),
      );
    },
    expects: {
      ...notDone,
      refusals: ['refused by devops-primary'],
      timelineSays: [/Refused by devops-primary at .*: it is one symbol, halted by hand/],
      measures: [...ESCALATED, 'Approvals answer=refused'],
    },
    minutes: 25,
  },
  {
    ...asked,
    id: 'approval-expires',
    title: 'nobody answers: not approved, and the climb goes on to the next person',
    play: shortOfCpu,
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 2, atSeconds: 600 },
        { rung: 3, atSeconds: 1200 },
        { rung: 4, atSeconds: 1800 },
      ],
      refusals: ['not approved'],
      stakeholdersTold: true,
      measures: ['Incidents outcome=escalated', 'Approvals answer=expired', ...NOBODY_ANSWERS],
    },
    minutes: 60,
  },
  {
    ...asked,
    id: 'approval-after-it-expired',
    title: 'the engineer acknowledges, and approves when the question has expired',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact, rung }) => rung === 1 && stage.acknowledge(contact, rung));
      stage.onPage(60, ({ contact, rung }) => rung === 2 && stage.approve(contact, 'by command line'));
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 2 }],
      answers: [/^200 /, /^409 The question expired at .*: not approved\. Your answer changes nothing/],
    },
    minutes: 45,
  },
  {
    ...asked,
    id: 'approved-twice',
    title: 'the engineer presses twice, and the backup approves as well',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact }) => stage.approve(contact, 'by command line'));
      stage.onPage(66, ({ contact }) => stage.approve(contact, 'by command line'));
      stage.onPage(75, () => stage.approve('devops-backup', 'by command line'));
    },
    expects: {
      ...resolved,
      answers: [/^200 Approved by/, /^409 .*Your answer changes nothing/, /^409 .*Your answer changes nothing/],
    },
  },
  {
    ...asked,
    id: 'requester-approves-himself',
    title: 'an engineer starts the runbook and may not approve it; the team lead does',
    play: (stage) => {
      shortOfCpu(stage);
      stage.after(180, () => stage.start(runbook, 'devops-primary', 'orders are slow'));
      stage.onPage(30, ({ contact }) => stage.approve(contact, 'by command line'));
      stage.onPage(90, () => stage.approve('team-lead', 'by command line'));
    },
    expects: {
      ...resolved,
      answers: [/^200 /, /^403 You have asked for it yourself/, /^200 Approved by team-lead/],
    },
  },
  {
    ...asked,
    id: 'one-of-two',
    title: 'two people are needed, and only one says yes, twice: by browser and by command line',
    play: (stage) => {
      twoPeople(stage);
      shortOfCpu(stage);
      stage.onPage(60, ({ contact, rung }) => rung === 1 && stage.approve(contact, 'by browser'));
      stage.onPage(120, ({ contact, rung }) => rung === 1 && stage.approve(contact, 'by command line'));
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      // One yes of two does not stop the climb: somebody has to be found for the second.
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 2, atSeconds: 600 },
        { rung: 3, atSeconds: 1200 },
        { rung: 4, atSeconds: 1800 },
      ],
      refusals: ['not approved'],
      answers: [/^200 /, /^409 You have approved it already, .*a second person is needed/],
    },
    minutes: 45,
  },
  {
    ...asked,
    id: 'two-of-two',
    title: 'two people are needed, and say yes at the same instant',
    play: (stage) => {
      twoPeople(stage);
      shortOfCpu(stage);
      stage.onPage(60, () => {
        stage.approve('devops-backup', 'by command line');
        stage.approve('team-lead', 'by command line');
      });
    },
    expects: { ...resolved, timelineSays: [/a second person is needed/, /Approved by/] },
  },
  {
    ...asked,
    id: 'world-changed-before-approval',
    title: 'somebody changes the service before the engineer says yes: void, and asked anew',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, () => {
        const { cluster } = stage.description.environment;
        stage.cloud.scaling.operations.RegisterScalableTarget({
          ServiceNamespace: 'ecs',
          ResourceId: `service/${cluster}/${trading}`,
          ScalableDimension: 'ecs:service:DesiredCount',
          MaxCapacity: 4,
        });
      });
      stage.onPage(90, ({ contact }) => stage.approve(contact, 'by command line'));
      stage.onPage(180, ({ contact }) => stage.approve(contact, 'by command line', { approval: 'a2' }));
    },
    expects: {
      ...resolved,
      timelineSays: [
        /What was approved is void: scalable maximum 5, now 4/,
        /Told DevOps, primary that an approval is asked/,
      ],
      answers: [/^200 /, /^200 /],
    },
  },
  {
    ...asked,
    id: 'approved-after-it-died',
    title: 'the run is aborted in the console, and then the engineer approves',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(30, () => stage.abort(runbook));
      stage.onPage(60, ({ contact }) => stage.approve(contact, 'by command line'));
    },
    expects: {
      outcome: null,
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 'watch' }, { rung: 'watch' }],
      answers: [/^200 .*does not wait any more, so nothing is done/],
    },
    minutes: 15,
  },
  {
    ...asked,
    id: 'nobody-who-may',
    title: 'a self-named role, a stranger and a contact who is not on the list say yes',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, () => {
        stage.approve('somebody', 'by command line');
        stage.approve('cto', 'by command line');
      });
    },
    expects: {
      // It still waits for somebody who may.
      outcome: null,
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 2 }],
      answers: [/^403 .*assumed-role\/Administrator\/trading-primary is nobody we know/, /^403 cto may not decide/],
    },
    minutes: 20,
  },
  {
    ...asked,
    id: 'scanner-follows-every-link',
    title: 'a mail scanner follows every link with GET and HEAD: nothing is acknowledged, nothing approved',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(5, ({ contact, rung }) => {
        for (const method of ['HEAD', 'GET', 'GET', 'HEAD'] as const)
          stage.onPhone('a scanner', (phone) => phone.scan(stage.linkOf(contact, rung), method));
      });
      stage.onPage(120, ({ contact, rung }) => rung === 2 && stage.approve(contact, 'by command line'));
    },
    expects: {
      ...resolved,
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 2, atSeconds: 600 },
      ],
      allClear: ['devops-primary', 'team-lead'],
    },
  },
  {
    ...asked,
    id: 'forged-answers',
    title: 'a form that is forged, sent again, or for another question: nothing is approved',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact, rung }) => {
        if (rung !== 1) return;
        const path = new URL(stage.linkOf(contact, rung)).pathname;
        const incident = stage.latestIncident();
        const forged = { approval: 'a1', decision: 'approve', reason: 'me', token: 'forged' };
        stage.onPhone('nobody', (phone) => phone.post(`/incidents/${incident}/decide`, forged));
        stage.onPhone('nobody', (phone) => phone.post(`${path}/acknowledge`, { token: 'forged' }));
        stage.onPhone(contact, async (phone) => {
          await phone.open(`/incidents/${incident}`);
          await phone.signIn(/^DevOps, primary/);
          return phone.post(`/incidents/${incident}/decide`, forged);
        });
        stage.onPhone('a stranger', async (phone) => {
          await phone.open(`/incidents/${incident}`);
          return phone.signIn(/^a stranger/);
        });
      });
    },
    expects: {
      outcome: null,
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 2 }],
      answers: [/^403 /, /^403 /, /^403 /, /^403 /],
    },
    minutes: 20,
  },
  {
    ...asked,
    id: 'approved-and-no-help',
    title: 'memory leaks; approved and done, it does not help: the engineer is told',
    play: (stage) => {
      stage.inject({ kind: 'memory-leak', service: 'trading', percentPerMinute: 0.8 });
      stage.onPage(60, ({ contact }) => stage.approve(contact, 'by command line'));
    },
    expects: {
      ...notDone,
      furtherActs: SCALED_UP,
      // For an hour the alarm is OK with a third task: the audit closes the incident, and the next alarm opens another.
      verdict: 'fixed',
      timelineSays: [/Told devops-primary that what was approved/],
    },
    minutes: 86,
  },
  {
    ...asked,
    id: 'approval-undone-after-the-close',
    title: 'approved late in the session; the copy is taken away again after the close',
    startsAt: '2026-11-20T14:45:00+05:30',
    play: (stage) => {
      shortOfCpu(stage);
      stage.onPage(60, ({ contact }) => stage.approve(contact, 'by command line'));
      stage.onPage(1200, () => stage.platform.mend('cpu-spike'));
    },
    expects: { ...resolved, furtherActs: [...SCALED_UP, ...UNDONE] },
    goesOn: true,
    minutes: 100,
  },
];

import { stripVTControlCharacters } from 'node:util';
import type { Incidents, Shown } from '../../../lambdas/list-incidents/incidents';
import { observe } from '../../../lambdas/list-incidents/observed';
import type { Runbooks } from '../../../lambdas/show-status/handler';
import type { Status } from '../../../lambdas/show-status/status';
import { tellIncident, tellIncidents } from '../../../tools/runbook/telling/incidents';
import { tellObserved } from '../../../tools/runbook/telling/observed';
import { tellModes, tellRunbooks, tellStatus } from '../../../tools/runbook/telling/status';
import { json, plain, table, wrapped } from '../../../tools/runbook/telling/text';
import { incident, isoAfter, TASKS_ALARM } from '../../support/incidents';

const LONG =
  'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as breaching.';
const EVIL = 'Hand\u001b[2J\u001b]52;c;ZXZpbA==\u0007\u009b1A\u202e me';

/** As it stands on a terminal without colours; too wide is right only of a command, which is copied. */
function shown(text: string): string {
  const bare = stripVTControlCharacters(text);
  expect(bare.split('\n').filter((line) => line.length > 80 && !line.startsWith('  Command   '))).toEqual([]);
  return bare;
}
/** The same without line breaks and alignment, for what is said. */
const said = (text: string): string => shown(text).replace(/\s+/g, ' ');

const status = (over: Partial<Status> = {}): Status => ({
  environment: 'prod',
  at: isoAfter(0),
  services: [
    {
      role: 'trading',
      name: 'algo-trading-prod-trading',
      tasks: {
        running: 1,
        desired: 2,
        deployment: { id: 'ecs-svc/1111111111111111111', rollout: 'IN_PROGRESS', since: isoAfter(-60) },
      },
      hand: null,
    },
  ],
  alarms: { inAlarm: [{ name: TASKS_ALARM, since: isoAfter(0), reason: LONG }], withoutData: 2, total: 25 },
  mode: {
    environment: 'act',
    runbooks: { 'service-restart': { own: 'off', effective: 'off' }, other: { own: 'act', effective: 'act' } },
  },
  phase: {
    phase: 'session',
    because: '20 Nov 2026, continuous trading until 15:15 IST',
    until: '2026-11-20T09:45:00.000Z',
  },
  trading: { value: 'true', version: 7, since: isoAfter(-3600) },
  openIncidents: 1,
  said: '',
  ...over,
});

describe('the status', () => {
  test('says everything on 80 columns, in Indian time', () => {
    const text = said(tellStatus(status()));
    expect(text).toContain('System prod, at 20 Nov 2026 10:02:17 IST');
    expect(text).toContain('Market session until 20 Nov 2026 15:15:00 IST');
    expect(text).toContain('Trading enabled (version 7, since 20 Nov 2026 09:02:17 IST)');
    expect(text).toContain('Mode act; but service-restart off');
    expect(text).toContain('Alarms 1 of 25 in ALARM, 2 without data');
    expect(text).toContain(`${TASKS_ALARM}, since 20 Nov 2026 10:02:17 IST ${LONG}`);
    expect(text).toMatch(/trading 1 of 2 IN_PROGRESS since 20 Nov 2026 10:01:17 IST, ecs-svc\/1111111111111111111/);
  });

  test('says of each thing that could not be seen that it could not, and why', () => {
    const unseen = { unseen: 'AccessDeniedException: no' };
    const text = said(
      tellStatus(
        status({
          alarms: unseen,
          trading: unseen,
          phase: unseen,
          openIncidents: unseen,
          mode: { environment: unseen, runbooks: {} },
          services: [{ role: 'trading', name: 'n', tasks: unseen, hand: unseen }],
        }),
      ),
    );
    expect(text.match(/could not check: AccessDeniedException: no/g)).toHaveLength(7);
  });

  test('says who has a service in hand', () => {
    const [service] = status().services;
    const hand = { by: 'trading-primary', until: isoAfter(1800), reason: EVIL };
    const text = tellStatus(status({ services: service ? [{ ...service, hand }] : [] }));
    expect(said(text)).toContain('trading: trading-primary has it in hand until 10:32:17 IST: Hand me');
  });

  test('says what a parameter that disables trading holds', () => {
    const text = said(tellStatus(status({ trading: { value: 'false', version: 8, since: isoAfter(0) } })));
    expect(text).toContain('Trading disabled: the parameter is "false"');
  });
});

describe('runbooks', () => {
  const listed: Runbooks = {
    environment: 'observe',
    runbooks: [
      {
        id: 'trading-service-not-processing-orders',
        title: 'Trading Service Not Processing Orders',
        severity: 'P2',
        owner: 'trading',
        target: 'trading',
        triggers: ['running-tasks', 'error-lines', 'oldest-unanswered-order'],
        mode: { own: 'act', effective: 'observe' },
      },
      {
        id: 'x',
        title: 'X',
        severity: 'P3',
        severityInSession: 'P2',
        owner: 'backend',
        target: 'database',
        triggers: [],
        mode: { unseen: 'gone' },
      },
    ],
    said: '',
  };

  test('are listed with what starts them and how far they may go', () => {
    const text = said(tellRunbooks(listed));
    expect(text).toContain('trading-service-not-processing-orders observe (its own: act)');
    expect(text).toContain('P3 (P2 in the session), owned by backend, about database. Started by an engineer.');
    expect(text).toContain('x could not check: gone');
  });

  test('have their modes in a table', () => {
    expect(shown(tellModes(listed)).split('\n')).toContain('trading-service-not-processing-orders  act      observe');
  });
});

describe('incidents', () => {
  test('are listed with who has them and what waits for an answer', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(60) };
    const list: Incidents = {
      incidents: [
        { ...incident({ acknowledged }), questions: 2 },
        {
          ...incident({ id: 'two', status: 'closed', closedAt: isoAfter(90), closedBy: { by: 'cto', reason: EVIL } }),
          questions: 0,
        },
        { ...incident({ id: 'three' }), questions: 1 },
      ],
      leftOut: 0,
      said: '3 incidents.',
    };
    const text = said(tellIncidents(list));
    expect(text).toContain(
      'P2 open 20 Nov 2026 10:02:17 IST Trading Service Not Processing Orders trading-service-not-processing-orders-20261120T043217Z acknowledged by trading-primary at 10:03:17 IST; 2 questions wait for an answer',
    );
    expect(text).toContain('closed by cto: Hand me');
    expect(text).toContain('nobody has acknowledged it; 1 question waits for an answer');
  });

  const one: Shown = {
    incident: incident({ joined: 1, pages: [{ contact: 'trading-primary', rung: 1, at: isoAfter(70) }] }),
    timeline: [
      {
        at: isoAfter(5),
        step: 'Check service status',
        finding: `0 of 2 tasks running. ${EVIL}`,
        advice: 'Look at the image.',
      },
      { at: isoAfter(9), step: 'Restart', finding: 'Not done.', refused: { act: 'restart', because: 'observe' } },
      { at: isoAfter(9), step: 'Halt', finding: 'Halted.', act: { action: 'halt-trading', resource: 'x'.repeat(120) } },
    ],
    approvals: [
      {
        id: 'a1',
        incidentId: incident().id,
        step: 'Scale',
        act: 'scale-up',
        resource: 'algo-trading-prod-trading',
        command: `aws ${'y'.repeat(200)}`,
        effect: 'Two copies may run.',
        undo: 'start undo-scaling',
        because: LONG,
        facts: {},
        askedAt: isoAfter(60),
        expiresAt: isoAfter(660),
        requester: 'team-lead',
        status: 'asked',
        decisions: [{ decision: 'approve', contact: 'cto', identity: 'IAM user cto', reason: EVIL, at: isoAfter(80) }],
        waiting: true,
        open: true,
      },
    ],
    said: '',
  };

  test('are shown whole: nothing is cut, however long, and no text from outside commands the terminal', () => {
    const text = tellIncident(one);
    const all = said(text);
    expect(all).toContain('1 further delivery joined it.');
    expect(all).toContain('10:02:22 IST Check service status: 0 of 2 tasks running. Hand me → Look at the image.');
    expect(all).toContain('Not done: restart, observe');
    expect(all).toContain('10:03:27 IST rung 1: trading-primary');
    expect(all).toContain(
      'Question a1: scale-up of algo-trading-prod-trading, asked at 10:03:17 IST; waits for an answer until 10:13:17 IST',
    );
    expect(all).toContain('approved by cto (IAM user cto): Hand me');
    expect(all).toContain('Asked by team-lead');
    expect(all).toContain(`Answer it with \`approve ${one.incident.id} --reason "<why>"\`, or with \`refuse\`.`);
    expect(shown(text).match(/x/g)?.length).toBeGreaterThanOrEqual(120);
    expect(shown(text).split('\n')).toContain(`  Command   aws ${'y'.repeat(200)}`);
    expect(all).toContain('Nobody has acknowledged it.');
  });

  test('show of a question whose time has passed that it is not approved', () => {
    const approvals = one.approvals.map((approval) => ({ ...approval, open: false }));
    const text = said(tellIncident({ ...one, approvals }));
    expect(text).toContain('expired at 10:13:17 IST: not approved');
    expect(text).not.toContain('Answer it with');
  });
});

test('what was observed is told by runbook: what it would have done, what a guard refused, how it ended', () => {
  const would =
    'Would have done now: aws ecs update-service --cluster algo-trading-prod-cluster --service algo-trading-prod-trading --force-new-deployment';
  const { id: runbook, title } = { id: incident().runbook, title: incident().title };
  const timeline = [
    { at: isoAfter(20), step: 'Restart', finding: would, refused: { act: 'restart', because: 'observe' } },
    {
      at: isoAfter(30),
      step: 'Restart',
      finding: 'No.',
      refused: { act: 'restart', because: 'the attempt budget is spent' },
    },
  ];
  const runbooks = observe(
    [
      { id: runbook, title },
      { id: 'never-started', title: 'Never' },
      { id: 'neither', title: 'Neither' },
    ],
    [{ incident: incident({ status: 'fixed', closedAt: isoAfter(600) }), timeline }],
  );
  const text = said(tellObserved({ since: isoAfter(-86_400), runbooks, said: '1 incident.' }));
  expect(text).toContain(`10:02:37 IST ${would}`);
  expect(text).toContain('10:02:47 IST Guard: restart refused, the attempt budget is spent');
  expect(text).toContain('Ended Fixed on 20 Nov 2026 10:12:17 IST, and nobody was seen near it.');
  expect(text).toMatch(/Not started in that time, so nothing is known of them: never-started, neither\.$/);
});

describe('text from outside', () => {
  test.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['the title of a window', '\u001b]0;mine\u0007text', 'text'],
    ['controls of eight bits', 'a\u009b2Jb', 'ab'],
    ['line breaks', 'one\r\ntwo\u2028three', 'one  two three'],
    ['an escape that nothing follows', 'a\u001b', 'a '],
    ['writing the other way round', 'a\u202eb\u2066c', 'a b c'],
  ])('loses %s', (_what, given, kept) => {
    expect(plain(given)).toBe(kept);
  });

  test('keeps its letters, of whatever script', () => {
    expect(plain('₹ 50,000 — हिन्दी क्‍ष 🚀')).toBe('₹ 50,000 — हिन्दी क्‍ष 🚀');
  });

  test('is the same again after JSON, which holds no control character but its own line breaks', () => {
    const printed = json({ text: EVIL, lines: 'a\nb' }, 2);
    expect(JSON.parse(printed)).toEqual({ text: EVIL, lines: 'a\nb' });
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });
});

describe('breaking lines', () => {
  test('is between words where it can be', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
  });

  test('breaks a word that is too long, and loses nothing of it', () => {
    expect(wrapped(`a ${'x'.repeat(25)} b`, 10)).toEqual(['a', 'xxxxxxxxxx', 'xxxxxxxxxx', 'xxxxx b']);
  });

  test('does not count colours', () => {
    expect(wrapped('\u001b[31mone\u001b[39m two', 7)).toHaveLength(1);
  });

  test('a table gives what is left to its last column', () => {
    const lines = table(['id', 'why'], [['a'.repeat(30), 'word '.repeat(20).trim()]]).split('\n');
    expect(lines.every((line) => stripVTControlCharacters(line).length <= 80)).toBe(true);
    expect(lines.join(' ').match(/word/g)).toHaveLength(20);
  });
});

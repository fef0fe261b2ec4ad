import { isFormToken } from '../../../../lambdas/shared/form-token';
import type { Gathered } from '../../../../lambdas/show-incident/gather';
import { view } from '../../../../lambdas/show-incident/view';
import type { Viewer } from '../../../../lambdas/show-incident/viewer';
import { at, incident, isoAfter, seen, unseen } from '../../../support/incidents';
import { approval } from '../approvals/people';
import { byLink, gathered, ID, SECRET, SESSION, series, signedIn, words } from './seen';

const read = (over: Partial<Gathered> = {}, viewer: Viewer = byLink()) => words(view(gathered(over), viewer));
const held = { ...gathered().incident, acknowledged: { by: 'team-lead', at: isoAfter(600) } };

describe('first of all', () => {
  test('what is wrong, how badly, since when and for how long', () => {
    const top = read().slice(0, 420);
    expect(top).toContain(
      'P2 High Trading Service Not Processing Orders Alarm algo-trading-prod-trading/TooFewRunningTasks',
    );
    expect(top).toContain('Since 20 Nov 2026 10:02:17 IST, for 12 min.');
    expect(top).toContain('Open. The last look found it not fixed. Escalated to people at 10:07:17 IST.');
    expect(top).toContain('Nobody has it: it is not acknowledged.');
  });

  test('the market', () => {
    expect(read()).toContain(
      'Market: session until 15:30:00 IST (Friday 20 November 2026, continuous trading until 15:30).',
    );
  });

  test('why it is for people, what to do next and whom to call, in the words of the step that gave up', () => {
    const gaveUp = {
      at: isoAfter(300),
      step: 'Verify broker connection',
      finding: 'The broker does not answer.',
      outcome: 'escalate' as const,
      advice: 'Ask the broker.',
      callOutside: 'broker' as const,
    };
    const page = read({ timeline: [gaveUp] });
    expect(page).toContain('Why it is for people: The broker does not answer. What to do next: Ask the broker.');
    expect(page).toContain('Call: Angel One Support, support@angelbroking.com.');
  });

  test('a runbook that only observes says that it changes nothing', () => {
    expect(read({ mode: seen('observe') })).toContain('mode is observe: it changes nothing by itself.');
    expect(read()).not.toContain('changes nothing by itself');
  });
});

describe('"I have it"', () => {
  test('is a form that posts the token made for this link, this incident and this rung', () => {
    const page = view(gathered(), byLink());
    expect(page).toContain(`<form method="post" action="/i/${SECRET}/acknowledge"`);
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1];
    expect(isFormToken(token, SECRET, 'acknowledge', ID, '1')).toBe(true);
    expect(words(page)).toContain(
      'I have it It is written down for trading-primary, and nobody further is paged until 10:32:17 IST.',
    );
  });

  test.each<[string, Partial<Gathered>, Viewer]>([
    ['to who is only signed in', {}, signedIn('team-lead')],
    ['once somebody has it', { incident: held }, byLink()],
    ['on a link that has acknowledged', { incident: held }, byLink({ acknowledgedAt: isoAfter(600) })],
    ['once the incident has ended', { incident: incident({ status: 'fixed', closedAt: isoAfter(700) }) }, byLink()],
  ])('is not offered %s', (_when, over, viewer) => {
    expect(view(gathered(over), viewer)).not.toContain('I have it');
  });

  test('is offered again when what was acknowledged has lapsed at the deadline', () => {
    const page = read({ incident: held, now: at(1800) });
    expect(page).toContain(
      'Nobody has it: it is not acknowledged. team-lead acknowledged at 10:12:17 IST, which held until the deadline.',
    );
    expect(page).toContain('I have it It is written down for trading-primary, and nobody further is paged.');
  });
});

describe('what is asked', () => {
  const open = { approvals: [approval()] };

  test('stands there whole: act, effect, reason, undo, command, people and time', () => {
    const page = read(open);
    expect(page).toContain('You are asked: scale-up of algo-trading-prod-trading');
    expect(page).toContain('Effect Each copy may send the same order. Why Two copies may not run side by side.');
    expect(page).toContain('Undo aws application-autoscaling register-scalable-target --min-capacity 2');
    expect(page).toContain(
      'Exactly this is done aws application-autoscaling register-scalable-target --min-capacity 3',
    );
    expect(page).toContain(
      'Who may decide One person of: trading-primary (trading-primary); trading-backup (trading-backup);',
    );
    expect(page).toContain(
      'Yes so far Nobody yet. Until 10:32:17 IST, 18 min from now. Without an answer it is not done.',
    );
  });

  test('comes before the buttons, and those before what was tried', () => {
    const page = read(open);
    const order = [
      'Open.',
      'You are asked',
      'I have it',
      'Sign in to approve',
      'What was tried',
      'How it looks now',
      'Who was paged',
      'The written procedure',
      'Outside',
      'Consoles',
    ];
    const places = order.map((part) => page.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  test('who is not signed in is sent to sign in, and back to this page', () => {
    expect(view(gathered(open), byLink())).toContain(`href="/sign-in?to=/i/${SECRET}"`);
    expect(view(gathered(open), byLink())).not.toContain('/decide');
  });

  test('who may decide gets two forms, each with its own token and a reason that must be given', () => {
    const page = view(gathered(open), signedIn('team-lead'));
    const forms = [...page.matchAll(/<form method="post" action="\/incidents\/[^"]+\/decide".*?<\/form>/gs)].map(
      ([found]) => found,
    );
    expect(forms).toHaveLength(2);
    const fields = forms.map((found) =>
      Object.fromEntries(
        [...found.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      ),
    );
    expect(fields).toMatchObject([
      { approval: 'a1', decision: 'approve', to: `/incidents/${ID}` },
      { approval: 'a1', decision: 'refuse', to: `/incidents/${ID}` },
    ]);
    expect(fields.map(({ token, decision }) => isFormToken(token, SESSION, decision ?? '', ID, 'a1'))).toEqual([
      true,
      true,
    ]);
    for (const found of forms)
      expect(found).toMatch(/<input type="text" id="[^"]+" name="reason" required maxlength="500"/);
  });

  test('who has said yes already may only take it back', () => {
    const decisions = [yes('team-lead')];
    const page = view(gathered({ approvals: [approval({ act: 'resume-trading', decisions })] }), signedIn('team-lead'));
    expect(words(page)).toContain('You have approved it already');
    expect(page).not.toContain('value="approve"');
    expect(page).toContain('value="refuse"');
  });

  test('who opened a link and is signed in comes back to the link', () => {
    const page = view(gathered(open), { ...byLink(), ...signedIn('team-lead') });
    expect(page).toContain(`name="to" value="/i/${SECRET}"`);
  });

  test.each<[string, Viewer, Partial<Gathered>, string]>([
    ['a stranger', signedIn(), open, 'which is nobody we know: you cannot decide.'],
    ['somebody who is not on the list', signedIn('cto'), open, 'cto may not decide about scale-up.'],
    [
      'anybody while the runbook does not wait yet',
      signedIn('team-lead'),
      { approvals: [approval({ waiting: false })] },
      'does not wait for the answer yet',
    ],
  ])('%s gets the reason instead of buttons', (_who, viewer, over, because) => {
    const page = view(gathered(over), viewer);
    expect(words(page)).toContain(because);
    expect(words(page).split(because)).toHaveLength(2);
    expect(page).not.toContain('/decide');
  });

  test('who asked for it may refuse it, and nothing else', () => {
    const page = view(gathered({ approvals: [approval({ requester: 'team-lead' })] }), signedIn('team-lead'));
    expect(page.match(/\/decide"/g)).toHaveLength(1);
    expect(words(page)).toContain('You have asked for it yourself: somebody else approves. You may refuse it.');
    expect(words(page)).toContain('team-lead (team-lead), who asked for it and may only refuse');
  });

  test('of two people the first is named with the reason', () => {
    const page = read({ approvals: [approval({ act: 'resume-trading', decisions: [yes('team-lead')] })] });
    expect(page).toContain('2 different people of:');
    expect(page).toContain('Yes so far team-lead at 10:05:17 IST: Broker is back');
  });
});

describe('what was asked before is told, and asked no more', () => {
  test.each<[string, Partial<Gathered>, string]>([
    [
      'approved',
      { approvals: [approval({ status: 'approved', decisions: [yes('team-lead')] })] },
      'Approved by team-lead at 10:05:17 IST. team-lead: Broker is back',
    ],
    [
      'refused',
      {
        approvals: [
          approval({ status: 'refused', decisions: [{ ...yes('cto'), decision: 'refuse', reason: 'Too late today' }] }),
        ],
      },
      'Refused by cto at 10:05:17 IST: Too late today.',
    ],
    [
      'void',
      { approvals: [approval({ status: 'void', decisions: [yes('team-lead')] })] },
      'and void: the system had changed by then, and it was asked anew.',
    ],
    [
      'expired',
      { approvals: [approval()], now: at(1800) },
      'scale-up of algo-trading-prod-trading Expired at 10:32:17 IST: not approved.',
    ],
    [
      'open when the incident ended',
      { approvals: [approval()], incident: incident({ status: 'fixed', closedAt: isoAfter(700) }) },
      'Not answered: the incident has ended as fixed.',
    ],
  ])('%s', (_how, over, says) => {
    const page = view(gathered(over), signedIn('team-lead'));
    expect(words(page)).toContain(says);
    expect(words(page)).not.toContain('You are asked');
    expect(page).not.toContain('/decide');
  });
});

describe('the story', () => {
  test('of a step that was asked again and again the last answer is told; what it did is told always', () => {
    const line = (seconds: number, finding: string, more: object = {}) => ({
      at: isoAfter(seconds),
      step: 'Verify that it is resolved',
      finding,
      outcome: 'wait' as const,
      ...more,
    });
    const act = { action: 'ecs:UpdateService', resource: 'algo-trading-prod-trading' };
    const page = read({ timeline: [line(60, 'First.', { act }), line(120, 'Second.'), line(180, 'Third.')] });
    expect(page).toContain('First. Done: ecs:UpdateService algo-trading-prod-trading');
    expect(page).not.toContain('Second.');
    expect(page).toContain('10:05:17 IST Verify that it is resolved Third.');
  });

  test('what was not done stands there with its reason', () => {
    const refused = { act: 'restart', because: 'observe' };
    const page = read({ timeline: [{ at: isoAfter(60), step: 'Restart', finding: 'It would have.', refused }] });
    expect(page).toContain('Not done: restart (observe)');
  });

  test('evidence is words, not JSON', () => {
    expect(read()).toContain('Evidence (1) stopped: task 6f8a, exitCode 1');
  });

  test('who was paged when; and where nobody was, that', () => {
    expect(read()).toContain('Who was paged 10:07:19 IST trading-primary (trading-primary), rung 1');
    expect(read({ incident: incident() })).toContain('Who was paged Nobody has been paged.');
  });

  test('the written procedure has its steps in order, what each found, and which were not reached', () => {
    const page = read();
    expect(page).toContain('The written procedure: Trading Service Not Processing Orders');
    expect(page).toContain('Check service status 10:02:29 IST: 1 of 2 tasks running; 3 tasks ended by themselves.');
    expect(page).toContain('Check recent logs Not reached.');
  });

  test('a procedure that this version does not know is said to be unknown', () => {
    expect(read({ incident: incident({ runbook: 'old' }) })).toContain(
      'old is not among the runbooks of this version.',
    );
  });
});

describe('the evidence', () => {
  test('tasks, what ECS says, the metric in numbers, and the end of the log', () => {
    const page = read();
    expect(page).toContain(
      'Tasks of trading 1 of 2 running, 1 pending; newest deployment COMPLETED. 10:13:02 IST (service',
    );
    expect(page).toContain('RunningTaskCount, 09:14 to 10:14 IST: highest 2, lowest 0, last 1, threshold 1.');
    expect(page).toContain('Last log lines All 1 line of the last 15 min');
    expect(page).toContain('10:13:57 IST ERROR connection refused');
  });

  test('whom to call outside, and the consoles of what it is about', () => {
    const page = view(gathered(), byLink());
    expect(words(page)).toContain(
      'Outside Angel One Support support@angelbroking.com AWS Support AWS Console > Support',
    );
    expect(page).toContain(
      'href="https://ap-south-1.console.aws.amazon.com/ecs/v2/clusters/algo-trading-prod-cluster/services/algo-trading-prod-trading/health?region=ap-south-1"',
    );
  });

  test('silence is said: no event, no line, no data, no picture', () => {
    const silent = { running: 0, desired: 0, pending: 0, rollout: 'COMPLETED', events: [] };
    const page = read({
      services: seen([{ role: 'trading', look: seen(silent) }]),
      logs: seen({ lines: [], truncated: false }),
      metric: seen({ series: series({ points: [] }) }),
      timeline: [],
    });
    expect(page).toContain('ECS has said nothing of late.');
    expect(page).toContain('No line in the last 15 min.');
    expect(page).toContain('RunningTaskCount, 09:14 to 10:14 IST: no data, threshold 1.');
    expect(page).toContain('Nothing is written down yet.');
    expect(read({ metric: seen({ noPicture: 'It goes by other alarms.' }) })).toContain(
      'There is no picture. It goes by other alarms.',
    );
  });

  test('a log with more than could be read says that later lines may be missing', () => {
    expect(read({ logs: seen({ lines: [], truncated: true }) })).toContain('later lines may be missing');
  });
});

test('what could not be seen is said in its place, and hides nothing else', () => {
  const because = 'ThrottlingException: Rate exceeded';
  const page = read({
    phase: unseen(because),
    mode: unseen(because),
    services: seen([{ role: 'trading', look: unseen(because) }]),
    logs: unseen(because),
    metric: unseen(because),
  });
  expect(page.split(`could not check: ${because}.`)).toHaveLength(6);
  expect(page).toContain('I have it');
});

test('without the parameters the incident can still be read and acknowledged', () => {
  const gone = unseen('Error: There is no parameter /runbook-prod/system');
  const page = read({ parameters: gone, services: gone, logs: gone, phase: gone, mode: gone, approvals: [approval()] });
  expect(page).toContain('Who may decide could not check: Error: There is no parameter /runbook-prod/system.');
  expect(page).toContain('I have it');
  expect(page).toContain('Outside could not check: Error');
  expect(page).toContain('Consoles could not check: Error');
});

function yes(contact: string) {
  return {
    decision: 'approve' as const,
    contact,
    identity: `IAM user ${contact}`,
    reason: 'Broker is back',
    at: isoAfter(180),
  };
}

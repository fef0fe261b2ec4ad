import { parse } from 'node-html-parser';
import { report } from '../../../../rehearsal/report/page';
import { gameDay, playedOut } from '../../../support/reported';

const pageOf = (...given: Parameters<typeof gameDay>) => parse(report(gameDay(...given)));

const BROKEN = playedOut('second', { ok: false, broken: ['2 restarts, expected 1', 'no page says /broker/'] });

describe('the top of the report', () => {
  test('says that every expectation held, where it did', () => {
    const page = pageOf([playedOut('first'), playedOut('second')]);
    expect(page.querySelector('h1')?.text).toBe('2 stories rehearsed, and every expectation held');
    expect(page.querySelector('.loud')).toBeNull();
    expect(page.querySelectorAll('.broken')).toEqual([]);
  });

  test('names what did not hold first, with each expectation, and links to the story', () => {
    const page = pageOf([playedOut('first'), BROKEN]);
    expect(page.querySelector('h1')?.text).toBe('1 of 2 stories did not hold');
    const loud = page.querySelector('.loud');
    expect(loud?.querySelectorAll('p').map(({ text }) => text)).toEqual(BROKEN.broken);
    expect(loud?.querySelector('a')?.getAttribute('href')).toBe('#story-second');
    // Before any figure, and its story before those that held, open.
    const text = page.querySelector('body')?.innerHTML ?? '';
    expect(text.indexOf('class="loud"')).toBeLessThan(text.indexOf('class="figures"'));
    expect(page.querySelectorAll('details.one').map((one) => one.querySelector('section')?.id)).toEqual([
      'story-second',
      'story-first',
    ]);
    expect(page.querySelector('details.one')?.hasAttribute('open')).toBe(true);
  });

  test('says once that AWS is simulated, and what was played how', () => {
    const page = pageOf([playedOut('first', { environment: 'staging' }), playedOut('second')], {
      seed: 7,
      slower: 3,
      otherwise: ['alarmExtraPeriods'],
    });
    expect(page.text.match(/simulated/g)).toHaveLength(1);
    const about = page.querySelector('dl.about')?.text.replaceAll(/\s+/g, ' ');
    expect(about).toContain('prod; staging in 1 story');
    expect(about).toContain('Seed7;');
    expect(about).toContain('3 times as long');
    expect(about).toContain('played the other way: alarmExtraPeriods');
    expect(about).toContain('trading: old and new tasks may overlap, state does not survive a restart');
    expect(about).toContain('Not watcheddaily loss');
  });

  test('adds up runs, pages, acts, what was held back, and dollars', () => {
    const [run] = playedOut('first').executions;
    const joined = { ...run, machine: run?.machine ?? '', outcome: 'joined', transitions: 3, startedAt: '', path: [] };
    const escalation = { ...joined, machine: 'runbook-prod-escalation', outcome: 'escalated' };
    const at = '2026-11-20T04:34:00.000Z';
    const page = pageOf([
      playedOut('first', {
        executions: [...playedOut('first').executions, joined, joined, escalation].map((one) => ({
          ...one,
          startedAt: at,
        })),
        refusals: [{ act: 'restart', because: 'somebody has it in hand', at }],
      }),
      playedOut('second', { costUsd: 1 }),
    ]);
    const figures = page
      .querySelectorAll('header dl.figures div')
      .map((one) => `${one.querySelector('dd')?.text} ${one.querySelector('dt')?.text}`);
    expect(figures).toEqual([
      '2 incidents',
      '2 runs resolved',
      '0 escalated',
      '0 stood down',
      '2 joined',
      '0 pages',
      '2 acts',
      '1 held back',
      '$1.0042 cost',
    ]);
  });

  test('sets the median beside the perfect operator’s', () => {
    const seconds = [60, 70, 200].map((mitigatedAfterSeconds, index) =>
      playedOut(`story-${index}`, { mitigatedAfterSeconds, oracleSeconds: 50 + index }),
    );
    expect(
      pageOf(seconds)
        .querySelectorAll('header p b')
        .map(({ text }) => text),
    ).toEqual(['70 s', '51 s']);
  });
});

describe('the contents', () => {
  test('have every story under its runbook, with its status, and lead to it', () => {
    const page = pageOf([playedOut('first'), playedOut('look', { runbook: 'look-at-it' }), BROKEN]);
    const nav = page.querySelector('nav');
    expect(nav?.querySelectorAll('summary .what').map(({ text }) => text)).toEqual(['Restart It', 'Look at It']);
    expect(nav?.querySelectorAll('summary .count').map(({ text }) => text)).toEqual(['1 of 2 did not hold', '1 story']);
    const links = nav?.querySelectorAll('a').map((link) => link.getAttribute('href') ?? '') ?? [];
    expect(links).toEqual(['#story-second', '#story-first', '#story-look']);
    // Inside of what is folded up: a browser unfolds it to show what a link leads to.
    for (const link of links) expect(page.querySelector(`details.one section${link}`)).not.toBeNull();
  });

  test('are folded up where there are many, but not where something did not hold', () => {
    const many = Array.from({ length: 13 }, (_, index) => playedOut(`story-${index}`));
    const open = (page: ReturnType<typeof pageOf>) =>
      page.querySelectorAll('nav details').map((one) => one.hasAttribute('open'));
    expect(open(pageOf([...many, playedOut('look', { runbook: 'look-at-it' })]))).toEqual([false, false]);
    expect(open(pageOf([...many, { ...BROKEN, runbook: 'look-at-it' }]))).toEqual([false, true]);
  });
});

describe('a story', () => {
  const PAGE = {
    rung: 1,
    contact: 'primary',
    at: '2026-11-20T04:34:53.000Z',
    subject: '[P2] It: unknown',
    message: 'WHAT TO DO NEXT\n- Look & see.',
  };

  test('has its pages as they were sent', () => {
    const page = pageOf([playedOut('first', { pages: [PAGE] })]);
    expect(page.querySelector('.story pre')?.text).toBe(PAGE.message);
    expect(page.querySelector('.story summary')?.text).toContain('[P2] It: unknown');
  });

  test('tells its findings line by line in IST, between fault and alarm and end', () => {
    const lines = pageOf([playedOut('first')])
      .querySelectorAll('.story ol.lines')[0]
      ?.querySelectorAll('li')
      .map((line) => `${line.querySelector('time')?.text} ${line.querySelector('b')?.text}`);
    expect(lines).toEqual([
      '10:01:30 Fault',
      '10:03:00 Alarm',
      '10:03:02 Open it',
      '10:03:11 Restart',
      '10:05:00 Verify',
    ]);
  });

  test('says what was refused and why, and which calls were denied', () => {
    const at = '2026-11-20T04:34:00.000Z';
    const text = pageOf([
      playedOut('first', {
        refusals: [{ act: 'restart', because: 'somebody has it in hand', at }],
        denied: [{ by: 'restart-service', action: 'ecs:UpdateService', resource: 'arn:of:it', at }],
      }),
    ]).querySelector('.story')?.text;
    expect(text).toContain('restart: somebody has it in hand');
    expect(text).toContain('ecs:UpdateService by restart-service, on arn:of:it');
  });

  test('that is nothing but a checklist shows what each item says', () => {
    const story = pageOf([
      playedOut('morning', {
        timeline: [],
        faultAt: null,
        alarmAt: null,
        checklists: [
          {
            id: 'morning-checklist',
            date: '2026-11-20',
            run: 1,
            at: '2026-11-20T03:15:00.000Z',
            passed: true,
            items: [{ item: 'Verify broker', state: 'could not check', says: 'No answer.' }],
          },
        ],
      }),
    ]).querySelector('.story');
    expect(story?.text).toContain('Morning checklist of 2026-11-20, run 1: passed');
    expect(story?.querySelector('td.m')?.text).toBe('?');
    expect(story?.text).not.toContain('No incident was opened');
  });
});

describe('whatever a story says', () => {
  const HOSTILE = `</title></text></pre><script>alert(1)</script><img src=x onerror="alert(1)">'"&`;
  const at = '2026-11-20T04:34:00.000Z';
  const hostile = playedOut('first', {
    ok: false,
    title: HOSTILE,
    broken: [HOSTILE],
    timeline: [{ at, step: HOSTILE, finding: HOSTILE, outcome: HOSTILE }],
    pages: [{ rung: 1, contact: HOSTILE, at, subject: HOSTILE, message: HOSTILE }],
    acts: [{ action: HOSTILE, resource: HOSTILE, at }],
    refusals: [{ act: HOSTILE, because: HOSTILE, at }],
    denied: [{ by: HOSTILE, action: HOSTILE, resource: HOSTILE, at }],
    executions: [
      ...playedOut('first').executions,
      { machine: HOSTILE, outcome: HOSTILE, transitions: 1, startedAt: at, path: [HOSTILE] },
    ],
    checklists: [{ id: HOSTILE, date: HOSTILE, run: 1, at, items: [{ item: HOSTILE, state: HOSTILE, says: HOSTILE }] }],
    notices: [{ contact: HOSTILE, at }],
    runbook: HOSTILE,
  });

  test('makes no markup', () => {
    const page = pageOf([hostile]);
    expect(page.querySelectorAll('script, img')).toEqual([]);
    expect(
      page.querySelectorAll('*').filter((one) => Object.keys(one.attributes).some((name) => /^on/i.test(name))),
    ).toEqual([]);
    // It is told all the same: as text.
    expect(page.querySelector('pre')?.text).toBe(HOSTILE);
    expect(page.querySelector('.broken p')?.text).toBe(HOSTILE);
  });

  test('reaches nobody: the page loads nothing and runs nothing', () => {
    const text = report(gameDay([playedOut('first'), playedOut('second')]));
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|src=/i);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });
});

test('the same game day makes the same page, byte for byte', () => {
  jest.useFakeTimers({ now: 0 });
  const first = report(gameDay([playedOut('first'), BROKEN]));
  jest.setSystemTime(Date.UTC(2031, 0, 1));
  expect(report(gameDay([playedOut('first'), BROKEN]))).toBe(first);
  jest.useRealTimers();
});

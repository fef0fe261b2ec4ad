import { decideOpening, type OpenEntry } from '../../../../lambdas/shared/board';

/** An open incident, or one that is asked for; its runbook is named after its target. */
const entry = (over: Partial<OpenEntry> & Pick<OpenEntry, 'target'>): OpenEntry => ({
  incidentId: `${over.target}-1`,
  runbook: `${over.target}-runbook`,
  severity: 'P2',
  dependsOn: [],
  execution: `arn:${over.target}-1`,
  ...over,
});
const asked = (over: Parameters<typeof entry>[0]) => {
  const { incidentId: _, ...request } = entry({ execution: 'arn:asked', ...over });
  return request;
};

const trading = { target: 'trading', dependsOn: ['database'] } as const;
const dashboard = { target: 'dashboard', dependsOn: ['trading', 'database'] } as const;
const database = { target: 'database' } as const;
const system = { target: 'system', severity: 'P1' } as const;

test('with nothing open an incident is opened, and takes nothing over', () => {
  expect(decideOpening([], asked(trading))).toEqual({ takeOver: [] });
});

describe('the same runbook for the same target', () => {
  test('is the same incident: a second alarm joins it', () => {
    expect(decideOpening([entry(trading)], asked(trading))).toEqual({ join: 'trading-1' });
  });

  test('asked for once more by the execution that opened it is found again', () => {
    const again = asked({ ...trading, execution: 'arn:trading-1' });
    expect(decideOpening([entry(database), entry(trading)], again)).toEqual({ opened: 'trading-1' });
  });

  test('is found before its cause: it joins its own incident', () => {
    expect(decideOpening([entry(database), entry(trading)], asked(trading))).toEqual({ join: 'trading-1' });
  });
});

describe('one cause, one incident', () => {
  test('a trading alarm while a database incident is open joins it', () => {
    expect(decideOpening([entry(database)], asked(trading))).toEqual({ join: 'database-1' });
  });

  test('a database incident takes over the trading one that was open before it', () => {
    expect(decideOpening([entry(trading)], asked(database))).toEqual({ takeOver: [entry(trading)] });
  });

  test('a database incident takes over everything that depends on the database, and nothing else', () => {
    const others = [entry(trading), entry(dashboard), entry({ target: 'data-service' })];
    expect(decideOpening(others, asked(database))).toEqual({ takeOver: [entry(trading), entry(dashboard)] });
  });

  test('a P1 about the system as a whole takes over everything that is open', () => {
    const open = [entry(trading), entry(database), entry({ target: 'data-service', severity: 'P1' })];
    expect(decideOpening(open, asked(system))).toEqual({ takeOver: open });
  });

  test('every alarm joins a P1 about the system as a whole', () => {
    for (const one of [trading, dashboard, database])
      expect(decideOpening([entry(system)], asked(one))).toEqual({ join: 'system-1' });
  });

  test('what neither depends on the other stays apart', () => {
    expect(decideOpening([entry({ target: 'data-service' })], asked(trading))).toEqual({ takeOver: [] });
  });

  test('an effect does not swallow its cause', () => {
    expect(decideOpening([entry(dashboard)], asked({ target: 'data-service' }))).toEqual({ takeOver: [] });
  });
});

describe('a less severe incident stands for no more severe one: people would come too late', () => {
  test('a P1 of trading does not join a P2 of the database', () => {
    expect(decideOpening([entry(database)], asked({ ...trading, severity: 'P1' }))).toEqual({ takeOver: [] });
  });

  test('a P2 of the database does not take over a P1 of trading', () => {
    expect(decideOpening([entry({ ...trading, severity: 'P1' })], asked(database))).toEqual({ takeOver: [] });
  });

  test('a P2 about the system takes over a P3 and leaves a P1 alone', () => {
    const lesser = entry({ target: 'dashboard', severity: 'P3' });
    const open = [lesser, entry({ ...trading, severity: 'P1' })];
    expect(decideOpening(open, asked({ ...system, severity: 'P2' }))).toEqual({ takeOver: [lesser] });
  });
});

describe('two runbooks about one target', () => {
  const slow = { ...dashboard, runbook: 'dashboard-slow', incidentId: 'slow-1' };

  test('the more severe takes over the less severe', () => {
    const open = entry({ ...slow, severity: 'P3' });
    expect(decideOpening([open], asked(dashboard))).toEqual({ takeOver: [open] });
  });

  test('of the same severity they stay two', () => {
    expect(decideOpening([entry(slow)], asked(dashboard))).toEqual({ takeOver: [] });
  });

  test('the less severe is opened beside the more severe: it is not lost in it', () => {
    expect(decideOpening([entry({ ...slow, severity: 'P1' })], asked(dashboard))).toEqual({ takeOver: [] });
  });
});

test('what goes wrong beside planned work on the database is an incident of its own, and the work goes on', () => {
  const work = entry({ ...database, planned: true, asked: true });
  expect(decideOpening([work], asked(trading))).toEqual({ takeOver: [] });
  expect(decideOpening([work], asked(system))).toEqual({ takeOver: [] });
});

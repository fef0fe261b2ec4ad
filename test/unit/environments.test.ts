import { environments } from '../../environments';
import { prod } from '../../environments/prod';
import { EnvironmentError, NOT_CONFIGURED, parseEnvironment } from '../../environments/schema';
import { staging } from '../../environments/staging';

type Tree = { [key: string]: unknown };
type Path = readonly string[];

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Every path in a value, with what stands there: objects and lists before what they hold. */
function* paths(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (path.length > 0) yield [path, value];
  if (isTree(value)) for (const [key, inner] of Object.entries(value)) yield* paths(inner, [...path, key]);
}

/** The production environment with one change. */
function changed(path: Path, change: (holder: Tree, key: string) => void): unknown {
  const copy = structuredClone(prod) as unknown as Tree;
  const holder = path.slice(0, -1).reduce<Tree>((tree, key) => tree[key] as Tree, copy);
  change(holder, path.at(-1) ?? '');
  return copy;
}
const set = (path: string, value: unknown): unknown =>
  changed(path.split('.'), (holder, key) => {
    holder[key] = value;
  });

function complaints(given: unknown): string {
  try {
    parseEnvironment(given);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return 'none';
}

const everyPath = [...paths(prod)].map(([path, value]) => ({ path, value, at: path.join('.') }));
/** Maps whose keys are the owner's: names, years and dates. A contact that is missing is noticed where it is used. */
const MAPS = [
  /^contacts$/,
  /^approvers$/,
  /\.dimensions$/,
  /^calendar\.days$/,
  /^calendar\.days\.\d+\.(holidays|specialSessions)$/,
];
const isMap = (path: Path): boolean => MAPS.some((map) => map.test(path.join('.')));
/**
 * A special session may begin as long before its opening as any other day; a contact who only acknowledges needs no
 * identity; mornings begin at 08:00.
 */
const OPTIONAL = [/\.specialSessions\..+\.preOpen$/, /^contacts\.[^.]+\.identities/, /^paging\.holdUntil$/];
const isOptional = (path: Path): boolean => OPTIONAL.some((optional) => optional.test(path.join('.')));
const isInList = (path: Path): boolean => /^\d+$/.test(path.at(-1) ?? '');

describe('an environment file is refused, by field', () => {
  const required = everyPath.filter(({ path }) => !isMap(path.slice(0, -1)) && !isOptional(path) && !isInList(path));

  test.each(required)('without $at', ({ path, at }) => {
    const message = complaints(
      changed(path, (holder, key) => {
        delete holder[key];
      }),
    );
    expect(message).toMatch(/^environments\/(prod|undefined)\.ts does not describe a system:\n/);
    expect(message).toContain(`\n  ${at}: given nothing, expected `);
  });

  test.each(everyPath)('with something of another kind for $at', ({ path, value, at }) => {
    const wrong = typeof value === 'number' ? 'many' : 12345;
    const message = complaints(
      changed(path, (holder, key) => {
        holder[key] = wrong;
      }),
    );
    expect(message).toMatch(
      new RegExp(`\\n  ${at.replaceAll('.', '\\.')}: given ${JSON.stringify(wrong)}, expected \\S`),
    );
  });

  const closed = everyPath.filter(({ path, value }) => isTree(value) && !Array.isArray(value) && !isMap(path));

  test.each(closed)('with a field nobody reads in $at', ({ path, at }) => {
    expect(complaints(changed([...path, 'colour'], (holder) => Object.assign(holder, { colour: 'blue' })))).toContain(
      `\n  ${at}.colour: unknown field; remove it or correct its name`,
    );
  });

  test('with an unknown field at the top', () => {
    expect(complaints({ ...prod, colour: 'blue' })).toContain('\n  colour: unknown field');
  });

  test.each([
    ['name', 'Prod 1'],
    ['account', '1234'],
    ['region', 'Mumbai'],
    ['cluster', ''],
    ['services.trading.logStreamPrefix', 'trading'],
    ['services.trading.desiredTasks', 1.5],
    ['services.trading.minRunningTasks', -1],
    ['services.trading.generationsMayOverlap', 'yes'],
    ['services.trading.stateSurvivesRestart', null],
    ['loadBalancer.healthPath', 'health'],
    ['loadBalancer.id', 'algo-trading-prod-alb'],
    ['loadBalancer.targetGroup', 'app/algo-trading-prod-alb/50dc6c495c0c9188'],
    ['loadBalancer.url', 'http://algo-trading.example/dashboard'],
    ['watch.deadManUrl', 'http://watch.example/ping'],
    ['network.vpc', 'default'],
    ['network.subnets', []],
    ['network.servicesSecurityGroup', 'subnet-0a1b2c3d'],
    ['database.port', 70_000],
    ['limits.attempts', 0],
    ['limits.actsAnHour', 1.5],
    ['calendar.maintenance.weekday', 'Saturday'],
    ['incidentChannel', 'incidents'],
    ['logs.group', 'aws/ecs'],
    ['parameters.tradingEnabled', 'trading_enabled'],
    ['signals.brokerStatus.endpoint', 'http://broker.example'],
    ['signals.brokerStatus.heartbeat.maxAgeSeconds', 0],
    ['thresholds.maxOldestOrderSeconds', 0],
    ['calendar.timeZone', 'Mars/Olympus'],
    ['calendar.session.opens', '9:15'],
    ['calendar.session.closes', '24:00'],
    ['checklists.morning', '8:45'],
    ['checklists.evening', 'after the close'],
    ['database.backups.prefix', 'Backup_'],
    ['database.backups.prefix', 'two--hyphens'],
    ['database.backups.keep', 0],
    ['database.backups.maxAgeHours', 1.5],
    ['database.backups.window.from', '24:30'],
    ['backups.prefix', '/backups/'],
    ['signals.tradesAndProfit.from', 'ftp'],
    ['signals.exportManifest.from', 'http'],
    ['signals.positions.from', 'metric'],
    ['contacts.cto.email', 'not an address'],
    ['lastResort', ''],
    ['escalationPath', []],
    ['paging.P1', 'later'],
    ['paging.P2', 'later'],
    ['paging.holdUntil', '8:00'],
  ])('with %s: %j', (at, value) => {
    const message = complaints(set(at, value));
    expect(message).toMatch(new RegExp(`\\n  ${at.replaceAll('.', '\\.')}: given .+, expected .+`));
  });

  test.each([
    ['loadBalancer.id', 'alb', 'given "alb", expected app/<name>/<id>, the end of its ARN'],
    ['network.vpc', 'default', 'given "default", expected a VPC id like vpc-0a1b2c3d'],
    ['limits.attempts', 0, 'given 0, expected 1 or more'],
    ['incidentChannel', 'incidents', 'given "incidents", expected an e-mail address'],
    ['account', '1234', 'given "1234", expected an AWS account id of 12 digits'],
    ['region', 'Mumbai', 'given "Mumbai", expected an AWS region like ap-south-1'],
    ['cluster', '', 'given "", expected some text'],
    ['services.trading.desiredTasks', 1.5, 'given 1.5, expected a whole number'],
    ['services.trading.maxTasks', -1, 'given -1, expected 0 or more'],
    ['services.trading.minRunningTasks', 0, 'given 0, expected 1 or more: with 0 its alarm could never go off'],
    ['services.trading.generationsMayOverlap', 'yes', 'given "yes", expected boolean'],
    ['signals.brokerStatus.endpoint', 'http://broker.example', 'given "http://broker.example", expected an https URL'],
    ['signals.brokerStatus.heartbeat.maxAgeSeconds', 0, 'given 0, expected 1 or more'],
    ['calendar.timeZone', 'Mars/Olympus', 'given "Mars/Olympus", expected an IANA time zone'],
    ['calendar.session.opens', '9:15', 'given "9:15", expected a time of day like 09:15'],
    ['contacts.cto.email', 'not an address', 'given "not an address", expected an e-mail address'],
    ['stakeholders', { who: ['cto'] }, 'given {"who":["cto"]}, expected Array'],
    ['paging.P1', 'hold', 'given "hold", expected "now": a P1 is never held'],
    ['paging.holdUntil', '24:00', 'given "24:00", expected a time of day like 09:15'],
  ])('in words, not in patterns: %s', (at, value, words) => {
    expect(complaints(set(at, value)).split('\n')).toContain(`  ${at}: ${words}`);
  });

  test.each([
    ['cluster', 'expected this field'],
    ['services.trading.stateSurvivesRestart', 'expected this field'],
    ['calendar.session', 'expected this field'],
  ])('without %s, and says that it is the field that is missing', (at, words) => {
    const without = changed(at.split('.'), (holder, key) => {
      delete holder[key];
    });
    expect(complaints(without).split('\n')).toContain(`  ${at}: given nothing, ${words}`);
  });

  test('with every complaint at once, so that one correction is enough', () => {
    expect(complaints({ ...prod, cluster: 5, account: '1', lastResort: 'x' }).split('\n')).toHaveLength(1 + 3);
  });

  test('that is not a description at all', () => {
    expect(complaints(null)).toContain('(the file): given null, expected Object');
  });
});

describe('an environment that contradicts itself is refused', () => {
  test.each(['onCall.trading.primary', 'onCall.devops.backup'])('when %s is nobody', (at) => {
    expect(complaints(set(at, 'nobody'))).toContain(
      `\n  ${at}: given "nobody", expected one of contacts: devops-primary,`,
    );
  });

  test('when a rung names nobody', () => {
    expect(complaints(set('escalationPath.1.contacts', ['nobody']))).toContain(
      'escalationPath.1.contacts: given "nobody", expected one of contacts',
    );
  });

  test('when a stakeholder is nobody', () => {
    expect(complaints(set('stakeholders', ['nobody']))).toContain('stakeholders: given "nobody"');
  });

  test('when a contact that is used has been removed', () => {
    const without = changed(['contacts', 'team-lead'], (holder, key) => {
      delete holder[key];
    });
    expect(complaints(without)).toContain('escalationPath.1.contacts: given "team-lead"');
  });

  test.each([
    ['minRunningTasks', 3],
    ['desiredTasks', 6],
    ['maxTasks', 1],
  ])('when %s is %d: tasks needed, wanted and permitted must not exceed one another', (field, value) => {
    expect(complaints(set(`services.trading.${field}`, value))).toMatch(
      /services\.trading: given minRunningTasks \d, desiredTasks \d, maxTasks \d, expected each to be at most the next/,
    );
  });

  test.each(['09:00', '09:14', '11:00'])(
    'when the morning checklist is due at %s, and the pre-open is at 09:00',
    (morning) => {
      expect(complaints(set('checklists.morning', morning)).split('\n')).toContain(
        `  checklists.morning: given "${morning}", expected a time before the pre-open at 09:00`,
      );
    },
  );

  test.each(['09:30', '15:39'])(
    'when the evening checklist is due at %s, and the session closes at 15:40',
    (evening) => {
      expect(complaints(set('checklists.evening', evening)).split('\n')).toContain(
        `  checklists.evening: given "${evening}", expected a time not before the close at 15:40`,
      );
    },
  );

  test('when the evening checklist is due before the closing auction is over, where that is later than the session', () => {
    const calendar = { ...prod.calendar, session: { opens: '09:15', closes: '15:30' } };
    const at = (evening: string) => complaints({ ...prod, calendar, checklists: { ...prod.checklists, evening } });
    expect(at('15:34')).toContain('expected a time not before the close at 15:35');
    expect(at('15:35')).toBe('none');
  });

  test.each([
    ['06:00', '06:59'],
    ['06:00', '06:30'],
  ])('when the maintenance window, %s to %s, is too short to begin anything in', (from, to) => {
    expect(complaints(set('calendar.maintenance', { weekday: 'saturday', from, to })).split('\n')).toContain(
      `  calendar.maintenance: given ${from} to ${to}, expected 60 minutes or more: work is not begun in the last half hour`,
    );
  });

  test.each(['15:40', '16:00'])('when the session opens at %s and closes at 15:40', (opens) => {
    expect(complaints(set('calendar.session.opens', opens))).toContain(
      `calendar.session: given {"opens":"${opens}","closes":"15:40"}, expected opens to come before closes`,
    );
  });
});

describe('an environment may', () => {
  test.each(Object.keys(prod.signals))('leave %s not configured: then it is not watched', (signal) => {
    expect(complaints(set(`signals.${signal}`, NOT_CONFIGURED))).toBe('none');
  });

  test('say nothing of the morning: then it begins at 08:00', () => {
    const { holdUntil: _, ...paging } = prod.paging;
    expect(parseEnvironment({ ...prod, paging }).paging.holdUntil).toBe('08:00');
    expect(parseEnvironment({ ...prod, paging: { ...paging, holdUntil: '07:30' } }).paging.holdUntil).toBe('07:30');
  });

  test('have its checklists as late, and as early, as the market lets them', () => {
    expect(complaints(set('checklists', { morning: '08:59', evening: '15:40' }))).toBe('none');
  });

  test('have a maintenance window of an hour, or none', () => {
    expect(complaints(set('calendar.maintenance', { weekday: 'saturday', from: '06:00', to: '07:00' }))).toBe('none');
    expect(complaints(set('calendar.maintenance', null))).toBe('none');
  });

  test.each([
    ['signals.positions', { from: 'http', url: 'https://trading.algo-trading.example/positions', maxAgeSeconds: 60 }],
    ['signals.tradesAndProfit', { from: 'http', url: 'https://trading.algo-trading.example/day', maxAgeSeconds: 60 }],
    [
      'signals.tradesAndProfit',
      Object.fromEntries([
        ['from', 'metric'],
        ...['trades', 'realisedProfit', 'openPositions'].map((name) => [
          name,
          { namespace: 'AlgoTrading/prod', name, dimensions: {} },
        ]),
      ]),
    ],
  ])('read %s from elsewhere: %j', (at, source) => {
    expect(complaints(set(at, source))).toBe('none');
  });

  test('hold everything but a P1', () => {
    expect(complaints(set('paging', { P1: 'now', P2: 'hold', P3: 'hold', P4: 'hold' }))).toBe('none');
  });

  test('put whoever is on call on any rung', () => {
    expect(complaints(set('escalationPath.3.contacts', ['on-call', 'cto']))).toBe('none');
  });
});

describe('production and staging', () => {
  /** What either of them leaves not configured has no shape to compare. */
  const unwatched = [prod, staging].flatMap(({ signals, commands }) =>
    Object.entries({ ...signals, ...commands }).flatMap(([name, signal]) => (signal === NOT_CONFIGURED ? [name] : [])),
  );
  /** The shape of an environment: paths and kinds, without a single value. */
  const shape = (environment: unknown): string[] =>
    [...paths(environment)]
      .filter(
        ([[top = '', name = '']]) =>
          top !== 'pagerDuty' && (!['signals', 'commands'].includes(top) || !unwatched.includes(name)),
      )
      // Who is on call is a pair for ever, or shifts, as many as there are: both are read alike.
      .filter(([[top, ...below]]) => top !== 'onCall' || below.length < 2)
      .map(([path, value]) => `${path.join('.')}: ${typeof value}`)
      .sort();

  test('are the two environments there are', () => {
    expect(environments).toEqual([prod, staging]);
  });

  test('differ by values only, by what they leave not configured, and by how long their rotas are', () => {
    expect(shape(staging)).toEqual(shape(prod));
  });

  test('share no name of anything that is watched, so that staging never touches production', () => {
    const names = (environment: typeof prod): string[] => [
      environment.name,
      environment.cluster,
      environment.database.instance,
      environment.database.name,
      environment.database.secret,
      environment.loadBalancer.id,
      environment.loadBalancer.targetGroup,
      environment.loadBalancer.url,
      environment.logs.group,
      environment.parameters.tradingEnabled,
      environment.secrets.brokerCredentials,
      environment.backups.bucket,
      ...Object.values(environment.services).flatMap(({ name, image }) => [name, image]),
      ...Object.values(environment.signals).flatMap((signal) => {
        if (signal === NOT_CONFIGURED) return [];
        if ('heartbeat' in signal) return [signal.heartbeat.bucket];
        if ('bucket' in signal) return [signal.bucket];
        if ('sessionSecret' in signal) return [signal.sessionSecret];
        if ('url' in signal) return [signal.url];
        return 'from' in signal ? [signal.trades.namespace] : [signal.namespace];
      }),
    ];
    expect(names(staging).filter((name) => names(prod).includes(name))).toEqual([]);
    expect(names(staging).filter((name) => !name.includes('staging'))).toEqual([]);
  });
});

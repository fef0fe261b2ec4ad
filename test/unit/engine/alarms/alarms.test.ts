import { ARN, MINUTE, PROPERTIES, START, world } from './world';

const HOUR = 60 * MINUTE;

describe('the course of an alarm', () => {
  test('it takes its present state from the data there is, without a word', () => {
    const { alarms, changes, play } = world();
    play('X X X');
    alarms.start();
    expect(alarms.state('ServerCpuTooHigh').value).toBe('ALARM');
    expect(changes).toEqual([]);
  });

  test('it changes state when enough periods breach, and says so once', () => {
    const { alarms, changes, play } = world();
    alarms.start();
    play('0 0 0 X X X X 0 0');
    expect(changes.map((change) => [change.previous, change.state])).toEqual([
      ['INSUFFICIENT_DATA', 'OK'],
      ['OK', 'ALARM'],
      ['ALARM', 'OK'],
    ]);
  });

  test('a period is judged a fixed time after it ends', () => {
    const { alarms, changes, play } = world();
    play('0 0 0');
    alarms.start();
    play('X X -');
    expect(changes.map((change) => change.at - START)).toEqual([5 * MINUTE + 10_000]);
  });

  test('data published later than the evaluation are not seen by it', () => {
    const { clock, alarms, changes, play, put } = world({ EvaluationPeriods: 1 });
    play('0 0 0');
    alarms.start();
    put(99, clock.now(), 'CPUUtilization', clock.now() + 2 * MINUTE);
    play('- - -');
    expect(changes.map((change) => change.at - START)).toEqual([5 * MINUTE + 10_000]);
  });

  test('it says nothing after it was stopped', () => {
    const { alarms, changes, play } = world();
    play('0 0 0');
    alarms.start();
    alarms.stop();
    play('X X X X');
    expect(changes).toEqual([]);
  });

  test('with `ignore` it keeps state, reason and time while data are missing', () => {
    const { alarms, changes, play } = world({ TreatMissingData: 'ignore' });
    play('X X X');
    alarms.start();
    const before = alarms.state('ServerCpuTooHigh');
    play('- - - - - - -');
    expect(alarms.state('ServerCpuTooHigh')).toEqual(before);
    expect(changes).toEqual([]);
  });

  // "Alarms that evaluate metrics in the AWS/DynamoDB namespace … ignore missing data by default":
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  test('an alarm on a DynamoDB metric ignores missing data unless told otherwise', () => {
    const silent = world({ Namespace: 'AWS/DynamoDB' });
    silent.alarms.start();
    expect(silent.alarms.state('ServerCpuTooHigh').reason).toBe('Unchecked: Initial alarm creation');
    const told = world({ Namespace: 'AWS/DynamoDB', TreatMissingData: 'notBreaching' });
    told.alarms.start();
    expect(told.alarms.state('ServerCpuTooHigh').value).toBe('OK');
  });

  // "in the second row … the next time this alarm is evaluated, if the data is still missing it will go to ALARM":
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  test('a good value delays the alarm for missing data until it leaves the evaluation range of 5', () => {
    const { alarms, changes, play } = world({ EvaluationPeriods: 3, TreatMissingData: 'breaching' });
    play('0 0 0 0 0');
    alarms.start();
    play('- - - - - -');
    expect(changes.map((change) => change.at - START)).toEqual([10 * MINUTE + 10_000]);
  });

  test('the evaluation range is a switch', () => {
    const { alarms, changes, play } = world(
      { EvaluationPeriods: 3, TreatMissingData: 'breaching' },
      { extraPeriods: 0 },
    );
    play('0 0 0 0 0');
    alarms.start();
    play('- - - - - -');
    expect(changes.map((change) => change.at - START)).toEqual([8 * MINUTE + 10_000]);
  });

  // "at the end of minute 5 the alarm evaluates based on data from minutes 1 to 5 … at the end of minute 6 … minutes 2 to 6":
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
  test('a five-minute period slides by the minute', () => {
    const sum = { Period: 300, Statistic: 'Sum', EvaluationPeriods: 1, Threshold: 400 };
    const { alarms, changes, play } = world(sum);
    play('0 0 0 0 0 0 0');
    alarms.start();
    play('X X X X X 0 0');
    // Five minutes of 99.5 are above 400, four of them and one of 0.5 are not.
    expect(changes.map((change) => [change.state, change.at - START])).toEqual([
      ['ALARM', 12 * MINUTE + 10_000],
      ['OK', 13 * MINUTE + 10_000],
    ]);
  });

  // The window moves with every evaluation, whatever the period:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
  test('a period of a day slides by the minute too', () => {
    const { alarms, changes, clock, put } = world({ Period: 86_400, EvaluationPeriods: 1, Statistic: 'Maximum' });
    for (let hour = 0; hour < 60; hour++) put(hour === 2 ? 99.5 : 0.5, START + hour * HOUR);
    clock.fake.tick(HOUR);
    alarms.start();
    clock.fake.tick(58 * HOUR);
    expect(changes.map((change) => [change.state, change.at - START])).toEqual([
      ['ALARM', 2 * HOUR + MINUTE + 10_000],
      ['OK', 26 * HOUR + MINUTE + 10_000],
    ]);
  });

  // "Multi-day alarms are evaluated once per hour … CloudWatch takes into account only the metrics up to the current hour
  // at the :00 minute", with an evaluation at :03: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
  test('an alarm over several days is evaluated once per hour, on the data up to the full hour', () => {
    const days = { Period: 86_400, EvaluationPeriods: 3, DatapointsToAlarm: 1, Statistic: 'Maximum' };
    const { alarms, changes, clock, put } = world({ ...days, TreatMissingData: 'notBreaching' });
    put(0.5, START);
    clock.fake.tick(HOUR);
    alarms.start();
    clock.fake.tick(2 * MINUTE);
    put(99.5, clock.now());
    clock.fake.tick(3 * HOUR);
    // The fault is two minutes past the hour: three minutes past, the data end before it.
    expect(changes.map((change) => [change.state, change.at - START])).toEqual([
      ['ALARM', 2 * HOUR + 3 * MINUTE + 10_000],
    ]);
  });

  test('sums of five minutes in three periods are read on the sliding window', () => {
    const rule = { Period: 300, Statistic: 'Sum', EvaluationPeriods: 3, Threshold: 90 };
    const { alarms, changes, play } = world(rule);
    play('0 0 0 0 0 0 0 0 0 0 0 0 0 0 0');
    alarms.start();
    // One fault in each of three neighbouring windows of five minutes, and then none in the newest.
    play('X 0 0 0 0 X 0 0 0 0 X 0 0 0 0 0 0');
    expect(changes.map((change) => [change.state, change.at - START])).toEqual([
      ['ALARM', 26 * MINUTE + 10_000],
      ['OK', 31 * MINUTE + 10_000],
    ]);
  });

  // "the most recent minute never has data … FILL replaces that missing data point … the alarm being stuck in either OK
  // state or ALARM state. You can work around this by using a M out of N alarm":
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  test.each([
    ['is stuck when every period has to breach', { EvaluationPeriods: 1 }, []],
    ['is found by one out of two', { EvaluationPeriods: 2, DatapointsToAlarm: 1 }, ['ALARM']],
  ])('an alarm on filled data that come late %s', (_name, periods, expected) => {
    const { Namespace, MetricName, Dimensions, Statistic, Period, ...rest } = PROPERTIES;
    const Metric = { Namespace, MetricName, Dimensions };
    const Metrics = [
      { Id: 'late', MetricStat: { Metric, Period, Stat: Statistic }, ReturnData: false },
      { Id: 'filled', Expression: 'FILL(late, 0)' },
    ];
    const properties = { ...rest, ...periods, Metrics };
    const { alarms, changes, clock, put } = world({}, { definitions: [{ arn: `${ARN}a`, name: 'a', properties }] });
    alarms.start();
    for (let minute = 0; minute < 10; minute++) {
      put(99.5, clock.now(), 'CPUUtilization', clock.now() + 1.5 * MINUTE);
      clock.fake.tick(MINUTE);
    }
    expect(changes.map(({ state }) => state)).toEqual(expected);
  });
});

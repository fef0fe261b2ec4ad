import { MINUTE, START, world } from './world';

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
});

import { ARN, MINUTE, PROPERTIES, START, world } from './world';

describe('what an alarm says', () => {
  // The first sample event of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html,
  // with its times: evaluated 40.985 s after the minute; its second value is 0.5 here.
  test('the event for a single metric is the one AWS documents', () => {
    const at = (hour: number, minute: number) => Date.UTC(2019, 9, 2, hour, minute);
    const { clock, alarms, changes, put } = world(
      {
        AlarmDescription: 'Goes into alarm when server CPU utilization is too high!',
        Period: 300,
        EvaluationPeriods: 1,
      },
      { evaluationDelayMs: 40_985 },
      at(16, 58),
    );
    put(0.5, at(16, 53));
    alarms.start();
    put(99.50160229693434, at(16, 59));
    clock.fake.tick(at(17, 5) - clock.now());
    const change = changes.at(0);
    expect(change?.event).toEqual({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh'],
      detail: {
        alarmName: 'ServerCpuTooHigh',
        configuration: {
          description: 'Goes into alarm when server CPU utilization is too high!',
          metrics: [
            {
              id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
              metricStat: {
                metric: {
                  dimensions: { InstanceId: 'i-12345678901234567' },
                  name: 'CPUUtilization',
                  namespace: 'AWS/EC2',
                },
                period: 300,
                stat: 'Average',
              },
              returnData: true,
            },
          ],
        },
        previousState: {
          reason:
            'Threshold Crossed: 1 out of the last 1 datapoints [0.5 (02/10/19 16:52:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
          reasonData: expect.any(String),
          timestamp: '2019-10-02T16:58:00.000+0000',
          value: 'OK',
        },
        state: expect.objectContaining({ value: 'ALARM' }),
      },
    });
  });

  test('reason and reason data have the documented form', () => {
    const { clock, alarms, changes, put } = world(
      { Period: 300, EvaluationPeriods: 1 },
      { evaluationDelayMs: 40_985 },
      Date.UTC(2019, 9, 2, 17, 3, 50),
    );
    alarms.start();
    put(99.50160229693434, Date.UTC(2019, 9, 2, 17, 0));
    clock.fake.tick(2 * MINUTE);
    expect(changes[0]?.reason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(JSON.parse(changes[0]?.reasonData ?? '')).toEqual({
      version: '1.0',
      queryDate: '2019-10-02T17:04:40.985+0000',
      startDate: '2019-10-02T16:59:00.000+0000',
      statistic: 'Average',
      period: 300,
      recentDatapoints: [99.50160229693434],
      threshold: 50.0,
    });
  });

  // The second sample event of the same page (its expression is SUM(METRICS()), which is m1 + m2 here).
  test('the event for an expression carries the expression and its metrics', () => {
    const metric = (MetricName: string) => ({
      Metric: { Namespace: 'AWS/EC2', MetricName, Dimensions: [{ Name: 'InstanceId', Value: 'i-12345678901234567' }] },
      Period: 300,
      Stat: 'Maximum',
    });
    const { Namespace, MetricName, Dimensions, Statistic, Period, ...rest } = PROPERTIES;
    const properties = {
      ...rest,
      EvaluationPeriods: 1,
      Threshold: 10_000,
      Metrics: [
        { Expression: 'm1 + m2', Id: 'e1', Label: 'Total Network Traffic' },
        { Id: 'm1', MetricStat: metric('NetworkIn'), ReturnData: false },
        { Id: 'm2', MetricStat: metric('NetworkOut'), ReturnData: false },
      ],
    };
    const definitions = [{ arn: `${ARN}Traffic`, name: 'Traffic', properties }];
    const { clock, alarms, changes, put } = world({}, { definitions });
    alarms.start();
    put(45_000, START, 'NetworkIn');
    put(628, START + 1000, 'NetworkOut');
    clock.fake.tick(2 * MINUTE);
    const stat = (name: string) => ({
      metric: { dimensions: { InstanceId: 'i-12345678901234567' }, name, namespace: 'AWS/EC2' },
      period: 300,
      stat: 'Maximum',
    });
    expect(changes[0]?.event.detail.configuration).toEqual({
      metrics: [
        { expression: 'm1 + m2', id: 'e1', label: 'Total Network Traffic', returnData: true },
        { id: 'm1', metricStat: stat('NetworkIn'), returnData: false },
        { id: 'm2', metricStat: stat('NetworkOut'), returnData: false },
      ],
    });
    expect(changes[0]?.reason).toContain('[45628.0 (20/11/26 03:56:00)] was greater than the threshold (10000.0)');
    expect(JSON.parse(changes[0]?.reasonData ?? '')).not.toHaveProperty('statistic');
  });

  test('actions are those of the new state, and none where they are disabled', () => {
    const { alarms, changes, play } = world();
    alarms.start();
    play('0 0 0 X X X - - - - - - -');
    expect(changes.map((change) => change.actions)).toEqual([['arn:ok'], ['arn:alarm'], ['arn:unknown']]);
    const disabled = world({ ActionsEnabled: false });
    disabled.alarms.start();
    disabled.play('0 0 0');
    disabled.changes.length = 0;
    disabled.play('X X X');
    expect(disabled.changes.map((change) => [change.state, change.actions])).toEqual([['ALARM', []]]);
  });

  test('a value within the threshold that is outvoted by missing data is said as such', () => {
    const { alarms, play } = world({ EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'breaching' });
    play('0 -');
    alarms.start();
    // Seen in an alarm's history, like the rows below.
    expect(alarms.state('ServerCpuTooHigh').reason).toBe(
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    );
  });

  // Wordings seen in alarm histories; AWS documents none for missing data.
  test.each([
    [
      'breaching',
      'ALARM',
      'no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      'notBreaching',
      'OK',
      'no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].',
    ],
  ])('without data and with %s it is in %s and says why', (TreatMissingData, value, reason) => {
    const { alarms } = world({ TreatMissingData });
    alarms.start();
    expect(alarms.state('ServerCpuTooHigh')).toMatchObject({ value, reason: expect.stringContaining(reason) });
  });

  test('when the data stop it goes to INSUFFICIENT_DATA and says how many are unknown', () => {
    const { alarms, play } = world();
    play('0 0 0');
    alarms.start();
    play('- - - - -');
    expect(alarms.state('ServerCpuTooHigh')).toMatchObject({
      value: 'INSUFFICIENT_DATA',
      reason: 'Insufficient Data: 2 datapoints were unknown.',
    });
  });

  test('an alarm that never had data keeps the reason it was created with', () => {
    const { alarms, play } = world();
    alarms.start();
    play('- - -');
    expect(alarms.state('ServerCpuTooHigh').reason).toBe('Unchecked: Initial alarm creation');
  });
});

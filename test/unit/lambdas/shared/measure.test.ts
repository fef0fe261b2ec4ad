import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { measure } from '../../../../lambdas/shared/measure';
import { OWN_METRICS } from '../../../../runbooks/own-metrics';
import { listenForMetrics } from '../../../support/measured';

const metrics = listenForMetrics();
let warned: string[] = [];
beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 20, 4, 32, 17) });
  warned = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((...said: unknown[]) => void warned.push(String(said[0])));
});
afterEach(() => jest.useRealTimers());

test('what is measured is one line in the embedded metric format, in our namespace and under one dimension', () => {
  measure('TimeToMitigate', 'P2', { incident: 'dashboard-1', amount: 61.5 });
  expect(metrics.lines()).toEqual([
    {
      _aws: {
        Timestamp: Date.UTC(2026, 10, 20, 4, 32, 17),
        CloudWatchMetrics: [
          {
            Namespace: 'runbook-prod',
            Dimensions: [['severity']],
            Metrics: [{ Name: 'TimeToMitigate', Unit: 'Seconds' }],
          },
        ],
      },
      severity: 'P2',
      TimeToMitigate: 61.5,
      // Whoever wonders at a number finds its incident, and no metric is made of it.
      incident: 'dashboard-1',
    },
  ]);
  expect(warned).toEqual([]);
});

test('what is counted is one, unless it is said how many', () => {
  measure('Pages', 'sent', { incident: 'dashboard-1' });
  measure('Refusals', 'mode', { incident: 'dashboard-1', amount: 2 });
  expect(metrics.said()).toEqual(['Pages result=sent 1', 'Refusals reason=mode 2']);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s is no number to CloudWatch, and is not written', (amount) => {
  measure('TimeToMitigate', 'P1', { incident: 'dashboard-1', amount });
  measure('Pages', 'sent', { incident: 'dashboard-1' });
  expect(metrics.said()).toEqual(['Pages result=sent 1']);
  expect(warned).toEqual([`TimeToMitigate P1 was not measured: RangeError: given ${amount}, expected a number`]);
});

test('a metric that cannot be written keeps nobody from their work, and leaves nothing in the next one', () => {
  jest.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementationOnce(() => {
    throw new Error('The pipe is closed.');
  });
  expect(() => measure('Incidents', 'escalated', { incident: 'dashboard-1' })).not.toThrow();
  expect(warned).toEqual(['Incidents escalated was not measured: Error: The pipe is closed']);
  measure('Pages', 'not-sent', { incident: 'dashboard-2' });
  expect(metrics.lines()).toMatchObject([{ result: 'not-sent', Pages: 1, incident: 'dashboard-2' }]);
  expect(metrics.lines()[0]).not.toHaveProperty('outcome');
});

test('each metric has one dimension of few values: CloudWatch charges for every one of them', () => {
  const values = Object.values(OWN_METRICS).map((metric) => Object.keys(metric.values).length);
  expect(values.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(24);
});

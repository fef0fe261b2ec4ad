import { prod } from '../../environments/prod';
import { staging } from '../../environments/staging';
import { checkRunbook } from '../../lib/check-runbook';
import { plan } from '../../lib/plan';
import { everyRunbook } from '../../runbooks';
import { criticalIncidentResponse } from '../../runbooks/critical-incident-response';
import { restartAffectedServices } from '../../runbooks/restart-affected-services';
import { serviceRestart } from '../../runbooks/service-restart';
import { tradingServiceNotProcessingOrders } from '../../runbooks/trading-service-not-processing-orders';

type Environment = typeof prod;

const declared = (fact: 'generationsMayOverlap' | 'stateSurvivesRestart'): Environment => ({
  ...prod,
  services: { ...prod.services, trading: { ...prod.services.trading, [fact]: false } },
});
const functions = (environment: Environment, runbook = serviceRestart('trading')) =>
  plan(runbook, environment).map(({ does }) => does);

test('a service whose generations may overlap is restarted as the runbook says', () => {
  expect(functions(prod)).toEqual(['check-service', 'restart-service', 'monitor-deployment']);
});

test('one whose generations may not overlap is stopped first, and started once nothing of the old one runs', () => {
  expect(functions(declared('generationsMayOverlap'))).toEqual([
    'check-service',
    'stop-for-restart',
    'start-after-stop',
  ]);
});

test('one that forgets its open orders is asked about before it is restarted', () => {
  expect(functions(declared('stateSurvivesRestart'))).toEqual([
    'check-service',
    'ask-before-restart',
    'restart-service',
    'monitor-deployment',
  ]);
});

test('what is said of trading changes nothing for the dashboard', () => {
  expect(functions(staging, serviceRestart('dashboard'))).toEqual(functions(prod, serviceRestart('dashboard')));
});

test('a runbook about the whole system has no time to stop first: the function itself leaves it to people', () => {
  expect(functions(staging, criticalIncidentResponse)).toEqual(functions(prod, criticalIncidentResponse));
});

test('before the open a trading service that is stopped first is started again before anything else is done', () => {
  const stopped = functions(declared('generationsMayOverlap'), restartAffectedServices);
  expect(stopped).toContain('stop-for-restart');
  expect(stopped[stopped.indexOf('stop-for-restart') + 1]).toBe('start-after-stop');
});

test('the words stay the runbook’s own, in both environments', () => {
  const words = plan(tradingServiceNotProcessingOrders, staging).map(({ says }) => says);
  for (const { says } of tradingServiceNotProcessingOrders.steps) expect(words).toContain(says);
});

test.each([
  ['prod', prod],
  ['staging', staging],
])('every runbook fits its response time in %s, with what its services need', (_name, environment) => {
  for (const runbook of everyRunbook) expect(() => checkRunbook(runbook, environment)).not.toThrow();
});

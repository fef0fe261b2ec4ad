import { Logger } from '@aws-lambda-powertools/logger';
import { listenForMetrics } from '../../../support/measured';

listenForMetrics();
const before = process.env._X_AMZN_TRACE_ID;
afterEach(() => {
  if (before === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = before;
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
test('a line of the log bears the incident and the trace that Lambda has given the call: one leads to the other', () => {
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1';
  new Logger({ logLevel: 'INFO' }).info('Restarted.', { incident: 'dashboard-1' });
  const written = jest.mocked(process.stdout.write).mock.calls.map(([chunk]) => String(chunk));
  expect(written.map((line) => JSON.parse(line) as object)).toMatchObject([
    { message: 'Restarted.', incident: 'dashboard-1', xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793' },
  ]);
});

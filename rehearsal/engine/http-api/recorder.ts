import type { ReceivedRequest } from '../ledger';
import { type Logged, logLine } from './access-log';
import type { HttpApiOptions } from './http-api';
import type { ApiAnswer, Outcome } from './model';
import type { Received } from './received';

/** A request on its way. */
export interface Underway {
  readonly received: Received;
  readonly requestId: string;
  /** When it came, milliseconds since the epoch. */
  readonly at: number;
}

/** Writes down what became of a request: in the ledger, the bill, the metrics and the access log. */
export class Recorder {
  constructor(
    private readonly options: Pick<
      HttpApiOptions,
      'api' | 'assembly' | 'clock' | 'latency' | 'meter' | 'metrics' | 'logs'
    >,
  ) {}

  record(entry: ReceivedRequest, underway: Underway, outcome: Outcome, answer: ApiAnswer): void {
    const { api, assembly, clock, meter } = this.options;
    const { received, at } = underway;
    const why = outcome.why ?? outcome.integrationError;
    entry.status = answer.status;
    if (outcome.signer) entry.caller = outcome.signer.userArn;
    if (why !== undefined) entry.why = why;
    meter.apiRequest(Math.max(received.body.length, answer.body.length));
    const logged: Logged = {
      ...outcome,
      ...underway,
      api,
      account: assembly.account,
      status: answer.status,
      responseBytes: answer.body.length,
      latencyMs: clock.now() - at,
      message:
        why === undefined ? undefined : (JSON.parse(outcome.reply.body.toString()) as { message: string }).message,
    };
    this.measure(logged);
    this.log(logged);
  }

  // @claim documented: An HTTP API counts its requests and those answered with 4xx and 5xx, and measures Latency and IntegrationLatency, by ApiId and by ApiId and Stage, every minute.
  // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  private measure({ api, at, status, latencyMs, integrationMs }: Logged): void {
    const { clock, metrics, latency } = this.options;
    const values = {
      Count: 1,
      '4xx': status >= 400 && status < 500 ? 1 : 0,
      '5xx': status >= 500 ? 1 : 0,
      Latency: latencyMs,
      ...(integrationMs === undefined ? {} : { IntegrationLatency: integrationMs }),
    };
    const visibleAt = clock.now() + latency.metricPublishDelay.ms;
    for (const dimensions of [{ ApiId: api.id }, { ApiId: api.id, Stage: api.stage.name }]) {
      for (const [name, value] of Object.entries(values)) {
        metrics.put({ namespace: 'AWS/ApiGateway', name, dimensions, value, at }, { visibleAt });
      }
    }
  }

  private log(logged: Logged): void {
    const { api, clock, latency, logs } = this.options;
    const { accessLog } = api.stage;
    if (!accessLog) return;
    const line = logLine(accessLog.format, logged);
    clock.setTimeout(() => logs.append(accessLog.group, api.id, line), latency.logsToMetricDelay.ms);
  }
}

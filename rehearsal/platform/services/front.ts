import type { Elbv2, Target } from '../../engine/aws/elbv2';
import type { HttpRequest, HttpResponse } from '../../engine/bundles/http';
import type { VirtualClock } from '../../engine/clock';
import type { LoadBalancerDescription } from '../description';
import type { Dashboard, Outcome } from './dashboard';

// @claim documented: A target that accepts a request and does not answer it within the idle time-out, 60 seconds by default, makes the load balancer answer 504.
// @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-504-issues; https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#connection-idle-timeout
const IDLE_TIMEOUT_MS = 60_000;

const WORDS: Readonly<Record<number, string>> = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** Shares of all page requests that meet so, as things stand: together 1. */
export interface Shares {
  readonly good: number;
  /** A target answers with a code of the 5xx kind. */
  readonly targetErrors: number;
  /** A target was chosen, and the load balancer has to answer itself. */
  readonly gatewayErrors: number;
  /** There was no target to choose. */
  readonly rejected: number;
}

/** The load balancer before the dashboard: which target a request reaches, and what comes back. */
export class Front {
  private turn = 0;

  constructor(
    private readonly options: {
      readonly clock: VirtualClock;
      readonly loadBalancing: Pick<Elbv2, 'targets'>;
      readonly targetGroupArn: string;
      readonly description: LoadBalancerDescription;
      readonly dashboard: Dashboard;
    },
  ) {}

  /** What becomes of the requests for the page. */
  shares(): Shares {
    const outcomes = this.targets().map((target) => this.options.dashboard.answer(target, '/'));
    const share = (which: (outcome: Outcome) => boolean) => outcomes.filter(which).length / outcomes.length;
    if (outcomes.length === 0) return { good: 0, targetErrors: 0, gatewayErrors: 0, rejected: 1 };
    return {
      good: share((outcome) => typeof outcome === 'number' && outcome < 500),
      targetErrors: share((outcome) => typeof outcome === 'number' && outcome >= 500),
      gatewayErrors: share((outcome) => typeof outcome !== 'number'),
      rejected: 0,
    };
  }

  /**
   * Answers a request from outside.
   * @throws without a code for a request nobody should send.
   */
  async answer({ method, path }: HttpRequest): Promise<HttpResponse> {
    const { url, healthPath } = this.options.description;
    if (method !== 'GET' || (path !== '/' && path !== healthPath)) {
      throw new Error(`The dashboard does not play ${method} ${url}${path}. It plays: GET of / and of ${healthPath}.`);
    }
    const targets = this.targets();
    const target = targets[this.turn++ % Math.max(1, targets.length)];
    // @claim documented: A load balancer without a target to send a request to answers 503, one whose target refuses the connection 502.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#load-balancer-http-error-codes
    if (target === undefined) return ownAnswer(503);
    const outcome = this.options.dashboard.answer(target, path);
    if (outcome === 'refused') return ownAnswer(502);
    if (outcome !== 'timeout') return pageOf(outcome, path === healthPath);
    await this.options.clock.sleep(IDLE_TIMEOUT_MS);
    return ownAnswer(504);
  }

  /** The targets that requests are sent to, each as often as the others. */
  private targets(): readonly Target[] {
    // @claim documented: Requests go to healthy targets only, and to all the unhealthy ones where no target is healthy.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    // @claim assumed: Targets that have not passed their first health check are sent no request, even where there is no other.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html (speaks of unhealthy ones)
    const all = this.options.loadBalancing.targets(this.options.targetGroupArn);
    const healthy = all.filter(({ state }) => state === 'healthy');
    return healthy.length > 0 ? healthy : all.filter(({ state }) => state === 'unhealthy');
  }
}

// @claim assumed: The load balancer's own answers are short HTML pages with the header `server: awselb/2.0`.
// @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html (routing.http.response.server.enabled names the header)
const ownAnswer = (status: number): HttpResponse => ({
  status,
  headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
  body: `<html><head><title>${status} ${WORDS[status]}</title></head><body><h1>${status} ${WORDS[status]}</h1></body></html>`,
});

function pageOf(status: number, isHealth: boolean): HttpResponse {
  const text =
    status < 400 ? (isHealth ? 'ok' : '<!doctype html><title>Trading</title><main>Positions</main>') : 'error';
  return { status, headers: { server: 'TornadoServer/6.4', 'content-type': 'text/html' }, body: text };
}

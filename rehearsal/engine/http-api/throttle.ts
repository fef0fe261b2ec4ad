import type { VirtualClock } from '../clock';
import type { Limits } from './model';

// @claim documented: API Gateway throttles with a token bucket: it holds burst tokens, rate of them come back every second, and each request takes one.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
// @claim assumed: The limits of a stage are strict and hold for all its routes together, so that a flood on one route reaches the others.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html (best effort; does not say whether routes share)
/** The bucket of a stage, in virtual time. */
export class Throttle {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly clock: Pick<VirtualClock, 'now'>,
    private readonly limits: Limits,
  ) {
    this.tokens = limits.burst;
    this.filledAt = clock.now();
  }

  /** Takes a token. @returns false when there is none: the request is one too many. */
  admits(): boolean {
    const now = this.clock.now();
    const { rate, burst } = this.limits;
    this.tokens = Math.min(burst, this.tokens + ((now - this.filledAt) / 1000) * rate);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

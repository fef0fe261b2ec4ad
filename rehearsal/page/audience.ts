import type { AddressInfo } from 'node:net';
import type { Audience, Rehearsed } from '../play';
import type { Result } from '../result';
import { answerAtDesk } from './desk';
import { LoopbackServer, type Visit } from './server';
import { toApi } from './to-api';

/** Real milliseconds after which a closed desk is taken for closed, and not for being loaded again. */
const AWAY_AFTER_MS = 1_500;

export interface AudienceOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly say: (line: string) => void;
  /** Told what came of the story, when it is over. */
  readonly tell: (result: Result) => void;
}

/**
 * Real people with real browsers, on the loopback. Virtual time runs until somebody is asked for something, stands still
 * while they look, and goes on when they have answered, when they close their desk, or when they say so.
 */
export class LiveAudience implements Audience {
  readonly loopback: string;
  /** Tokens whose people are waited for no more: time runs although they are asked. */
  private readonly givenUp = new Set<string>();
  private leaving = false;
  private going = false;
  /** Whether it has been said that time stands still, since it last ran. */
  private said = false;
  private story = { over: false, result: undefined as Result | undefined };

  private constructor(
    private readonly server: LoopbackServer,
    private readonly options: AudienceOptions,
  ) {
    this.loopback = `http://127.0.0.1:${(server.address as AddressInfo).port}`;
  }

  static async open(options: AudienceOptions): Promise<LiveAudience> {
    return new LiveAudience(await LoopbackServer.listen(options.port), options);
  }

  async attend(rehearsed: Rehearsed, over: () => boolean, until: number): Promise<void> {
    const { clock, cloud } = rehearsed;
    for (;;) {
      await this.answerVisits(rehearsed);
      const stop = (): boolean => this.server.hasVisit || this.leaving || this.asked(rehearsed);
      const ended = await clock.run(() => over() || stop(), until);
      if (this.leaving || cloud.refusal !== undefined) return;
      if (!ended || (!stop() && over())) return;
      if (this.server.hasVisit) continue;
      await this.standStill(rehearsed);
    }
  }

  async linger(rehearsed: Rehearsed, result: Result): Promise<void> {
    this.story = { over: true, result };
    this.options.tell(result);
    this.server.tell('over');
    if (!this.leaving) this.options.say(`The story is over; its pages can be read at ${this.loopback} until Ctrl-C.`);
    while (!this.leaving) {
      await this.answerVisits(rehearsed);
      await this.server.somethingHappens(AWAY_AFTER_MS);
    }
    await this.server.close();
  }

  /** As if nobody who is asked now answered. */
  goOn(): void {
    this.going = true;
    this.server.wake();
  }

  /** Nobody is waited for any more, and nothing is shown any more. */
  leave(): void {
    this.leaving = true;
    this.server.wake();
  }

  /** Until somebody comes, or nobody is there any more. */
  private async standStill(rehearsed: Rehearsed): Promise<void> {
    if (!this.said) this.options.say(`Somebody is asked, and time stands still: ${this.loopback}`);
    this.said = true;
    await this.server.somethingHappens(AWAY_AFTER_MS);
    if (this.going || this.server.everybodyLeft(AWAY_AFTER_MS)) this.letTimeRun(rehearsed);
    this.going = false;
  }

  /** As if everybody who is asked at this instant did not answer. */
  private letTimeRun({ cloud }: Rehearsed): void {
    this.said = false;
    for (const token of cloud.workflows.waitedFor) this.givenUp.add(token);
  }

  private asked({ cloud }: Rehearsed): boolean {
    return cloud.workflows.waitedFor.some((token) => !this.givenUp.has(token)) && !cloud.eventsUnderWay;
  }

  private async answerVisits(rehearsed: Rehearsed): Promise<void> {
    for (let visit = this.server.nextVisit(); visit; visit = this.server.nextVisit()) {
      await this.answer(visit, rehearsed);
      this.server.tell('changed');
    }
  }

  private async answer(visit: Visit, rehearsed: Rehearsed): Promise<void> {
    if (visit.path === '/rehearsal/go-on' && visit.method === 'POST') {
      this.letTimeRun(rehearsed);
      visit.answer({ status: 303, headers: [['location', '/']], body: '' });
      return;
    }
    const own = answerAtDesk(visit, rehearsed, {
      ...this.story,
      asked: this.asked(rehearsed),
      loopback: this.loopback,
    });
    visit.answer(own ?? (await toApi(visit, rehearsed, this.loopback)));
  }
}

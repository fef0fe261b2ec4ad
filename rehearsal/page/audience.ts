import { randomUUID } from 'node:crypto';
import type { Audience, Rehearsed } from '../play';
import type { Result } from '../result';
import { answerAtDesk } from './desk';
import { LoopbackServer, type Visit } from './server';
import { toApi } from './to-api';

/** Real milliseconds after which a closed desk is taken for closed, and not for being loaded again. */
const AWAY_AFTER_MS = 1_500;

/** Virtual milliseconds in which messages on their way arrive, and what somebody has just asked for gets under way. */
const ARRIVES_MS = 10_000;

/** Virtual milliseconds for which what was begun after the story may go on. */
const AFTERWARDS_MS = 60 * 60_000;

/** Real milliseconds between two looks at a clock that runs. */
const CLOCK_EVERY_MS = 250;

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
  /** Of this rehearsal and no other that is served at the same address. */
  private readonly id = randomUUID();
  /** Tokens whose people are waited for no more: time runs although they are asked. */
  private readonly givenUp = new Set<string>();
  /** Tokens that have been seen to be waited for. */
  private readonly seen = new Set<string>();
  /** Virtual time at which everything that people began has got under way. */
  private arrivedAt = 0;
  private leaving = false;
  private stands = false;
  private going = false;
  /** What has been said of time, since the last question came. */
  private said: 'stands' | 'left' | undefined;
  private result: Result | undefined;
  private news = { told: '', at: 0 };

  private constructor(
    private readonly server: LoopbackServer,
    private readonly options: AudienceOptions,
  ) {
    this.loopback = server.url;
  }

  /** @throws when the port is taken. */
  static async open(options: AudienceOptions): Promise<LiveAudience> {
    return new LiveAudience(await LoopbackServer.listen(options.port), options);
  }

  async attend(rehearsed: Rehearsed, over: () => boolean, until: number): Promise<void> {
    const { clock, cloud } = rehearsed;
    for (;;) {
      await this.answerVisits(rehearsed);
      const stop = (): boolean => this.server.hasVisit || this.leaving || this.asked(rehearsed);
      const ended = await clock.run(() => {
        this.noticeQuestions(rehearsed);
        this.tellDesks(rehearsed, CLOCK_EVERY_MS);
        return over() || stop();
      }, until);
      if (this.leaving || cloud.refusal !== undefined) return;
      if (!ended || (!stop() && over())) return;
      if (this.server.hasVisit) continue;
      await this.standStill(rehearsed);
    }
  }

  async linger(rehearsed: Rehearsed, result: Result): Promise<void> {
    this.result = result;
    this.options.tell(result);
    if (!this.leaving) this.options.say(`The story is over; its pages can be read at ${this.loopback} until Ctrl-C.`);
    const { clock, cloud } = rehearsed;
    // What is still to come of the story itself, hours later, is not waited for.
    const ofStory = new Set(runningIn(rehearsed));
    const over = (): boolean =>
      runningIn(rehearsed).every((execution) => ofStory.has(execution)) &&
      !cloud.eventsUnderWay &&
      clock.now() >= this.arrivedAt;
    while (!this.leaving) {
      await this.answerVisits(rehearsed);
      if (clock.now() < this.arrivedAt) await this.attend(rehearsed, over, clock.now() + AFTERWARDS_MS);
      if (cloud.refusal !== undefined) throw cloud.refusal;
      this.tellDesks(rehearsed);
      await this.server.somethingHappens(AWAY_AFTER_MS);
    }
  }

  /** As if nobody who is asked now answered; while nobody is asked, nothing. */
  goOn(): void {
    this.going = this.stands;
    this.server.wake();
  }

  /** Nobody is waited for any more, and nothing is shown any more. */
  leave(): void {
    this.leaving = true;
    this.server.wake();
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** Until somebody comes, or nobody is there any more. */
  private async standStill(rehearsed: Rehearsed): Promise<void> {
    if (!this.server.everybodyLeft(AWAY_AFTER_MS)) {
      this.sayOnce('stands', `Somebody is asked, and time stands still: ${this.loopback}`);
      this.stands = true;
      this.tellDesks(rehearsed);
      await this.server.somethingHappens(AWAY_AFTER_MS);
      this.stands = false;
    }
    const left = this.server.everybodyLeft(AWAY_AFTER_MS);
    if (left) this.sayOnce('left', 'The desk is closed: time runs as if nobody answered. Open it to be asked again.');
    if (this.going || left) this.letTimeRun(rehearsed);
    this.going = false;
  }

  private sayOnce(what: 'stands' | 'left', line: string): void {
    if (this.said !== what) this.options.say(line);
    this.said = what;
  }

  /** As if everybody who is asked at this instant did not answer. */
  private letTimeRun({ cloud }: Rehearsed): void {
    for (const token of cloud.workflows.waitedFor) this.givenUp.add(token);
  }

  /** A question is one when its message has arrived as well. */
  private noticeQuestions({ cloud, clock }: Rehearsed): void {
    for (const token of cloud.workflows.waitedFor) {
      if (this.seen.has(token)) continue;
      this.seen.add(token);
      this.letArrive(clock);
      if (this.said === 'stands') this.said = undefined;
    }
  }

  private letArrive(clock: Rehearsed['clock']): void {
    this.arrivedAt = clock.now() + ARRIVES_MS;
    // For time to stop there, and not at the next thing that happens.
    clock.setTimeout(() => undefined, ARRIVES_MS);
  }

  private asked({ cloud, clock }: Rehearsed): boolean {
    if (clock.now() < this.arrivedAt || cloud.eventsUnderWay) return false;
    return cloud.workflows.waitedFor.some((token) => !this.givenUp.has(token));
  }

  /** @param everyMs not sooner than that after the last time. */
  private tellDesks(rehearsed: Rehearsed, everyMs = 0): void {
    const news = this.newsOf(rehearsed);
    if (news === this.news.told || performance.now() - this.news.at < everyMs) return;
    this.news = { told: news, at: performance.now() };
    this.server.tell(news);
  }

  private newsOf(rehearsed: Rehearsed): string {
    const { cloud, clock } = rehearsed;
    const state = this.asked(rehearsed) ? 'asked' : this.result ? 'over' : 'runs';
    return `${state} ${cloud.sns.published.length} ${Math.floor(clock.now() / 1000)}`;
  }

  private async answerVisits(rehearsed: Rehearsed): Promise<void> {
    for (let visit = this.server.nextVisit(); visit; visit = this.server.nextVisit()) {
      visit.answer(await this.answerTo(visit, rehearsed));
    }
  }

  private async answerTo(visit: Visit, rehearsed: Rehearsed) {
    if (visit.path === '/rehearsal/go-on' && visit.method === 'POST') {
      this.letTimeRun(rehearsed);
      return { status: 303, headers: [['location', '/']], body: '' } as const;
    }
    const { id, result, loopback } = this;
    const state = { id, result, asked: this.asked(rehearsed), loopback, news: this.newsOf(rehearsed) };
    const own = answerAtDesk(visit, rehearsed, state);
    if (own) return own;
    const answer = await toApi(visit, rehearsed, loopback);
    if (visit.method === 'POST') this.letArrive(rehearsed.clock);
    return answer;
  }
}

const runningIn = ({ cloud }: Rehearsed) =>
  cloud.workflows.machines.flatMap(({ executions }) => executions).filter(({ status }) => status === 'RUNNING');

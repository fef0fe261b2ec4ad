import type { Description } from './description';
import type { VirtualClock } from './engine/clock';
import type { Cloud } from './engine/cloud';
import type { Disturbance, Sent, Straying } from './engine/disturbance';
import { pagesOf } from './pages';
import type { Phone, Shown } from './people/phone';
import type { Team } from './people/team';
import type { Fault, Platform, Role } from './platform';
import type { Answer, Answered, DisturbedCall, Stage, StartOptions } from './scenarios/scenario';

/** Commands that stop trading. */
const STOPS = /^\/v1\/(halt|runbooks\/emergency-stop-trading\/start)$/;

/** What goes wrong on our own side, as the story asked for it. */
export class Trouble<What, How> {
  private readonly rules: { which: (what: What) => boolean; left: number; how: How }[] = [];

  add(which: (what: What) => boolean, times: number, how: How): void {
    this.rules.push({ which, left: times, how });
  }

  of(what: What): How | undefined {
    const rule = this.rules.find(({ which, left }) => left > 0 && which(what));
    if (!rule) return undefined;
    rule.left--;
    return rule.how;
  }
}

/** The stage of one story: what it asks for is done in virtual time, when its moment comes. */
export class PlayedStage implements Stage {
  private readonly alarmed: (() => unknown)[] = [];
  private readonly paged: {
    seconds: number;
    act: (page: { contact: string; rung: number; subject: string }) => unknown;
  }[] = [];
  /** The incident each contact was last paged about, by contact and rung, and the link they got. */
  private readonly incidents = new Map<string, string>();
  private readonly links = new Map<string, string>();
  /** What people were answered, in order. */
  readonly answers: Answer[] = [];
  /** When somebody first asked for trading to be stopped. */
  stopAskedAt: number | undefined;
  /** Messages that are not for the people of the story; undefined while it takes its own course. */
  private overlooked: ((message: string) => boolean) | undefined;
  private alarmSeen = false;
  private messagesSeen = 0;
  private pending = 0;

  constructor(
    readonly cloud: Cloud,
    readonly platform: Platform,
    readonly description: Description,
    private readonly clock: VirtualClock,
    private readonly trouble: Trouble<DisturbedCall, Disturbance>,
    private readonly strays: Trouble<Sent, Straying>,
    readonly team: Team,
    /** Whether real people take the place of the story's: then nobody of the story answers a page. */
    private readonly attended = false,
  ) {}

  now(): number {
    return this.clock.now();
  }

  inject(fault: Fault): void {
    this.platform.inject(fault);
  }

  after(seconds: number, act: () => void): void {
    this.pending++;
    this.clock.setTimeout(() => {
      this.pending--;
      try {
        act();
      } catch (error) {
        if (!this.overlooked) throw error;
      }
    }, seconds * 1000);
  }

  diverge(overlooked: (message: string) => boolean): void {
    this.overlooked = overlooked;
  }

  onAlarm(act: () => unknown): void {
    this.alarmed.push(act);
  }

  onPage(seconds: number, act: (page: { contact: string; rung: number; subject: string }) => unknown): void {
    this.paged.push({ seconds, act });
  }

  disturb(which: (call: DisturbedCall) => boolean, times: number, how: Disturbance): void {
    this.trouble.add(which, times, how);
  }

  stray(which: (sent: Sent) => boolean, times: number, how: Straying): void {
    this.strays.add(which, times, how);
  }

  redeliver(): void {
    const first = this.cloud.ledger.events.find(({ detail }) => (detail.state as { value?: string }).value === 'ALARM');
    if (!first) throw new Error('No alarm has gone to ALARM yet; there is nothing to deliver again.');
    this.cloud.bus.redeliver(first);
  }

  announce(alarmName: string): void {
    this.cloud.announce(alarmName);
  }

  start(runbook: string, startedBy: string, reason: string, options?: StartOptions): void {
    this.command(startedBy, 'POST', `/v1/runbooks/${runbook}/start`, { reason, ...(options ? { options } : {}) });
  }

  acknowledge(contact: string, rung: number): void {
    this.onPhone(contact, async (phone) => {
      const page = await phone.open(this.linkOf(contact, rung));
      // A page whose incident has ended meanwhile has nothing to press.
      return phone.offers(/have it/) ? phone.press(/have it/) : page;
    });
  }

  approve(contact: string, how: 'by browser' | 'by command line', over: Partial<Answered> = {}): void {
    const { decision = 'approve', reason = 'looked at it', incident } = over;
    if (how === 'by command line') {
      this.command(contact, 'POST', `/v1/incidents/${incident ?? this.latestIncident()}/decide`, {
        approval: over.approval ?? 'a1',
        decision,
        reason,
      });
      return;
    }
    this.onPhone(contact, async (phone) => {
      await phone.open(`/incidents/${incident ?? this.latestIncident()}`);
      const { role } = this.description.environment.contacts[contact] ?? { role: contact };
      await phone.signIn(new RegExp(`^${over.signsInAs ?? role}`));
      return phone.press(decision === 'approve' ? /^Approve/ : /^Refuse/, { reason });
    });
  }

  onPhone(owner: string, use: (phone: Phone) => Promise<Shown>): void {
    this.doing(async () => {
      const { status, text } = await use(this.team.phone(owner));
      this.answers.push({ who: owner, status, text });
    });
  }

  close(by: string, reason: string): void {
    this.command(by, 'POST', `/v1/incidents/${[...this.incidents.values()].at(0)}/close`, { reason });
  }

  mode(mode: 'off' | 'observe' | 'act', runbook?: string): void {
    const { settings } = this.description;
    const name = runbook === undefined ? settings.mode : settings.runbookModes[runbook];
    if (name === undefined) throw new Error(`There is no runbook "${runbook}" whose mode could be set.`);
    this.cloud.ssm.put(name, mode);
  }

  override(overrides: object): void {
    this.cloud.ssm.put(this.description.settings.overrides, JSON.stringify(overrides));
  }

  take(role: Role, by: string, forMinutes: number): void {
    this.command(by, 'POST', `/v1/services/${role}/take`, { forMinutes, reason: 'looking into it by hand' });
  }

  giveBack(role: Role, by: string): void {
    this.command(by, 'POST', `/v1/services/${role}/give-back`, {});
  }

  abort(runbook: string): void {
    const machine = this.description.runbooks.find(({ id }) => id === runbook)?.machine;
    const running = this.cloud.workflows.machines
      .flatMap(({ executions }) => executions)
      .find((execution) => execution.machine.name === machine && execution.status === 'RUNNING');
    if (!running) throw new Error(`No execution of ${runbook} is running that could be aborted.`);
    running.stop();
  }

  command(who: string, method: 'GET' | 'POST', path: string, body?: object): void {
    if (STOPS.test(path)) this.stopAskedAt ??= this.now();
    this.doing(async () => {
      const { status, body: answer } = await this.team.commandLine(who).ask(method, path, body);
      this.answers.push({ who, status, text: String(answer.said ?? answer.error ?? JSON.stringify(answer)) });
    });
  }

  linkOf(contact: string, rung: number): string {
    const link = this.links.get(`${contact} ${rung}`);
    if (!link) throw new Error(`${contact} has not been paged on rung ${rung}, so there is no link.`);
    return link;
  }

  latestIncident(): string {
    const latest = [...this.incidents.values()].at(-1);
    if (!latest) throw new Error('Nobody has been paged yet, so nobody knows of an incident.');
    return latest;
  }

  private doing(act: () => Promise<void>): void {
    const { cloud } = this;
    this.pending++;
    act()
      .catch((error: unknown) => {
        if (!this.overlooked) cloud.refusal ??= error;
      })
      .finally(() => {
        this.pending--;
        this.clock.stir();
      });
  }

  /** Lets the story react to what has happened; true when nothing more can come. */
  tick(): boolean {
    const { cloud } = this;
    if (!this.alarmSeen && cloud.alarmChanges.some(({ state }) => state === 'ALARM')) {
      this.alarmSeen = true;
      for (const act of this.alarmed) act();
      return false;
    }
    const messages = cloud.sns.published.length;
    if (messages > this.messagesSeen) {
      const pages = pagesOf(cloud, this.description, this.messagesSeen);
      this.messagesSeen = messages;
      for (const { contact, rung, subject, message, link } of pages) {
        if (typeof rung !== 'number' || this.overlooked?.(message)) continue;
        this.incidents.set(`${contact} ${rung}`, /^Incident (\S+)$/m.exec(message)?.[1] ?? '?');
        if (link) this.links.set(`${contact} ${rung}`, link);
        if (this.attended) continue;
        for (const { seconds, act } of this.paged) this.after(seconds, () => act({ contact, rung, subject }));
      }
      return false;
    }
    return cloud.workflows.allOver && this.pending === 0 && !cloud.eventsUnderWay;
  }
}

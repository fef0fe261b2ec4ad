import type { Description } from './description';
import type { VirtualClock } from './engine/clock';
import type { Cloud } from './engine/cloud';
import type { Disturbance } from './engine/disturbance';
import type { ApiCall } from './engine/ledger';
import { pagesOf } from './pages';
import type { Fault, Platform, Role } from './platform';
import type { Stage } from './scenarios/scenario';

/** What goes wrong on our own side, as the story asked for it. */
export class Trouble {
  private readonly rules: { which: (call: ApiCall) => boolean; left: number; how: Disturbance }[] = [];

  add(which: (call: ApiCall) => boolean, times: number, how: Disturbance): void {
    this.rules.push({ which, left: times, how });
  }

  of(call: Pick<ApiCall, 'at' | 'service' | 'operation' | 'input' | 'by'>): Disturbance | undefined {
    const rule = this.rules.find(({ which, left }) => left > 0 && which(call as ApiCall));
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
  /** The incident each contact was last paged about, by contact and rung. */
  private readonly incidents = new Map<string, string>();
  private alarmSeen = false;
  private messagesSeen = 0;
  private pending = 0;

  constructor(
    readonly cloud: Cloud,
    readonly platform: Platform,
    readonly description: Description,
    private readonly clock: VirtualClock,
    private readonly trouble: Trouble,
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
      act();
    }, seconds * 1000);
  }

  onAlarm(act: () => unknown): void {
    this.alarmed.push(act);
  }

  onPage(seconds: number, act: (page: { contact: string; rung: number; subject: string }) => unknown): void {
    this.paged.push({ seconds, act });
  }

  disturb(
    which: (call: Pick<ApiCall, 'service' | 'operation' | 'by'>) => boolean,
    times: number,
    how: Disturbance,
  ): void {
    this.trouble.add(which, times, how);
  }

  delayEvents(seconds: number): void {
    this.cloud.eventDelaySeconds = seconds;
  }

  redeliver(): void {
    const first = this.cloud.ledger.events.find(({ detail }) => (detail.state as { value?: string }).value === 'ALARM');
    if (!first) throw new Error('No alarm has gone to ALARM yet; there is nothing to deliver again.');
    this.cloud.bus.redeliver(first);
  }

  announce(alarmName: string): void {
    this.cloud.announce(alarmName);
  }

  start(runbook: string, startedBy: string, reason: string): void {
    this.cloud.startAsEngineer(this.description.runbooks.find(({ id }) => id === runbook)?.machine ?? runbook, {
      startedBy,
      reason,
    });
  }

  acknowledge(contact: string, rung: number): void {
    this.engineerCalls('acknowledge-page', { rung, contact }, this.incidents.get(`${contact} ${rung}`));
  }

  close(by: string, reason: string): void {
    this.engineerCalls('close-incident', { by, reason }, [...this.incidents.values()].at(0));
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
    const service = this.description.environment.services[role].name;
    this.invoke('take-service', { service, by, forMinutes, reason: 'looking into it by hand' });
  }

  abort(runbook: string): void {
    const machine = this.description.runbooks.find(({ id }) => id === runbook)?.machine;
    const running = this.cloud.workflows.machines
      .flatMap(({ executions }) => executions)
      .find((execution) => execution.machine.name === machine && execution.status === 'RUNNING');
    if (!running) throw new Error(`No execution of ${runbook} is running that could be aborted.`);
    running.stop();
  }

  /** As the page says: by invoking a function, about the incident that was escalated. */
  private engineerCalls(name: string, payload: object, incidentId: string | undefined): void {
    this.invoke(name, { incidentId, ...payload });
  }

  private invoke(name: string, payload: object): void {
    const { cloud, description } = this;
    this.pending++;
    cloud
      .invokeAsEngineer(description.functions[name] ?? '', payload)
      .catch((error: unknown) => {
        cloud.refusal ??= error;
      })
      .finally(() => void this.pending--);
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
      for (const { contact, rung, subject, message } of pages) {
        if (typeof rung !== 'number') continue;
        this.incidents.set(`${contact} ${rung}`, /^Incident (\S+)$/m.exec(message)?.[1] ?? '?');
        for (const { seconds, act } of this.paged) this.after(seconds, () => act({ contact, rung, subject }));
      }
      return false;
    }
    return cloud.workflows.allOver && this.pending === 0 && !cloud.eventsUnderWay;
  }
}

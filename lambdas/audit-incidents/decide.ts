import type { Incident } from '../shared/incident';

/** An alarm that is in ALARM now. */
export interface Red {
  readonly alarm: string;
  /** Id of the runbook that it starts. */
  readonly runbook: string;
  /** When it went there, in milliseconds since the epoch. */
  readonly since: number;
  readonly reason: string;
}

/** What an audit keeps for the next one. */
export interface Memory {
  /** By alarm: the change to ALARM for which an incident was found. Milliseconds since the epoch. */
  readonly accounted: Readonly<Record<string, number>>;
  /** By alarm: the change to ALARM that nothing had come of. */
  readonly lost: Readonly<Record<string, Lost>>;
  /** Ids of the incidents of which people were told that nobody works on them. */
  readonly unattended: readonly string[];
}

export interface Lost {
  readonly since: number;
  /** When its runbook was started instead, or could not be; milliseconds since the epoch. */
  readonly startedAt: number;
  /** It could not be started: every audit tries again. */
  readonly failed?: true;
  /** People were told that this has opened no incident either. */
  readonly toldAgain?: true;
}

export const NOTHING_KEPT: Memory = { accounted: {}, lost: {}, unattended: [] };

/**
 * Seconds an alarm's event has to open its incident. It takes some five; an event that comes later than what was started in
 * its place asks for the same incident, and joins it.
 */
export const EVENT_SECONDS = 120;

/** Seconds a run has that was started in place of a lost event. */
const RUN_SECONDS = 240;

/** Milliseconds by which the event and the alarm may say different times of one change. */
const SAME_CHANGE_MS = 1_000;

/** Alarms that nothing is known of yet, and that had time enough: whose incidents are to be looked for. */
export const unaccounted = (reds: readonly Red[], memory: Memory, now: number): readonly Red[] =>
  reds.filter(({ alarm, since }) => memory.accounted[alarm] !== since && now - since >= EVENT_SECONDS * 1000);

const second = (at: number): number => Math.floor(at / 1000);

export interface OfAlarms {
  /** Nothing came of them: their runbooks are started, and people are told of it, or that it failed, once. */
  readonly start: readonly Red[];
  /** Their runbooks were started by an audit before, and still there is no incident: people are told again, once. */
  readonly tellAgain: readonly Red[];
  readonly accounted: Memory['accounted'];
}

/**
 * One change of an alarm to ALARM has one incident: one that it opened or joined, whatever became of that since (parked,
 * refused and stood down are endings of an incident as well). Where there is none the event was lost, or its run died before
 * it could write anything down.
 *
 * The incident is the one that names the alarm with that change, or a later one: an alarm that goes off again while its
 * incident is open is in the incident by its latest change. Or it is the incident of that runbook and that very second: two of
 * its alarms that go off together ask for one incident, and the second finds it, also when it has ended by then.
 *
 * @param incidents all that are open, and those opened since a day before the earliest of these changes.
 */
export function decideAlarms(
  reds: readonly Red[],
  incidents: readonly Pick<Incident, 'alarms' | 'runbook' | 'alarmAt'>[],
  memory: Memory,
  now: number,
): OfAlarms {
  const asked = unaccounted(reds, memory, now);
  const has = ({ alarm, runbook, since }: Red): boolean =>
    incidents.some(
      (incident) =>
        Date.parse(incident.alarms[alarm] ?? '') >= since - SAME_CHANGE_MS ||
        (incident.runbook === runbook && second(Date.parse(incident.alarmAt)) === second(since)),
    );
  const missing = asked.filter((red) => !has(red));
  const before = ({ alarm, since }: Red): Lost | undefined => {
    const lost = memory.lost[alarm];
    return lost?.since === since ? lost : undefined;
  };
  return {
    start: missing.filter((red) => {
      const lost = before(red);
      return !lost || lost.failed;
    }),
    tellAgain: missing.filter((red) => {
      const lost = before(red);
      return lost && !lost.toldAgain && now - lost.startedAt >= RUN_SECONDS * 1000;
    }),
    accounted: Object.fromEntries(
      reds
        .filter((red) => memory.accounted[red.alarm] === red.since || (asked.includes(red) && has(red)))
        .map(({ alarm, since }) => [alarm, since]),
    ),
  };
}

/** How the execution that works on an incident stands. */
export interface Run {
  readonly status: string;
  /** What it answered, when it came to an end. */
  readonly outcome?: string;
}

/** Its run goes on; one that waits for a person does too. */
export const isAtWork = ({ status }: Run): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE';

/**
 * Who has an open incident whose run has ended. `with-people`: its run has handed it over, and whoever was paged has it, or it
 * only observed. `unattended`: nobody works on it, and nobody was told.
 *
 * @param incident as it was read after its run was seen to have ended.
 */
export function attendanceOf(
  incident: Pick<Incident, 'escalatedAt' | 'observed'>,
  { outcome }: Run,
): 'with-people' | 'unattended' {
  // A run that died after it had handed over has people as well; the watch pages for its death.
  const handedOver = incident.escalatedAt !== undefined || incident.observed === true || outcome === 'escalated';
  return handedOver ? 'with-people' : 'unattended';
}

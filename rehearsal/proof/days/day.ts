import type { Fault } from '../../platform';

/** How somebody on call behaves. */
export type Manner =
  /** Acknowledges, and says yes to what they are asked. */
  | 'answers'
  /** Acknowledges, and says no. */
  | 'refuses'
  /** Does nothing at all. */
  | 'sleeps'
  /** Presses everything twice. */
  | 'double-clicks'
  /** Acknowledges, and takes the service into their own hands for a while. */
  | 'takes over';

/** Something somebody does by themselves. */
export type Deed =
  | { readonly kind: 'start'; readonly runbook: string; readonly options: Readonly<Record<string, string | true>> }
  | { readonly kind: 'take' | 'give back'; readonly service: 'trading' | 'dashboard' }
  /** Past all runbooks: a deployment of the same release. */
  | { readonly kind: 'deploy'; readonly service: 'trading' | 'dashboard' };

interface Moment {
  /** From the beginning of the day. */
  readonly atMinutes: number;
}

/** A span in which calls of our own to one service of AWS go wrong. */
export interface Trouble extends Moment {
  readonly seconds: number;
  /** Signing name: `ecs`. */
  readonly service: string;
  /** Id of a fault of calls. */
  readonly fault: string;
}

/** A span in which events or ticks go astray. */
export interface Strays extends Moment {
  readonly seconds: number;
  readonly of: 'rule' | 'schedule';
  /** Id of a fault of deliveries. */
  readonly fault: string;
}

/** A day on which anything may happen at any time: what is drawn, shrunk and played again. */
export interface Day {
  /** When it begins, with its zone. */
  readonly startsAt: string;
  readonly minutes: number;
  readonly faults: readonly (Moment & { readonly fault: Fault })[];
  readonly troubles: readonly Trouble[];
  readonly strays: readonly Strays[];
  readonly deeds: readonly (Moment & { readonly by: string; readonly deed: Deed })[];
  /** Contact to how they behave, and after how many seconds; who is not named sleeps. */
  readonly people: Readonly<Record<string, { readonly manner: Manner; readonly afterSeconds: number }>>;
}

const minute = (at: number): string => `minute ${at}`;

/** As it is told beside a violation: a line for everything that is out of the ordinary. */
export function dayInWords({ startsAt, minutes, faults, troubles, strays, deeds, people }: Day): readonly string[] {
  return [
    `From ${startsAt}, ${minutes} minutes.`,
    ...[
      ...faults.map(({ atMinutes, fault }) => ({ atMinutes, words: `fault ${JSON.stringify(fault)}` })),
      ...troubles.map(({ atMinutes, seconds, service, fault }) => ({
        atMinutes,
        words: `for ${seconds} s our calls to ${service} are ${fault}`,
      })),
      ...strays.map(({ atMinutes, seconds, of, fault }) => ({
        atMinutes,
        words: `for ${seconds} s what a ${of} sends is ${fault}`,
      })),
      ...deeds.map(({ atMinutes, by, deed }) => ({ atMinutes, words: `${by}: ${JSON.stringify(deed)}` })),
    ]
      .sort((one, other) => one.atMinutes - other.atMinutes)
      .map(({ atMinutes, words }) => `${minute(atMinutes)}: ${words}`),
    ...Object.entries(people).map(
      ([contact, { manner, afterSeconds }]) => `${contact} ${manner} after ${afterSeconds} s`,
    ),
  ];
}

/** A dead letter: something that AWS could not deliver, and what it says of why. */
export interface Letter {
  /** SQS's own id of the message: it stays the same however often the letter is looked at. */
  readonly id: string;
  /** Name of the queue. */
  readonly queue: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly body: string;
  /** Message attributes, as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a letter was for, and what doing it again takes. */
export type Purpose =
  /** An alarm's event was to start a runbook. */
  | {
      readonly is: 'alarm';
      /** Id of the runbook. */
      readonly runbook: string;
      /** ARN of its workflow. */
      readonly machine: string;
      /** What the rule would have told the run. */
      readonly input: { readonly alarm: string; readonly at: string; readonly reason: string };
    }
  /** A schedule was to call a function. */
  | {
      readonly is: 'tick';
      /** ARN of the function. */
      readonly function: string;
      /** What it is called here, and what its tick does. */
      readonly action: string;
      readonly does: string;
      /** What it was to be told, as JSON. */
      readonly payload: string;
      /** When it was due, as the schedule says it; absent where the letter does not say. */
      readonly due?: string;
    }
  /** The watch was to page about a run that died. */
  | { readonly is: 'death'; readonly topic: string; readonly status: string; readonly execution: string }
  | { readonly is: 'unknown'; readonly because: string };

/** A purpose that can be done again. */
export type Known = Exclude<Purpose, { is: 'unknown' }>;

/** So many letters at a time are worked on: one after the other, in the time an HTTP API waits. */
export const MOST_AT_ONCE = 20;

/** The beginning of an id, by which people name a letter. */
export const shortId = (id: string): string => id.slice(0, SHORT);

/** Eight digits of a UUID: of a hundred letters two begin alike once in a million times, and then more has to be said. */
export const SHORT = 8;

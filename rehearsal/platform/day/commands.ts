import type { VirtualClock } from '../../engine/clock';
import type { CommandPlace } from '../description';
import type { Ports } from '../ports';
import type { Session } from '../session';
import type { Position } from './book';

const LOOKS_EVERY_MS = 3_000;
/** From accepting to the first order: open orders are cancelled. */
const BEGINS_AFTER_MS = 2_000;
/** A LIMIT order near the last price of a liquid instrument. */
const FILLED_AFTER_MS = 4_000;
/** One that is not filled is cancelled then. */
const GIVEN_UP_AFTER_MS = 45_000;
const SPEAKS_EVERY_MS = 15_000;

/** What the service does with a command: `ignores` is nothing at all; `stuck`: one order is never filled. */
export type Manner = 'obeys' | 'ignores' | 'refuses' | 'stuck';

/** As the contract has it; whatever else it says does not matter here. */
interface Command {
  readonly id: string;
  readonly expiresAt: string;
  readonly orderType: string;
  readonly maxSlippagePercent: number;
  readonly positions: readonly { readonly symbol: string; readonly product: string; readonly netQuantity: number }[];
}

type State = 'accepted' | 'refused' | 'working' | 'done' | 'failed';

/** The command that is being carried out, or was last. */
interface Work {
  readonly command: Command;
  /** Those whose orders are still to be sent, in the order of the command. */
  left: Command['positions'];
  state: State;
  sent: number;
  filled: number;
  /** The order that is in the market and will not be filled, if any. */
  stuck: Command['positions'][number] | undefined;
}

export interface CloseCommandsOptions {
  readonly ports: { readonly clock: VirtualClock; readonly s3: Pick<Ports['s3'], 'put' | 'object'> };
  /** Undefined: the service takes no commands. */
  readonly place: CommandPlace | undefined;
  readonly session: Session;
  /** Whether a trading process is there. Whether trading is enabled does not matter: it carries this out and nothing else. */
  readonly working: () => boolean;
  /** Whether the broker takes orders. */
  readonly brokerAnswers: () => boolean;
  readonly held: () => readonly Position[];
  readonly close: (position: Pick<Position, 'symbol' | 'product'>) => void;
}

/** The trading service's end of the command to close positions: it looks for one, answers, and sends LIMIT orders. */
export class CloseCommands {
  private work: Work | undefined;
  private manner: Manner = 'obeys';

  constructor(private readonly options: CloseCommandsOptions) {}

  start(): void {
    if (this.options.place === undefined) return;
    this.look();
    this.options.ports.clock.setTimeout(() => this.start(), LOOKS_EVERY_MS);
  }

  behave(manner: Manner): void {
    this.manner = manner;
  }

  private look(): void {
    const { working, ports } = this.options;
    if (!working() || this.manner === 'ignores' || this.isAtWork()) return;
    const command = this.read();
    if (command === undefined || command.id === this.work?.command.id) return;
    // One that has expired is nobody's to carry out, whenever it is found.
    if (Date.parse(command.expiresAt) <= ports.clock.now()) return;
    this.work = { command, left: command.positions, state: 'accepted', sent: 0, filled: 0, stuck: undefined };
    const because = this.whyNot(command);
    if (because !== undefined) {
      this.say('refused', because);
      return;
    }
    this.say('accepted');
    this.after(BEGINS_AFTER_MS, () => this.next());
    this.repeat();
  }

  private isAtWork(): boolean {
    return this.work?.state === 'accepted' || this.work?.state === 'working';
  }

  private whyNot({ orderType }: Command): string | undefined {
    const { session, ports, brokerAnswers } = this.options;
    const now = ports.clock.now();
    if (orderType !== 'LIMIT') return `orders of type ${orderType} are not sent`;
    if (!session.dayAt(now).sessions.some(({ opens, closes }) => opens <= now && now < closes))
      return 'the exchange takes no orders now';
    if (!brokerAnswers()) return 'the broker does not answer';
    return this.manner === 'refuses' ? 'an order of an earlier command cannot be cancelled' : undefined;
  }

  /** One order after the other; what is not held any more needs none. */
  private next(): void {
    const { work } = this;
    if (work === undefined) return;
    const { working, held, close } = this.options;
    // Whoever starts in its place carries on.
    if (!working()) {
      this.after(LOOKS_EVERY_MS, () => this.next());
      return;
    }
    const [position, ...left] = work.left;
    if (position === undefined) {
      this.end(work);
      return;
    }
    work.left = left;
    const isHeld = held().some(({ symbol, product }) => symbol === position.symbol && product === position.product);
    if (!isHeld) {
      this.next();
      return;
    }
    work.sent++;
    this.say('working');
    if (this.manner === 'stuck' && work.stuck === undefined) {
      work.stuck = position;
      this.next();
      return;
    }
    this.after(FILLED_AFTER_MS, () => {
      close(position as Pick<Position, 'symbol' | 'product'>);
      work.filled++;
      this.next();
    });
  }

  private end(work: Work): void {
    if (work.stuck === undefined) {
      this.say('done');
      return;
    }
    const { symbol } = work.stuck;
    const within = `within ${work.command.maxSlippagePercent} % of the last price`;
    this.after(GIVEN_UP_AFTER_MS, () => {
      work.stuck = undefined;
      this.say('failed', `the LIMIT order for ${symbol} was not filled ${within} and is cancelled`);
    });
  }

  /** Says again from time to time that it is still at it. */
  private repeat(): void {
    this.after(SPEAKS_EVERY_MS, () => {
      if (!this.isAtWork()) return;
      if (this.options.working()) this.say(this.work?.state ?? 'working');
      this.repeat();
    });
  }

  private say(state: State, because?: string): void {
    const { place, ports } = this.options;
    const { work } = this;
    if (place === undefined || work === undefined) return;
    work.state = state;
    const { command, sent, filled, stuck } = work;
    const over = state === 'done' || state === 'failed' || state === 'refused';
    const open = over ? 0 : Math.max(sent - filled, stuck ? 1 : 0);
    const answer = {
      asOf: new Date(ports.clock.now()).toISOString(),
      id: command.id,
      state,
      ...(because === undefined ? {} : { because }),
      orders: { sent, filled, open },
    };
    ports.s3.put(place.bucket, place.answer.key, JSON.stringify(answer));
  }

  private read(): Command | undefined {
    const { place, ports } = this.options;
    const object = place && ports.s3.object(place.bucket, place.key);
    try {
      return object ? (JSON.parse(`${object.body}`) as Command) : undefined;
    } catch {
      return undefined;
    }
  }

  private after(ms: number, act: () => void): void {
    this.options.ports.clock.setTimeout(act, ms);
  }
}

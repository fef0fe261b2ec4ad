/** Where an instant lies in the market's day. */
export type MarketPhase =
  /** Orders are collected before the opening, or between two sessions of one day. */
  | 'pre-open'
  /** Continuous trading. */
  | 'session'
  | 'closing-auction'
  /** Nothing trades. */
  | 'closed'
  /** The calendar cannot say whether this is trading time. */
  | 'unknown-day';

/** `approval`: a named person says yes first. `forbidden`: not in this phase, whoever asks. */
export type Permission = 'allowed' | 'approval' | 'forbidden';

export type Act =
  /** Old and new tasks may overlap, and open work is read back. */
  | 'restart'
  | 'restart-stop-first'
  /** Open orders are not read back by the new tasks. */
  | 'restart-state-lost'
  | 'scale-up'
  | 'undo-scale-up'
  | 'halt-trading'
  | 'stop-service'
  /** Tasks of a service that a stop has taken away, while trading stays disabled. */
  | 'start-service'
  /** What a service was scaled between before a stop, while it runs. */
  | 'restore-scaling'
  | 'resume-trading'
  /** Every position, by LIMIT orders of the trading service. */
  | 'close-positions'
  | 'rollback'
  /** Another image of a service. */
  | 'deploy'
  /** What ran before a deployment that was not verified. */
  | 'undo-deploy'
  /** A snapshot, and pruning the old ones. */
  | 'database-backup'
  | 'database-maintenance'
  /** A new instance from a backup, beside the one that is used. */
  | 'restore'
  /** Another instance takes the place of the one that is used. */
  | 'switch-database';

/** The service that sends the orders, or any other. */
export type ServiceKind = 'trading' | 'other';

interface Row extends Readonly<Record<Exclude<MarketPhase, 'unknown-day'>, Permission>> {
  /** One sentence. */
  readonly because: string;
}

const always = (permission: Permission, because: string): Row => ({
  'pre-open': permission,
  session: permission,
  'closing-auction': permission,
  closed: permission,
  because,
});

const whileTrading = (permission: Permission, closed: Permission, because: string): Row => ({
  ...always(permission, because),
  closed,
});

const HALTING = always('allowed', 'It makes the system safer, and that needs nobody.');
const STOPPING = always('allowed', 'A service that is stopped sends no orders, and stopping one needs nobody.');
const RESUMING: Row = {
  ...always(
    'approval',
    'It makes the system riskier, so a person decides; in the closing auction it could only send orders into a price that is being struck.',
  ),
  'closing-auction': 'forbidden',
};
const STARTING = always(
  'approval',
  'What a person stopped, no machine starts: a person decides that it may come back, and trading stays disabled.',
);
const RESCALING = always(
  'allowed',
  'It puts back what a stop has changed, and only while the service runs: no task starts or ends by it.',
);
const CLOSING: Row = {
  ...always(
    'forbidden',
    'Only in continuous trading does a limit order near the last price close a position at a price that people can see; there two people decide, because nothing takes it back.',
  ),
  session: 'approval',
};
const ROLLING_BACK = always(
  'approval',
  'It puts other code to work, which nobody can promise is better: a person decides.',
);
const DEPLOYING = whileTrading(
  'approval',
  'allowed',
  'It puts other code to work: while anything trades a person decides, and after the close there is time to take it back.',
);
const UNDOING_DEPLOYMENT = always(
  'allowed',
  'It was agreed to with the deployment, and what it brings back is what ran before.',
);
const BACKING_UP = always(
  'allowed',
  'On Multi-AZ it is taken from the standby and nobody waits for it; the owner of a Single-AZ instance should know that its I/O pauses for seconds, sometimes minutes.',
);
const DATABASE = whileTrading(
  'forbidden',
  'allowed',
  'It loads the database and locks its tables while trading needs them, and it can wait for the close.',
);

const RESTORING = always(
  'approval',
  'It touches nothing that is used, and it is a second database with all the data of the first, which costs money until somebody deletes it: two people decide.',
);
const SWITCHING = whileTrading(
  'forbidden',
  'approval',
  'There is no database for twenty minutes, and what was written since the backup stays in the old one: two people decide, when nothing trades.',
);

const TABLE: Readonly<Record<ServiceKind, Readonly<Record<Act, Row>>>> = {
  trading: {
    restart: always('allowed', 'Old and new tasks do no harm together and open orders are read back: nothing is lost.'),
    'restart-stop-first': always(
      'allowed',
      'A minute without the service is less than the fault costs, and no order is sent twice.',
    ),
    'restart-state-lost': whileTrading(
      'approval',
      'allowed',
      'Open orders would be left to themselves: a person decides while there can be any.',
    ),
    'scale-up': always(
      'allowed',
      'More capacity takes nothing away; whether copies may run side by side is asked by the guard of the act itself.',
    ),
    'undo-scale-up': whileTrading(
      'forbidden',
      'allowed',
      'It stops tasks that may hold open orders, for nothing but money, and it can wait for the close.',
    ),
    'halt-trading': HALTING,
    'stop-service': STOPPING,
    'start-service': STARTING,
    'restore-scaling': RESCALING,
    'resume-trading': RESUMING,
    'close-positions': CLOSING,
    rollback: ROLLING_BACK,
    deploy: DEPLOYING,
    'undo-deploy': UNDOING_DEPLOYMENT,
    'database-backup': BACKING_UP,
    'database-maintenance': DATABASE,
    restore: RESTORING,
    'switch-database': SWITCHING,
  },
  other: {
    restart: always('allowed', 'It holds no orders.'),
    'restart-stop-first': always('allowed', 'It holds no orders, and is down for a minute.'),
    'restart-state-lost': always('allowed', 'It holds no orders: what it loses, it fetches again.'),
    'scale-up': always('allowed', 'More capacity takes nothing away.'),
    'undo-scale-up': always('allowed', 'It holds no orders, and autoscaling stops its tasks at any hour as well.'),
    'halt-trading': HALTING,
    'stop-service': STOPPING,
    'start-service': STARTING,
    'restore-scaling': RESCALING,
    'resume-trading': RESUMING,
    'close-positions': CLOSING,
    rollback: ROLLING_BACK,
    deploy: DEPLOYING,
    'undo-deploy': UNDOING_DEPLOYMENT,
    'database-backup': BACKING_UP,
    'database-maintenance': DATABASE,
    restore: RESTORING,
    'switch-database': SWITCHING,
  },
};

/** In the order of the day; what is unknown comes last. */
export const MARKET_PHASES = [
  'pre-open',
  'session',
  'closing-auction',
  'closed',
  'unknown-day',
] as const satisfies readonly MarketPhase[];

export const ACTS = Object.keys(TABLE.trading) as readonly Act[];

/** From the least strict. */
const STRICTNESS = ['allowed', 'approval', 'forbidden'] as const satisfies readonly Permission[];

/**
 * Whether an act on a service is allowed in a phase of the market. On an unknown day the stricter of session and closed
 * holds: it may be either. The table speaks of the market alone; leases, stops, budgets and the service's own
 * declarations are asked by other guards, and each of them may still refuse.
 */
export function permitted(act: Act, service: ServiceKind, phase: MarketPhase): Permission {
  const row = TABLE[service][act];
  return phase === 'unknown-day' ? stricter(row.session, row.closed) : row[phase];
}

/** Why the table says what it says of this act: one sentence. */
export const reasonFor = (act: Act, service: ServiceKind): string => TABLE[service][act].because;

function stricter(one: Permission, other: Permission): Permission {
  return STRICTNESS.indexOf(one) >= STRICTNESS.indexOf(other) ? one : other;
}

import type { OwnerRole } from './runbook';

/** Everything an item of a checklist may look at or do, and what it must be told. */
export interface ItemActions {
  /** Cluster, services, database, load balancer, targets, dashboard, logs and the credentials' secret, side by side. */
  readonly 'check-health': Record<never, never>;
  /** Running and desired tasks of every service. */
  readonly 'verify-services': Record<never, never>;
  /** Alarms that went off since the last evening, the incidents they became, and pages that were held for the morning. */
  readonly 'review-alarms': Record<never, never>;
  /** The broker's answer, the service's own word about its session, and the market data feed. */
  readonly 'verify-broker-connectivity': Record<never, never>;
  /** Trades, realised profit and open positions of the last trading day, or of the day itself. */
  readonly 'review-trading': { readonly of: 'previous day' | 'day' };
  /** Whether everybody on the path can be reached. */
  readonly 'check-contacts': Record<never, never>;
  /** How old the newest backup of the database is, and whether one is being taken. */
  readonly 'check-backups': Record<never, never>;
  /** Whether the calendar knows today, and next year. */
  readonly 'check-calendar': Record<never, never>;
  /** Errors of the last hours, by shape. */
  readonly 'review-errors': { readonly hours: number };
  /** Sees that the day's reports were exported, copies them to the backups, and reads the copies back. */
  readonly 'backup-reports': Record<never, never>;
  /** Writes the day's positions into the ledger, once. */
  readonly 'append-positions': Record<never, never>;
}

export type ItemAction = keyof ItemActions;

export interface ChecklistItem {
  /** The written checklist's own words: state name, and line of the report. */
  readonly says: string;
  readonly does: ItemAction;
  readonly input: ItemActions[ItemAction];
  /** `pass`: the day does not begin, or end well, without it. `advise`: people are told. */
  readonly must: 'pass' | 'advise';
  readonly owner: OwnerRole;
  /** Id of the runbook that is started when it fails. */
  readonly runbook?: string;
}

/** A list whose items are worked side by side; each is read by itself, and the report lists them in this order. */
export interface Checklist {
  readonly id: 'morning-checklist' | 'evening-checklist';
  readonly title: string;
  readonly items: readonly ChecklistItem[];
  /** Id of the runbook that is started when a must-pass item fails. */
  readonly otherwise: string;
}

/** An item; a name or an input the action does not know does not compile. */
function item<A extends ItemAction>(
  says: string,
  does: A,
  input: ItemActions[A],
  more: Pick<ChecklistItem, 'must' | 'owner' | 'runbook'>,
): ChecklistItem {
  return { says, does, input, ...more };
}

/** Before the market opens. The written checklist has the first five; what nobody would notice otherwise follows them. */
export const morningChecklist: Checklist = {
  id: 'morning-checklist',
  title: 'Morning Checklist',
  otherwise: 'morning-checklist-not-passed',
  items: [
    item('Check system health', 'check-health', {}, { must: 'pass', owner: 'devops' }),
    item(
      'Verify all services are running',
      'verify-services',
      {},
      {
        must: 'pass',
        owner: 'devops',
        runbook: 'restart-affected-services',
      },
    ),
    item('Check CloudWatch for overnight alerts', 'review-alarms', {}, { must: 'advise', owner: 'devops' }),
    item('Verify broker connectivity', 'verify-broker-connectivity', {}, { must: 'pass', owner: 'trading' }),
    item(
      "Review previous day's trading activity",
      'review-trading',
      { of: 'previous day' },
      {
        must: 'advise',
        owner: 'trading',
      },
    ),
    item('Check that everybody can be reached', 'check-contacts', {}, { must: 'advise', owner: 'devops' }),
    item('Check the age of the backup', 'check-backups', {}, { must: 'advise', owner: 'backend' }),
    item('Check the calendar', 'check-calendar', {}, { must: 'advise', owner: 'trading' }),
  ],
};

/** After the close. */
export const eveningChecklist: Checklist = {
  id: 'evening-checklist',
  title: 'Evening Checklist',
  otherwise: 'evening-checklist-not-passed',
  items: [
    item("Review day's trading performance", 'review-trading', { of: 'day' }, { must: 'advise', owner: 'trading' }),
    item('Check for any errors or anomalies', 'review-errors', { hours: 8 }, { must: 'advise', owner: 'backend' }),
    item('Backup daily reports', 'backup-reports', {}, { must: 'pass', owner: 'backend' }),
    item('Update position tracking spreadsheet', 'append-positions', {}, { must: 'advise', owner: 'trading' }),
  ],
};

export const checklists: readonly Checklist[] = [morningChecklist, eveningChecklist];

/** Of opening a checklist, and of reporting on it. */
export const CHECKLIST_FRAME = { attempts: 2, timeoutSeconds: 20 } as const;

/** TimeoutSeconds of one item: the report is there two minutes after the checklist began, whatever hangs. */
export const ITEM_TIMEOUT_SECONDS: Readonly<Record<ItemAction, number>> = {
  'check-health': 30,
  'verify-services': 12,
  'review-alarms': 30,
  'verify-broker-connectivity': 20,
  'review-trading': 15,
  'check-contacts': 20,
  'check-backups': 15,
  'check-calendar': 10,
  'review-errors': 60,
  'backup-reports': 90,
  'append-positions': 20,
};

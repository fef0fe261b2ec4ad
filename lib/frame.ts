/** Words of the states around every runbook's own steps: the written P1 procedure, which fits every incident. */
export const FRAME = {
  /** Of a runbook that halts first. */
  haltFirst: 'Disable trading at once',
  open: 'Acknowledge the alert',
  assess: 'Assess the situation',
  /** Ours: the written procedure checks nothing afterwards. */
  verify: 'Verify that it is resolved',
  /** Where the runbook's own steps have verified it. */
  complete: 'See that everything is done',
  escalate: 'Escalate',
  /** The written procedure's words for a P1, which is escalated as soon as it is opened. */
  pageAtOnce: 'Page on-call engineer if not already done',
  unresolved: 'Escalated already',
  /** Of a stop that does not hold, besides the page it began with. */
  pageAgain: 'Page again',
  /** A question that nobody has been paged about. */
  pageToAsk: 'Page for an approval',
  ask: 'Wait for an approval',
  paged: 'Has somebody been paged?',
  document: 'Document the incident',
  park: 'Look again when it is over',
  joined: 'Joined',
  lastResort: 'Last resort page',
  lastResortSent: 'Escalated by the last resort',
  nobodyTold: 'Nobody could be told',
} as const;

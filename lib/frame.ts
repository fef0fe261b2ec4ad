/** Words of the states around every runbook's own steps: the written P1 procedure, which fits every incident. */
export const FRAME = {
  open: 'Acknowledge the alert',
  assess: 'Assess the situation',
  /** Ours: the written procedure checks nothing afterwards. */
  verify: 'Verify that it is resolved',
  escalate: 'Escalate',
  document: 'Document the incident',
  park: 'Look again when it is over',
  joined: 'Joined',
  lastResort: 'Last resort page',
  lastResortSent: 'Escalated by the last resort',
  nobodyTold: 'Nobody could be told',
} as const;

/** What a run is told of the alarm that starts it: each field, and where CloudWatch's event of the change has it. */
export const TOLD_OF_ALARM = {
  alarm: '$.detail.alarmName',
  at: '$.detail.state.timestamp',
  reason: '$.detail.state.reason',
} as const;

/** Where the event of a run that has died says how it ended, and which run it was. */
export const TOLD_OF_DEATH = { status: '$.detail.status', execution: '$.detail.executionArn' } as const;

/** What the watch says of a run that has died. */
export const deathWords = (status: string, execution: string): string =>
  `A runbook's own workflow ended as ${status}: ${execution}. ` +
  'It may have told nobody. Look at the execution, and at the system it was looking after.';

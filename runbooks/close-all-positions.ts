import { type Runbook, step } from './runbook';

/**
 * The third method of the emergency stop: the trading service closes what is open, when two people have said so. The trading
 * service sends the orders, because nobody else may: they are taken from its registered address only, and as LIMIT orders.
 *
 * It is a P1 for its pages: two people have to be found, neither of them whoever asked, and each rung has five minutes then.
 * It is planned for its place on the board: a person asked for it, and it is the cause of no fault beside it.
 */
export const closeAllPositions: Runbook = {
  id: 'close-all-positions',
  title: 'Close All Positions',
  owner: 'trading',
  severity: 'P1',
  target: 'trading',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 600 },
  verifiedBy: 'steps',
  steps: [
    step('Review open positions', 'review-open-positions', { service: 'trading' }),
    step('Close all positions', 'close-positions', { service: 'trading' }),
    step('See that positions are closed', 'see-positions-closed', {}),
  ],
};

import { type Runbook, step } from './runbook';

/** Started by the morning checklist. The open is gated first; what can be mended is mended then. */
export const morningChecklistNotPassed: Runbook = {
  id: 'morning-checklist-not-passed',
  title: 'Morning Checklist Not Passed',
  owner: 'trading',
  severity: 'P2',
  target: 'system',
  dependsOn: [],
  symptoms: ['A must-pass item of the morning checklist failed, or could not be checked'],
  triggers: [],
  verifiedBy: 'steps',
  pagesAtOnce: true,
  steps: [
    step('Gate the open', 'close-gate', {}),
    step('Start the runbooks of what failed', 'start-failed-runbooks', { checklist: 'morning-checklist' }),
    step('Check again until it passes', 'check-again', { checklist: 'morning-checklist' }),
  ],
};

/** Started by the evening checklist. Exports come late now and then, so it is asked again before anybody is. */
export const eveningChecklistNotPassed: Runbook = {
  id: 'evening-checklist-not-passed',
  title: 'Evening Checklist Not Passed',
  owner: 'backend',
  severity: 'P3',
  target: 'system',
  dependsOn: [],
  symptoms: ['A must-pass item of the evening checklist failed, or could not be checked'],
  triggers: [],
  verifiedBy: 'steps',
  steps: [step('Check again until it passes', 'check-again', { checklist: 'evening-checklist' })],
};

import { answers, leads, type Mutation, RUNBOOK, triedOnce, uncaught } from './mutation';

/** The runbook's own workflow. */
export const runbook: readonly Mutation[] = [
  {
    title: 'the restart is answered without restarting',
    alter: (template) => template.state(RUNBOOK, 'Restart if necessary', answers('continue')),
    noticed: { 'hung-tasks': /0 restarts, expected 1/ },
  },
  {
    title: 'the broker is not asked',
    alter: (template) => template.state(RUNBOOK, 'Verify broker connection', answers('continue')),
    noticed: { 'broker-credentials-expired': /1 restarts, expected 0/ },
  },
  {
    title: 'nobody looks how old the event is',
    alter: (template) => template.state(RUNBOOK, 'Assess the situation', answers('continue')),
    noticed: { 'late-event-alarm-ok': /outcome is resolved, expected stood-down/ },
  },
  {
    title: 'verification says fixed without looking',
    alter: (template) => template.state(RUNBOOK, 'Verify that it is resolved', answers('resolved')),
    noticed: {
      'hung-tasks': /verdict is null, expected fixed/,
      'stopped-meanwhile': /outcome is resolved, expected stood-down/,
      'restart-does-not-help': /outcome is resolved, expected escalated/,
    },
  },
  {
    title: 'verification does not wait',
    alter: (template) => template.state(RUNBOOK, 'After: Verify that it is resolved', leads('wait', 'Escalate')),
    noticed: { 'hung-tasks': /outcome is escalated, expected resolved/ },
  },
  {
    title: 'a step that stands down escalates',
    alter: (template) => template.state(RUNBOOK, 'After: Check service status', leads('stand-down', 'Escalate')),
    noticed: { 'halted-on-purpose-desired-0': /outcome is escalated, expected stood-down/ },
  },
  {
    title: 'a step that escalates goes on',
    alter: (template) =>
      template.state(RUNBOOK, 'After: Verify broker connection', (state) => {
        state.Default = 'Restart if necessary';
      }),
    noticed: { 'broker-credentials-expired': /1 restarts, expected 0/ },
  },
  {
    title: 'an execution that joined goes on',
    alter: (template) =>
      template.state(RUNBOOK, 'After: Acknowledge the alert', leads('joined', 'Assess the situation')),
    noticed: { 'same-alarm-twice': /0 executions joined, expected 1/ },
  },
  {
    title: 'a failed step is not caught',
    alter: (template) => template.state(RUNBOOK, 'Restart if necessary', uncaught()),
    noticed: { 'function-keeps-dying': /outcome is null, expected escalated.*paged watch.*, expected 1/ },
  },
  {
    title: 'a failed step is not tried again',
    alter: (template) => template.state(RUNBOOK, 'Restart if necessary', triedOnce),
    noticed: { 'function-dies-before-its-effect': /outcome is escalated, expected resolved/ },
  },
  {
    title: 'the escalation may not be started, and its failure is not caught',
    alter: (template) => {
      template.deny(template.named('AWS::StepFunctions::StateMachine', RUNBOOK).RoleArn, 'states:StartExecution');
      template.state(RUNBOOK, 'Escalate', uncaught());
    },
    noticed: { 'broker-credentials-expired': /outcome is null, expected escalated.*paged watch.*, expected 1/ },
  },
];

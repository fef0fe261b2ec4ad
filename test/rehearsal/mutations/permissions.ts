import { type Mutation, RUNBOOK, role, target } from './mutation';

/** Permissions taken away. */
export const permissions: readonly Mutation[] = [
  {
    title: 'the restarting function may not restart',
    alter: (template) => template.deny(role(template, 'restart-service'), 'ecs:UpdateService'),
    noticed: { 'hung-tasks': /outcome is escalated, expected resolved.*1 calls denied, expected 0/ },
  },
  {
    title: 'the paging function may not publish',
    alter: (template) => template.deny(role(template, 'page-contacts'), 'sns:Publish'),
    noticed: { 'broker-credentials-expired': /paged last resort.*, expected 1.*calls denied, expected 0/ },
  },
  {
    title: 'the acknowledging function may not answer the waiting workflow',
    alter: (template) => template.deny(role(template, 'acknowledge-page'), 'states:SendTaskSuccess'),
    noticed: { 'broker-credentials-expired': /1 calls denied, expected 0/ },
  },
  {
    title: 'verification may not read alarms',
    alter: (template) => template.deny(role(template, 'verify-resolution'), 'cloudwatch:DescribeAlarms'),
    noticed: { 'already-healthy': /outcome is escalated, expected resolved.*calls denied, expected 0/ },
  },
  {
    title: 'the runbook may not start the escalation',
    alter: (template) =>
      template.deny(template.named('AWS::StepFunctions::StateMachine', RUNBOOK).RoleArn, 'states:StartExecution'),
    noticed: { 'broker-credentials-expired': /paged last resort, expected 1/ },
  },
  {
    title: 'the event may not start the runbook',
    alter: (template) => template.deny(target(template).RoleArn, 'states:StartExecution'),
    noticed: { 'hung-tasks': /paged watch, watch, watch, expected nobody; 1 calls denied/ },
  },
];

import { alarm, ESCALATION, type Mutation, rule, target, uncaught, waitsADay } from './mutation';

/** The escalation's workflow. */
export const escalation: readonly Mutation[] = [
  {
    title: 'silence does not climb',
    alter: (template) => template.state(ESCALATION, 'Page', uncaught('States.Timeout')),
    noticed: { 'nobody-acknowledges': /paged 1, last resort, .*expected 1, 2, 3, 4/ },
  },
  {
    title: 'a page that failed does not go to the last resort',
    alter: (template) => template.state(ESCALATION, 'Page', uncaught('States.ALL')),
    noticed: { 'act-and-page-denied': /paged watch.*, expected last resort/ },
  },
  {
    title: 'a rung has a day to acknowledge',
    alter: (template) =>
      template.state(ESCALATION, 'Page', (state) => {
        state.TimeoutSeconds = 86_400;
      }),
    noticed: { 'nobody-acknowledges': /paged 1, expected 1, 2, 3, 4/ },
  },
  {
    title: 'the climb goes on a day after the acknowledgement',
    alter: (template) => template.state(ESCALATION, 'Wait for the deadline', waitsADay),
    noticed: { 'acknowledged-not-resolved': /paged 1, expected 1, 2/ },
  },
  {
    title: 'the stakeholders are told a day later',
    alter: (template) => template.state(ESCALATION, 'Until the response time is over', waitsADay),
    noticed: { 'nobody-acknowledges': /stakeholders told 0 times, expected 1/ },
  },
];

/** The watch on the runbooks themselves. */
export const watch: readonly Mutation[] = [
  {
    title: 'the rule for dead workflows is disabled',
    stack: 'watch',
    alter: (template) => {
      rule(template, 'dead-executions').State = 'DISABLED';
    },
    noticed: { 'nobody-can-be-told': /paged watch, expected watch, watch/ },
  },
  {
    title: 'the alarm for a failed escalation tells nobody',
    stack: 'watch',
    alter: (template) => {
      alarm(template, 'escalation/ExecutionsFailed').AlarmActions = [];
    },
    noticed: { 'nobody-can-be-told': /paged watch, expected watch, watch/ },
  },
  {
    title: 'the alarm for lost events tells nobody',
    stack: 'watch',
    alter: (template) => {
      alarm(template, '/DeadLetters').AlarmActions = [];
    },
    noticed: { 'event-undeliverable': /paged watch, watch, watch, expected watch, watch, watch, watch/ },
  },
  {
    title: 'the alarm for audits that do not come tells nobody',
    stack: 'watch',
    alter: (template) => {
      alarm(template, 'AuditsMissing').AlarmActions = [];
    },
    noticed: { 'audits-lost': /paged nobody, expected watch/ },
  },
  {
    title: 'an event that cannot be delivered is not kept',
    alter: (template) => {
      delete target(template).DeadLetterConfig;
    },
    noticed: { 'event-undeliverable': /paged watch, watch, watch, expected watch, watch, watch, watch/ },
  },
  {
    title: 'the log of the verdict lets only warnings through',
    alter: (template) => {
      const of = template.named('AWS::Lambda::Function', 'verify-resolution');
      of.LoggingConfig = { ...(of.LoggingConfig as object), ApplicationLogLevel: 'WARN' };
    },
    noticed: {
      'hung-tasks': /measured Incidents outcome=resolved; expected Incidents outcome=resolved, TimeToMitigate/,
    },
  },
];

import { NOT_CONFIGURED } from '../environments/schema';
import { permissions as acknowledgePage } from '../lambdas/acknowledge-page/permissions';
import { permissions as answerTestPage } from '../lambdas/answer-test-page/permissions';
import { permissions as askBeforeRestart } from '../lambdas/ask-before-restart/permissions';
import { permissions as awaitApproval } from '../lambdas/await-approval/permissions';
import { permissions as checkAlarm } from '../lambdas/check-alarm/permissions';
import { permissions as checkDatabase } from '../lambdas/check-database/permissions';
import { permissions as checkSecurityGroups } from '../lambdas/check-security-groups/permissions';
import { permissions as checkService } from '../lambdas/check-service/permissions';
import { permissions as checkSystem } from '../lambdas/check-system/permissions';
import { permissions as checkTargets } from '../lambdas/check-targets/permissions';
import { permissions as chooseRung } from '../lambdas/choose-rung/permissions';
import { permissions as closeIncident } from '../lambdas/close-incident/permissions';
import { permissions as decideApproval } from '../lambdas/decide-approval/permissions';
import { permissions as discardLetters } from '../lambdas/discard-letters/permissions';
import { permissions as documentIncident } from '../lambdas/document-incident/permissions';
import { permissions as giveBackService } from '../lambdas/give-back-service/permissions';
import { permissions as haltNow } from '../lambdas/halt-now/permissions';
import { permissions as haltTrading } from '../lambdas/halt-trading/permissions';
import { permissions as identifyBottleneck } from '../lambdas/identify-bottleneck/permissions';
import { permissions as investigateRootCause } from '../lambdas/investigate-root-cause/permissions';
import { permissions as listIncidents } from '../lambdas/list-incidents/permissions';
import { permissions as listLetters } from '../lambdas/list-letters/permissions';
import { permissions as monitorDeployment } from '../lambdas/monitor-deployment/permissions';
import { permissions as notifyStakeholders } from '../lambdas/notify-stakeholders/permissions';
import { permissions as openIncident } from '../lambdas/open-incident/permissions';
import { permissions as pageContacts } from '../lambdas/page-contacts/permissions';
import { permissions as probeDashboard } from '../lambdas/probe-dashboard/permissions';
import { permissions as readLogs } from '../lambdas/read-logs/permissions';
import { permissions as redriveLetters } from '../lambdas/redrive-letters/permissions';
import { permissions as restartService } from '../lambdas/restart-service/permissions';
import { permissions as scaleService } from '../lambdas/scale-service/permissions';
import { permissions as seeTestAlarm } from '../lambdas/see-test-alarm/permissions';
import { permissions as setMode } from '../lambdas/set-mode/permissions';
import type { Permission } from '../lambdas/shared/permission';
import { permissions as showChecklist } from '../lambdas/show-checklist/permissions';
import { permissions as showIncident } from '../lambdas/show-incident/permissions';
import { permissions as showLogs } from '../lambdas/show-logs/permissions';
import { permissions as showStatus } from '../lambdas/show-status/permissions';
import { permissions as signIn } from '../lambdas/sign-in/permissions';
import { permissions as startAfterStop } from '../lambdas/start-after-stop/permissions';
import { permissions as startRunbook } from '../lambdas/start-runbook/permissions';
import { permissions as stopForRestart } from '../lambdas/stop-for-restart/permissions';
import { permissions as takeService } from '../lambdas/take-service/permissions';
import { permissions as testConnectivity } from '../lambdas/test-connectivity/permissions';
import { permissions as undoScaling } from '../lambdas/undo-scaling/permissions';
import { permissions as verifyBroker } from '../lambdas/verify-broker/permissions';
import { permissions as verifyResolution } from '../lambdas/verify-resolution/permissions';
import { permissions as waitForDatabase } from '../lambdas/wait-for-database/permissions';
import { permissions as waiveGate } from '../lambdas/waive-gate/permissions';
import { BUDGETS, FRAME_BUDGETS, VARIANT_BUDGETS, VERIFY_ROUND_SECONDS } from '../runbooks/actions';
import { emergencyStopTrading } from '../runbooks/emergency-stop-trading';
import { machineArn } from './called';
import type { Grounds } from './permissions';
import { TICKS } from './tick';
import { DEAD_LETTERS_KEPT_DAYS } from './watch/dead-letters';

/** One function: what it does in words, what it may do, and how long it may take. */
export interface FunctionFacts {
  readonly does: string;
  readonly may: readonly Permission[];
  /** Of the state or request that waits for it. */
  readonly timeoutSeconds: number;
  /** Answers the HTTP API, and is told by no workflow what things are called. */
  readonly answersApi?: true;
  /** Runs where the services run: it connects to the database. */
  readonly insideVpc?: true;
  /** Writes metrics of our own (runbooks/own-metrics.ts), and is told their namespace. */
  readonly measures?: true;
  /** Environment variables beyond those every function has. */
  readonly variables?: (grounds: Grounds) => Readonly<Record<string, string>>;
}

/** A halt by hand depends on nothing that may be broken when it is needed: what it must know stands with it. */
function haltSettings({ environment, naming, channelTopicArn }: Grounds): Readonly<Record<string, string>> {
  const place = environment.signals.tradingEnabledAcknowledgement;
  return {
    TRADING_ENABLED: environment.parameters.tradingEnabled,
    CHANNEL_TOPIC: channelTopicArn,
    TRADING_SERVICE: environment.services.trading.name,
    STOP_MACHINE: machineArn({ environment, naming }, emergencyStopTrading.id),
    ...(place === NOT_CONFIGURED ? {} : { ACKNOWLEDGEMENT: JSON.stringify(place) }),
  };
}

/** Where dead letters lie, and whom they may have been for. */
function letterSettings({ environment, naming, watchTopicArn }: Grounds): Readonly<Record<string, string>> {
  const { account, region } = environment;
  const queues = Object.values(naming.queues).map((name) => ({
    name,
    url: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
  }));
  const ticks = Object.values(TICKS).map(({ calls, description }) => [
    `arn:aws:lambda:${region}:${account}:function:${naming.function(calls)}`,
    { action: calls, does: description },
  ]);
  const letters = {
    queues,
    keptDays: DEAD_LETTERS_KEPT_DAYS,
    ticks: Object.fromEntries(ticks) as object,
    watchTopic: watchTopicArn,
  };
  return { LETTERS: JSON.stringify(letters) };
}

/** An HTTP API waits 30 seconds at most; a person does not wait as long. */
const ANSWERS_API = { timeoutSeconds: 20, answersApi: true } as const;

const ANSWERS_LETTERS = { ...ANSWERS_API, variables: letterSettings } as const;

/**
 * Every function, in words, with what it may do and how long it may take. A function that answers a state's time-out must
 * end before it: two seconds earlier.
 */
export const FUNCTIONS = {
  'open-incident': {
    does: 'Opens or joins an incident',
    may: openIncident,
    timeoutSeconds: FRAME_BUDGETS['open-incident'].timeoutSeconds,
  },
  'check-alarm': {
    does: 'Looks whether the fault is still there',
    may: checkAlarm,
    timeoutSeconds: FRAME_BUDGETS['check-alarm'].timeoutSeconds,
  },
  'see-test-alarm': {
    does: 'Looks who has raised the test alarm',
    may: seeTestAlarm,
    timeoutSeconds: BUDGETS['see-test-alarm'].timeoutSeconds,
  },
  'answer-test-page': {
    does: 'Acknowledges the page of a test',
    may: answerTestPage,
    // A page is opened and its button pressed, 8 s each at most.
    timeoutSeconds: 25,
    variables: ({ naming }) => ({ DIRECTORY: naming.directory, SYSTEM: naming.system }),
  },
  'check-service': {
    does: 'Looks at an ECS service',
    may: checkService,
    timeoutSeconds: BUDGETS['check-service'].timeoutSeconds,
  },
  'read-logs': { does: 'Reads recent log lines', may: readLogs, timeoutSeconds: BUDGETS['read-logs'].timeoutSeconds },
  'verify-broker': {
    does: 'Asks whether the broker answers',
    may: verifyBroker,
    timeoutSeconds: BUDGETS['verify-broker'].timeoutSeconds,
  },
  'restart-service': {
    does: 'Restarts an ECS service',
    may: restartService,
    timeoutSeconds: BUDGETS['restart-service'].timeoutSeconds,
  },
  'monitor-deployment': {
    does: 'Waits for a deployment',
    may: monitorDeployment,
    timeoutSeconds: BUDGETS['monitor-deployment'].timeoutSeconds,
  },
  'check-database': {
    does: 'Looks at the database’s status',
    may: checkDatabase,
    timeoutSeconds: BUDGETS['check-database'].timeoutSeconds,
  },
  'wait-for-database': {
    does: 'Waits while the database is being changed',
    may: waitForDatabase,
    timeoutSeconds: BUDGETS['wait-for-database'].timeoutSeconds,
  },
  'check-security-groups': {
    does: 'Looks whether the services may reach the database',
    may: checkSecurityGroups,
    timeoutSeconds: BUDGETS['check-security-groups'].timeoutSeconds,
  },
  'test-connectivity': {
    does: 'Connects to the database as the services do',
    may: testConnectivity,
    insideVpc: true,
    timeoutSeconds: BUDGETS['test-connectivity'].timeoutSeconds,
  },
  'check-targets': {
    does: 'Looks at the load balancer’s targets',
    may: checkTargets,
    timeoutSeconds: BUDGETS['check-targets'].timeoutSeconds,
  },
  'probe-dashboard': {
    does: 'Asks for the dashboard',
    may: probeDashboard,
    timeoutSeconds: BUDGETS['probe-dashboard'].timeoutSeconds,
  },
  'identify-bottleneck': {
    does: 'Says what is nearest to its limit',
    may: identifyBottleneck,
    timeoutSeconds: BUDGETS['identify-bottleneck'].timeoutSeconds,
  },
  'scale-service': {
    does: 'Raises a service’s scalable minimum',
    may: scaleService,
    timeoutSeconds: BUDGETS['scale-service'].timeoutSeconds,
  },
  'undo-scaling': {
    does: 'Puts a service’s capacity back',
    may: undoScaling,
    timeoutSeconds: BUDGETS['undo-scaling'].timeoutSeconds,
  },
  'investigate-root-cause': {
    does: 'Looks for what has changed',
    may: investigateRootCause,
    timeoutSeconds: BUDGETS['investigate-root-cause'].timeoutSeconds,
  },
  'check-system': {
    does: 'Looks at everything at once',
    may: checkSystem,
    timeoutSeconds: BUDGETS['check-system'].timeoutSeconds,
  },
  'halt-trading': {
    does: 'Disables trading and sees that it took effect',
    may: haltTrading,
    timeoutSeconds: BUDGETS['halt-trading'].timeoutSeconds,
  },
  'ask-before-restart': {
    does: 'Asks before a restart that loses open orders',
    may: askBeforeRestart,
    timeoutSeconds: VARIANT_BUDGETS['ask-before-restart'].timeoutSeconds,
  },
  'stop-for-restart': {
    does: 'Stops a service whose generations may not overlap',
    may: stopForRestart,
    timeoutSeconds: VARIANT_BUDGETS['stop-for-restart'].timeoutSeconds,
  },
  'start-after-stop': {
    does: 'Starts the new generation once nothing of the old one runs',
    may: startAfterStop,
    timeoutSeconds: VARIANT_BUDGETS['start-after-stop'].timeoutSeconds,
  },
  'verify-resolution': {
    does: 'Judges whether the fault is gone',
    may: verifyResolution,
    measures: true,
    timeoutSeconds: VERIFY_ROUND_SECONDS,
  },
  'document-incident': {
    does: 'Writes the incident report',
    may: documentIncident,
    measures: true,
    timeoutSeconds: FRAME_BUDGETS['document-incident'].timeoutSeconds,
  },
  'choose-rung': { does: 'Decides who is paged next', may: chooseRung, measures: true, timeoutSeconds: 15 },
  'page-contacts': { does: 'Pages the contacts of one rung', may: pageContacts, measures: true, timeoutSeconds: 15 },
  'notify-stakeholders': { does: 'Tells stakeholders at the deadline', may: notifyStakeholders, timeoutSeconds: 15 },
  'await-approval': { does: 'Lets an approval reach its runbook', may: awaitApproval, timeoutSeconds: 15 },
  'acknowledge-page': { does: 'Takes an acknowledgement', may: acknowledgePage, measures: true, ...ANSWERS_API },
  'close-incident': { does: 'Closes an incident for a named person', may: closeIncident, ...ANSWERS_API },
  'decide-approval': { does: 'Takes an approval or a refusal', may: decideApproval, measures: true, ...ANSWERS_API },
  'give-back-service': { does: 'Gives a service back to the runbooks', may: giveBackService, ...ANSWERS_API },
  // Answers in time for the API, and goes on halting when that has given up.
  'halt-now': {
    does: 'Disables trading for whoever asks',
    may: haltNow,
    ...ANSWERS_API,
    timeoutSeconds: 47,
    variables: haltSettings,
  },
  'list-incidents': { does: 'Tells incidents and what was observed', may: listIncidents, ...ANSWERS_API },
  'set-mode': { does: 'Sets the mode for a named person', may: setMode, ...ANSWERS_API },
  'list-letters': { does: 'Shows what could not be delivered', may: listLetters, ...ANSWERS_LETTERS },
  'redrive-letters': {
    does: 'Has done again what could not be delivered',
    may: redriveLetters,
    ...ANSWERS_LETTERS,
  },
  'discard-letters': {
    does: 'Takes letters out of their queues for good',
    may: discardLetters,
    ...ANSWERS_LETTERS,
  },
  'show-incident': { does: 'Shows the page of an incident', may: showIncident, ...ANSWERS_API },
  'show-logs': { does: 'Reads log lines for an engineer', may: showLogs, ...ANSWERS_API },
  'show-status': { does: 'Says how the system stands', may: showStatus, ...ANSWERS_API },
  'sign-in': { does: 'Signs a browser in', may: signIn, ...ANSWERS_API },
  'start-runbook': { does: 'Starts a runbook for a named person', may: startRunbook, ...ANSWERS_API },
  'show-checklist': { does: 'Shows how a checklist stands', may: showChecklist, ...ANSWERS_API },
  'waive-gate': { does: 'Lets a named person waive the gate', may: waiveGate, ...ANSWERS_API },
  'take-service': { does: 'Takes a service into a person’s hands', may: takeService, ...ANSWERS_API },
} as const satisfies Readonly<Record<string, FunctionFacts>>;

export type FunctionName = keyof typeof FUNCTIONS;

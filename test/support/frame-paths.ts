import { FRAME } from '../../lib/frame';
import { type Edge, edges, type Flow } from './asl';

// The words in which the tests speak of the ways through a workflow.

export const isLastResort = (name: string): boolean => name.startsWith(FRAME.lastResort);
/** Starts the escalation, which pages. */
export const escalates = (name: string): boolean =>
  [FRAME.escalate, FRAME.pageAtOnce].some((one) => one === name) ||
  [FRAME.pageToAsk, FRAME.pageAgain].some((words) => name.startsWith(`${words}: `));
/** The choice escalates unless that has been done: test/synth/asking.test.ts. */
export const tells = (name: string): boolean => escalates(name) || isLastResort(name) || name === FRAME.paged;
/** Waiting for an answer that failed goes back to the step, which looks what came of its question, and tells that. */
export const asksAgain = ({ from, to }: Edge): boolean => from === `${FRAME.ask}: ${to}`;
/** PagerDuty is told beside the pages: whatever comes of it, people are paged. */
export const pagesAllTheSame = ({ from, to }: Edge): boolean => from === 'Trigger PagerDuty' && to === 'Page';
export const choiceAfter = (name: string): string => `After: ${name}`;
/** A failed call that costs one of its rounds: the choice after it asks again, or goes where a failure is told. */
export const costsARound = ({ from, to, by: how }: Edge): boolean =>
  how === 'catch' && to === choiceAfter(from) && from !== FRAME.complete;
/** What could not be closed as done is not: the choice after it knows no other answer. */
export const endsUndone = ({ from, to, by: how }: Edge): boolean =>
  how === 'catch' && from === FRAME.complete && to === choiceAfter(from);
/** People are paged before its first step, and failed steps keep no other from being done. */
export const hasPeople = (flow: Flow): boolean => FRAME.pageAtOnce in flow.States;
export const asked = (condition = ''): boolean => condition.includes(`$last.outcome = 'ask'`);
export const answers = (outcome: string) => `{% $last.outcome = '${outcome}' %}`;
export const by = (flow: Flow, match: (edge: Edge) => boolean): readonly string[] =>
  edges(flow)
    .filter(match)
    .map(({ from }) => from);

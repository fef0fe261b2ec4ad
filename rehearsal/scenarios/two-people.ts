import type { Stage } from './scenario';

/** What two people answer to one question, a minute after the first rung was paged about it. */

const asked = (stage: Stage, answers: () => void): void =>
  stage.onPage(60, ({ rung }) => {
    if (rung === 1) answers();
  });

/** The other one is the team lead; both after the question was asked. */
export const twoSayYes = (stage: Stage, first: string): void =>
  asked(stage, () => {
    stage.approve(first, 'by browser');
    stage.after(30, () => stage.approve('team-lead', 'by command line'));
  });

export const secondRefuses = (stage: Stage, first: string, reason: string): void =>
  asked(stage, () => {
    stage.approve(first, 'by browser');
    stage.after(30, () => stage.approve('team-lead', 'by command line', { decision: 'refuse', reason }));
  });

/** The same person says it again, and then somebody who may not. */
export const oneSaysYesTwice = (stage: Stage, one: string, another: string): void =>
  asked(stage, () => {
    stage.approve(one, 'by browser');
    stage.after(30, () => stage.approve(one, 'by command line'));
    stage.after(60, () => stage.approve(another, 'by command line'));
  });

/** Whoever was paged first has it: the climb ends. */
export const atWork = (stage: Stage, seconds = 240): void =>
  stage.onPage(seconds, ({ contact, rung }) => void (rung === 1 && stage.acknowledge(contact, rung)));

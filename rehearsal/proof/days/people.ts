import { messagesToPeople } from '../../pages';
import type { Stage } from '../../scenarios/scenario';
import type { Day } from './day';

/** Somebody looks at their phone so often. */
const LOOKS_EVERY_SECONDS = 20;

/** Who takes a service over gives it back after so long. */
const TAKEN_MINUTES = 15;

/** Lets everybody behave as it is their manner: with every page, and with every question they are asked. */
export function behave(stage: Stage, people: Day['people']): void {
  stage.onPage(0, ({ contact, rung }) => {
    const person = people[contact];
    if (!person || person.manner === 'sleeps') return;
    stage.after(person.afterSeconds, () => {
      stage.acknowledge(contact, rung);
      if (person.manner === 'double-clicks') stage.acknowledge(contact, rung);
      if (person.manner !== 'takes over') return;
      stage.take('trading', contact, TAKEN_MINUTES);
      stage.after(TAKEN_MINUTES * 60, () => stage.giveBack('trading', contact));
    });
  });
  let seen = 0;
  const look = (): void => {
    const questions = messagesToPeople(stage.cloud, stage.description).filter(({ kind }) => kind === 'question');
    for (const { contact, message } of questions.slice(seen)) answer(stage, people, contact, message);
    seen = questions.length;
    stage.after(LOOKS_EVERY_SECONDS, look);
  };
  look();
}

function answer(stage: Stage, people: Day['people'], contact: string, message: string): void {
  const person = people[contact];
  const incident = /^Incident (\S+)$/m.exec(message)?.[1];
  if (!person || !incident || person.manner === 'sleeps' || person.manner === 'takes over') return;
  const decision = person.manner === 'refuses' ? 'refuse' : 'approve';
  const say = (): void => stage.approve(contact, 'by browser', { decision, incident });
  stage.after(person.afterSeconds, () => {
    say();
    if (person.manner === 'double-clicks') say();
  });
}

import * as v from 'valibot';
import type { Incident } from '../shared/incident';
import { parse } from '../shared/step';

const Said = v.object({ date: v.pipe(v.string(), v.isoDate()) });

/** The day that was chosen when the run was started. @throws when none was. */
export const chosenDate = ({ options }: Pick<Incident, 'options'>): string =>
  parse(Said, options ?? {}, 'options of the run').date;

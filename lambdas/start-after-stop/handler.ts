import * as v from 'valibot';
import { GuardInput } from '../shared/guard/guard';
import { asStep } from '../shared/step';
import { bringBack } from './bring-back';
import { makeTools } from './stop-first';

const tools = makeTools();

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  guard: GuardInput,
});

/** Starts the new generation once nothing of the old one runs. Safe to run twice. */
export const handler = asStep(Input, (input, context) => bringBack(input, context, tools));

import * as v from 'valibot';
import { GuardInput } from '../shared/guard/guard';
import { makeServiceTools } from '../shared/service-tools';
import { asStep } from '../shared/step';
import { bringBack } from './bring-back';

const tools = makeServiceTools();

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  guard: GuardInput,
});

/** Starts the new generation once nothing of the old one runs. Safe to run twice. */
export const handler = asStep(Input, (input, context) => bringBack(input, context, tools));

import * as v from 'valibot';

export const Contact = v.object({ id: v.string(), role: v.string(), topicArn: v.string() });
export type Contact = v.InferOutput<typeof Contact>;

export const Rung = v.object({ title: v.string(), contacts: v.array(Contact) });
export type Rung = v.InferOutput<typeof Rung>;

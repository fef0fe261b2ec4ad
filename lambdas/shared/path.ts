import * as v from 'valibot';

export const Contact = v.object({ id: v.string(), role: v.string(), topicArn: v.string() });
export type Contact = v.InferOutput<typeof Contact>;

const instant = v.pipe(
  v.string(),
  v.check((at) => !Number.isNaN(Date.parse(at)), 'Expected an instant like 2026-11-20T04:30:00.000Z'),
);

/** Who is on call for a role, and when: the whole rota, because nobody knows at synth when a page will be due. */
export const OnCall = v.pipe(
  v.object({
    /** The owning role. */
    role: v.string(),
    /** Everybody whom a shift names. */
    contacts: v.array(Contact),
    /** Ids of contacts. `from` is in the shift, `until` is not; without them it has no beginning or no end. */
    shifts: v.array(
      v.object({
        from: v.optional(instant),
        until: v.optional(instant),
        primary: v.string(),
        backup: v.optional(v.string()),
      }),
    ),
  }),
  v.check(
    ({ contacts, shifts }) =>
      shifts
        .flatMap(({ primary, backup }) => (backup === undefined ? [primary] : [primary, backup]))
        .every((id) => contacts.some((contact) => contact.id === id)),
    'Expected every id in shifts to be one of contacts',
  ),
);
export type OnCall = v.InferOutput<typeof OnCall>;

/** Contacts are paged together; of those on call, one. */
export const Rung = v.object({ title: v.string(), contacts: v.array(Contact), onCall: v.optional(OnCall) });
export type Rung = v.InferOutput<typeof Rung>;

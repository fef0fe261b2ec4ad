import { serve } from '../../../../rehearsal/proof/crew';

/** Does what a test asks: doubles a number, tells which process it is, or fails. */
serve<{ readonly double?: number; readonly fail?: true }, { readonly doubled?: number; readonly pid: number }>(
  async ({ double, fail }) => {
    if (fail) throw new Error('it cannot be done');
    return { ...(double === undefined ? {} : { doubled: 2 * double }), pid: process.pid };
  },
);

import type { GuardTable, Stop } from '../guard/table';
import { type Look, look } from '../step';

/**
 * Keeps a stop, as well as it can be kept: a table that does not take it must not keep trading going.
 * @returns what is kept, or why it is not.
 */
export const keep = (table: GuardTable, service: string, stop: Stop): Promise<Look<Stop>> =>
  look(() => table.keepStop(service, stop));

/** Part of a sentence where the stop could not be kept; undefined where it is. */
export const unkept = (kept: Look<Stop>): string | undefined =>
  'unseen' in kept
    ? `the stop could not be written down (${kept.unseen}), so that only this run knows of it`
    : undefined;

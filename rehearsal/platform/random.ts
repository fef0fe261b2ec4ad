import { type Random, seeded } from '../engine/random';

/** A source of its own, so that what one part draws does not shift what another draws. */
export const fork = (random: Random): Random => seeded(Math.floor(random() * 4_294_967_296));

/** A whole number of milliseconds from `least` to `most`. */
export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

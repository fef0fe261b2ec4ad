/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A version 4 UUID made of seeded numbers. */
export function uuid(random: Random): string {
  const quad = () =>
    Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, '0');
  return `${quad()}${quad()}-${quad()}-4${quad().slice(1)}-a${quad().slice(1)}-${quad()}${quad()}${quad()}`;
}

/** Indian time is five and a half hours ahead of UTC and has no summer time. */
const IST_MS = 19_800_000;

const shifted = (at: string | number): Date => new Date(new Date(at).getTime() + IST_MS);

/** `10:02:17` in IST. */
export const clock = (at: string | number): string => shifted(at).toISOString().slice(11, 19);

/** `Fri 20 Nov 2026` in IST. */
export const day = (at: string | number): string => shifted(at).toUTCString().slice(0, 16).replace(',', '');

/** How long something took, as exactly as it matters: `61.5 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function long(seconds: number): string {
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`;
  const [large, small, of, per] =
    seconds < 7_200 ? ['min', 's', 60, 1] : seconds < 172_800 ? ['h', 'min', 3_600, 60] : ['d', 'h', 86_400, 3_600];
  // Rounded before it is split, so that nothing takes 4 min 60 s.
  const whole = Math.round(seconds / Number(per)) * Number(per);
  const rest = (whole % Number(of)) / Number(per);
  return `${Math.floor(whole / Number(of))} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** In dollars, to a hundredth of a cent. */
export const dollars = (usd: number): string => `$${usd.toFixed(4)}`;

export const stories = (count: number): string => `${count} ${count === 1 ? 'story' : 'stories'}`;

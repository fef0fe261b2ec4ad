/** The index of the first item at or after `at`, in items sorted by `at`; the length when there is none. */
export function firstAtOrAfter(items: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && item.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { AwsError } from '../service';

const PAGE = 100;
const LEAST_PAGE = 20;

interface Asked {
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

/**
 * One page of what was found, which comes in the order of its identifiers.
 *
 * @throws AwsError InvalidParameterValue
 */
// @claim documented: A page holds MaxRecords snapshots or instances, from 20 to 100 and 100 unless given; while there are more it comes with a Marker.
// @source SDK client-rds DescribeDBSnapshots and DescribeDBInstances documentation (MaxRecords, Marker)
export function pageOf<T extends { readonly id: string }>(
  found: readonly T[],
  { MaxRecords: size = PAGE, Marker }: Asked,
): { page: readonly T[]; next: string | undefined } {
  // @claim assumed: A MaxRecords outside 20 to 100, and a Marker that RDS did not give, are InvalidParameterValue.
  // @source SDK client-rds DescribeDBSnapshots documentation (names no error)
  if (!(Number.isInteger(size) && size >= LEAST_PAGE && size <= PAGE)) {
    throw new AwsError('InvalidParameterValue', `Invalid value ${size} for MaxRecords. Must be between 20 and 100`);
  }
  const after = Marker === undefined ? '' : Buffer.from(Marker, 'base64url').toString();
  const start = Marker === undefined ? 0 : found.findIndex(({ id }) => id > after);
  if (Marker !== undefined && Buffer.from(after).toString('base64url') !== Marker) {
    throw new AwsError('InvalidParameterValue', 'The Marker is not valid.');
  }
  const page = start < 0 ? [] : found.slice(start, start + size);
  const last = page.at(-1);
  const more = last !== undefined && last !== found.at(-1);
  return { page, next: more ? Buffer.from(last.id).toString('base64url') : undefined };
}

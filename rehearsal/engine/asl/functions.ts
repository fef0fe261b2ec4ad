import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { VirtualClock } from '../clock';
import { type Random, uuid } from '../random';

/** What expressions read from outside. */
export interface Ambient {
  readonly clock: VirtualClock;
  readonly random: Random;
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

// $now(picture, zone) is what $fromMillis makes of the instant, so the library formats it.
const formatted = jsonata('$fromMillis($instant, $picture, $zone)');

/**
 * The functions an expression sees beyond the library's own, and those of the library that would read the host's clock
 * or its random numbers. `$eval` is bound to nothing.
 */
export function functions({ clock, random }: Ambient): Readonly<Record<string, unknown>> {
  // @claim documented: Step Functions adds $partition, $range, $hash, $random, $uuid and $parse to JSONata 2.0.6, and has no $eval.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
  return {
    partition,
    range,
    hash,
    parse: (text: string): unknown => JSON.parse(text),
    uuid: () => uuid(random),
    random: () => random(),
    shuffle: (list?: unknown[]) => list && shuffled(list, random),
    millis: () => clock.now(),
    now: (picture?: string, zone?: string) => formatted.evaluate(undefined, { instant: clock.now(), picture, zone }),
    eval: undefined,
  };
}

function partition(list: unknown[], size: number): unknown[][] {
  if (!Array.isArray(list)) throw new TypeError('$partition takes an array first');
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`$partition takes a size of 1 or more, not ${size}`);
  const chunks: unknown[][] = [];
  for (let start = 0; start < list.length; start += size) chunks.push([...list.slice(start, start + size)]);
  return chunks;
}

function range(first: number, last: number, step: number): number[] | number {
  if (![first, last, step].every(Number.isInteger) || step === 0) {
    throw new RangeError(`$range takes three integers and a step that is not 0, not (${first}, ${last}, ${step})`);
  }
  const numbers: number[] = [];
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
    // @claim documented: $range makes at most 1000 elements.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
    if (numbers.length === 1000) throw new RangeError('$range makes at most 1000 elements');
    numbers.push(n);
  }
  // @claim cross-checked: $range answers the number itself when the range has one element.
  // @source https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/intrinsic_functions/test_array_jsonata.snapshot.json
  return numbers.length === 1 && numbers[0] !== undefined ? numbers[0] : numbers;
}

function hash(text: string, algorithm: string): string {
  const name = HASHES[algorithm];
  if (name === undefined) throw new RangeError(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
  return createHash(name).update(text).digest('hex');
}

function shuffled(list: readonly unknown[], random: Random): unknown[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

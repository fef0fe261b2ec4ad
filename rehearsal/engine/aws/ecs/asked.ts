import type { Failure } from '@aws-sdk/client-ecs';
import { AwsError, arn } from '../service';
import type { Registry } from './registry';
import type { ServiceRecord } from './state';

/** @throws ClusterNotFoundException, ServiceNotFoundException */
export function named(registry: Registry, cluster: string | undefined, service: string | undefined): ServiceRecord {
  const found = registry.service(registry.cluster(cluster), service ?? '');
  if (found === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return found;
}

export function sort<Found, Answer>(
  asked: readonly string[],
  find: (given: string) => Found | undefined,
  fail: (given: string) => Failure,
  answer: (found: Found[], failures: Failure[]) => Answer,
): Answer {
  const all = asked.map((given) => ({ given, found: find(given) }));
  return answer(
    all.flatMap(({ found }) => (found === undefined ? [] : [found])),
    all.flatMap(({ given, found }) => (found === undefined ? [fail(given)] : [])),
  );
}

export const missing = (registry: Registry, given: string, resource: string): Failure => ({
  arn: given.startsWith('arn:') ? given : arn('ecs', registry.account, resource + given),
  reason: 'MISSING',
});

export function listOf(operation: string, member: string, given: string[] | undefined, most: number): string[] {
  if (given === undefined || given.length === 0 || given.length > most) {
    throw new AwsError('InvalidParameterException', `${operation}: ${member} takes 1 to ${most} entries.`);
  }
  return given;
}

/** One page of a list that is told apart by its ARNs; the token is the last ARN of the page. */
export function pageOf<T extends { readonly arn: string }>(
  all: readonly T[],
  { maxResults: size, nextToken: token }: { readonly maxResults: number; readonly nextToken?: string | undefined },
): { page: readonly T[]; nextToken?: string } {
  if (!(Number.isInteger(size) && size >= 1 && size <= 100)) {
    throw new AwsError('InvalidParameterException', `maxResults ${size} is not between 1 and 100.`);
  }
  const from = token === undefined ? 0 : all.findIndex(({ arn: own }) => own === token) + 1;
  if (token !== undefined && from === 0) throw new AwsError('InvalidParameterException', 'Invalid token.');
  const page = all.slice(from, from + size);
  const last = page.at(-1);
  return from + size < all.length && last !== undefined ? { page, nextToken: last.arn } : { page };
}

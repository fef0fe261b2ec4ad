import type { Assembly, Resource } from '../../engine/assembly';
import type { Failing } from './failing';

/** What is altered, in the words of the summary. */
export type Kind =
  | 'rule disabled'
  | 'target removed'
  | 'schedule removed'
  | 'alarm removed'
  | 'alarm out of reach'
  | 'alarm action removed'
  | 'Catch removed'
  | 'Retry removed'
  | 'Choice rule never true'
  | 'state skipped'
  | 'permission removed'
  | 'subscription removed'
  | 'dead-letter queue removed';

/** One thing of what was synthesised, altered. */
export interface Mutant {
  /** The same as long as what it is about is called the same: `runbook-prod: machine rollback: Catch of "Escalate" removed`. */
  readonly name: string;
  readonly kind: Kind;
  /** Of which resource: the same for all that is altered in it. */
  readonly of: string;
  /** What a story has to touch (touches.ts) for the alteration to make a difference in it. */
  readonly touched: string;
  /** What has to fail for a story to touch it: of error handling. */
  readonly failing?: Failing;
  alter(assembly: Assembly): Assembly;
}

type Properties = Resource['properties'];

/** Part of a mutant that its resource gives it. */
export type Alteration = Pick<Mutant, 'kind' | 'touched' | 'failing'> & {
  readonly what: string;
  /** Properties from then on; undefined: the resource is removed. They may be changed in place: they are a copy. */
  change(properties: Properties): Properties | undefined;
};

/** Alterations of one resource, under the name of its stack. */
export function mutantsOf(resource: Resource, alterations: readonly Alteration[]): readonly Mutant[] {
  return alterations.map(({ kind, touched, failing, what, change }) => ({
    name: `${stackOf(resource)}: ${what}`,
    kind,
    of: resource.path ?? resource.logicalId,
    touched,
    ...(failing ? { failing } : {}),
    alter: (assembly) => assembly.altered(resource, change(structuredClone(resource.properties))),
  }));
}

/** CDK begins the path of a resource with the id of its stack. */
export const stackOf = ({ path = '' }: Resource): string => path.split('/')[0] ?? '';

/** The name without what everything of the environment begins with. */
export const shortName = ({ stackNames }: Assembly, name: string): string => {
  const [first = ''] = stackNames;
  return name.startsWith(first) ? name.slice(first.length).replace(/^[-/]/, '') : name;
};

/** The list without its element at a position. */
export const without = <Element>(list: readonly Element[], position: number): Element[] =>
  list.filter((_, index) => index !== position);

/** `Catch`, or `Catch 2` where there are several. */
export const nth = (what: string, position: number, { length }: readonly unknown[]): string =>
  length > 1 ? `${what} ${position + 1}` : what;

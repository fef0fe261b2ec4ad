import type { Shape } from '../../../../rehearsal/engine/wire/schema';

/** A whole second: the query protocol and HTTP dates carry no fractions. */
export const SOME_TIME = new Date(Date.UTC(2026, 2, 1, 12, 30, 15));

/**
 * A value with every member of the shape set, down to `depth`; a list or map of unions holds one item for each member
 * of the union. Undefined where the depth is used up.
 */
export function sample(shape: Shape, depth = 6, name = 's'): unknown {
  switch (shape.kind) {
    case 'string':
      return `v-${name} &<é`;
    case 'number':
      return 7;
    case 'boolean':
      return true;
    case 'timestamp':
      return SOME_TIME;
    case 'blob':
      return new Uint8Array([1, 2, 250]);
    case 'document':
      return { a: [1, 'b', null] };
    case 'unit':
      return {};
    default:
      return depth > 0 ? compound(shape, depth - 1, name) : undefined;
  }
}

function compound(shape: Shape, depth: number, name: string): unknown {
  if (shape.kind === 'list') return nonEmpty(several(shape.item, depth, name));
  if (shape.kind === 'map') {
    const items = several(shape.item, depth, name);
    return items.length ? Object.fromEntries(items.map((item, index) => [`k ${index}`, item])) : undefined;
  }
  const members = membersOf(shape, depth);
  return shape.union ? Object.fromEntries(members.slice(0, 1)) : Object.fromEntries(members);
}

function several(item: Shape, depth: number, name: string): unknown[] {
  if (item.union && depth > 0) return membersOf(item, depth - 1).map((member) => Object.fromEntries([member]));
  return [sample(item, depth, name), sample(item, depth, `${name}-2`)].filter((value) => value !== undefined);
}

function membersOf(shape: Shape, depth: number): [string, unknown][] {
  return [...shape.members]
    .map(([name, member]): [string, unknown] => [name, sample(member, depth, name)])
    .filter(([, value]) => value !== undefined);
}

function nonEmpty(items: unknown[]): unknown[] | undefined {
  return items.length ? items : undefined;
}

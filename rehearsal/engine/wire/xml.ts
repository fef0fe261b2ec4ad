import type { Shape } from './schema';
import { bytes, date, misfit, number, record, unknownMember } from './values';

/** An element; `content` is already markup. */
export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

export function text(value: string): string {
  return value.replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * The inside of the element that holds a value: items, entries, members or text.
 * @throws WireRefusal naming the member the shape does not have, or the value that does not fit.
 */
export function content(shape: Shape, value: unknown, where: string): string {
  switch (shape.kind) {
    case 'structure':
    case 'unit':
      return Object.entries(record(value, where))
        .filter(([, given]) => given !== undefined && given !== null)
        .map(([key, given]) => member(shape, key, given, where))
        .join('');
    case 'list':
      return items(shape, value, where)
        .map((item) => element(shape.item.traits.xmlName ?? 'member', item))
        .join('');
    case 'map':
      return entries(shape, value, where)
        .map((entry) => element('entry', entry))
        .join('');
    case 'string':
      return typeof value === 'string' ? text(value) : misfit(value, where, 'text');
    case 'number':
      return String(number(value, where));
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : misfit(value, where, 'a boolean');
    case 'timestamp':
      return date(value, where).toISOString();
    case 'blob':
      return bytes(value, where).toString('base64');
    case 'document':
      return misfit(value, where, 'what XML can carry');
  }
}

function member(owner: Shape, key: string, value: unknown, where: string): string {
  const shape = owner.members.get(key) ?? unknownMember(owner, key, where);
  const name = shape.traits.xmlName ?? key;
  const path = `${where}.${key}`;
  if (!shape.traits.xmlFlattened) return element(name, content(shape, value, path));
  const repeated = shape.kind === 'map' ? entries(shape, value, path) : items(shape, value, path);
  return repeated.map((item) => element(name, item)).join('');
}

function items(shape: Shape, value: unknown, where: string): string[] {
  if (!Array.isArray(value)) return misfit(value, where, 'a list');
  return value.map((item, index) => content(shape.item, item, `${where}[${index}]`));
}

function entries(shape: Shape, value: unknown, where: string): string[] {
  const [keyName, valueName] = entryNames(shape);
  return Object.entries(record(value, where)).map(
    ([key, item]) => element(keyName, text(key)) + element(valueName, content(shape.item, item, `${where}['${key}']`)),
  );
}

/** How the key and the value of a map entry are called. */
export function entryNames(map: Shape): readonly [key: string, value: string] {
  return [map.key.traits.xmlName ?? 'key', map.item.traits.xmlName ?? 'value'];
}

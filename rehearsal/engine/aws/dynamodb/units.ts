type Values = Readonly<Record<string, unknown>>;

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

// @claim documented: A strongly consistent read costs one unit for each 4 KB begun, any other half of it; a Query is measured by the sum of its items; finding nothing costs the least.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
/** Read request units of GetItem or Query. @param items as answered; a filter's discarded items are not known here. */
export function readUnits(input: { ConsistentRead?: unknown }, items: readonly unknown[]): number {
  const bytes = items.reduce((sum: number, item) => sum + itemBytes((item ?? {}) as Values), 0);
  const units = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
  return input.ConsistentRead === true ? units : units / 2;
}

// @claim documented: A write costs one unit for each 1 KB begun of the larger of the item before and after, also where its condition fails.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
// @claim assumed: An update is charged by the larger of what it was given and what it answered, since the whole item is not seen; short for items over 1 KB that are changed in part.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
/** Write request units of one write, as far as its input and answer show the item. */
export function writeUnits(input: object, answered?: unknown): number {
  const { Item, Key, ExpressionAttributeValues } = input as Readonly<Record<string, Values | undefined>>;
  const given = Item ? itemBytes(Item) : itemBytes(Key ?? {}) + itemBytes(ExpressionAttributeValues ?? {});
  const bytes = Math.max(given, itemBytes((answered ?? {}) as Values));
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

// @claim documented: The size of an item is its attribute names in UTF-8 and its values: text in UTF-8, numbers about a byte for two digits and one more, true, false and null one, lists and maps three bytes and one for each member.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
/** Bytes of an item as DynamoDB counts them. */
export function itemBytes(item: Values): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  const [type, content] = Object.entries(value as object)[0] ?? [];
  switch (type) {
    case 'S':
      return Buffer.byteLength(content);
    case 'N':
      return numberBytes(content);
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'SS':
      return (content as string[]).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    case 'NS':
      return (content as string[]).reduce((sum, text) => sum + numberBytes(text), 0);
    case 'L':
      return (content as unknown[]).reduce<number>((sum, inner) => sum + 1 + valueBytes(inner), 3);
    case 'M':
      return 3 + Object.keys(content).length + itemBytes(content);
    default:
      throw new Error(`An attribute of type ${type} has no size here; S, N, BOOL, NULL, SS, NS, L and M have.`);
  }
}

function numberBytes(text: string): number {
  const digits = text.replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1;
}

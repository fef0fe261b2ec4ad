const EXTENDED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** An ISO 8601 extended date and time with an offset: the only form a Wait takes. */
export function isTimestamp(text: string): boolean {
  return EXTENDED.test(text) && !Number.isNaN(Date.parse(text));
}

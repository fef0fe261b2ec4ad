/** Lines end so in RFC 4180, and in spreadsheets. */
export const CRLF = '\r\n';

/** Begins what a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One line of CSV (RFC 4180), without its end. Text that a spreadsheet would take for a formula gets an apostrophe in front,
 * which makes it text there; numbers are written as they are, also below 0.
 */
export const csvLine = (cells: readonly (string | number)[]): string =>
  cells.map((cell) => (typeof cell === 'number' ? number(cell) : quoted(harmless(cell)))).join(',');

const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** No `-0`. */
const number = (value: number): string => String(value === 0 ? 0 : value);

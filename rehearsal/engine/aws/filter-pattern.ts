import { NotPlayed } from '../refuse';

/** Whether a log message matches a filter pattern. */
export type Matcher = (message: string) => boolean;

const PLAYED = ['words', '"quoted phrases"', '?word ?word', '-word'];
const TERM = /\s*([?-]?)(?:"([^"]*)"|(\w+))(?=\s|$)/y;

/**
 * Reads a filter pattern for unstructured log events; an empty one matches everything.
 * @throws NotPlayed when the pattern is of another kind (JSON, space-delimited, regular expressions, `?` beside other terms).
 */
export function filterPattern(pattern: string, where: string): Matcher {
  const refuse = (what: string): never => {
    throw new NotPlayed(`${where}: ${what} in the filter pattern ${pattern}`, PLAYED);
  };
  const trimmed = pattern.trim();
  if (trimmed.startsWith('{')) refuse('a JSON pattern');
  if (trimmed.startsWith('[')) refuse('a space-delimited pattern');
  if (trimmed.startsWith('%')) refuse('a regular expression');
  const terms = termsOf(trimmed, refuse);
  const required = terms.filter((term) => term.sign === '');
  const optional = terms.filter((term) => term.sign === '?');
  const excluded = terms.filter((term) => term.sign === '-');
  // Such a pattern reads as if both held; rather than guess which one AWS takes, it is not played.
  if (optional.length > 0 && optional.length < terms.length) refuse('"?" beside terms without it');
  // @claim documented: A pattern of several terms matches when all occur, with `?` when one occurs, with `-` when it does not; terms are case-sensitive.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
  return (message) =>
    required.every((term) => term.occursIn(message)) &&
    !excluded.some((term) => term.occursIn(message)) &&
    (optional.length === 0 || optional.some((term) => term.occursIn(message)));
}

interface Term {
  readonly sign: string;
  readonly occursIn: Matcher;
}

function termsOf(pattern: string, refuse: (what: string) => never): Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  for (let position = 0; position < pattern.length; position = TERM.lastIndex) {
    TERM.lastIndex = position;
    const [whole, sign = '', phrase, word] = TERM.exec(pattern) ?? [];
    // @claim documented: A term with other than alphanumeric characters has to stand in double quotes.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    if (whole === undefined)
      refuse(`"${pattern.slice(position).trim()}", more than letters and digits without quotes,`);
    terms.push({ sign, occursIn: wholeWords(phrase ?? word ?? '') });
  }
  return terms;
}

/** Matches the phrase where it neither begins nor ends within a word. A blank phrase matches everything. */
function wholeWords(phrase: string): Matcher {
  if (phrase.trim() === '') return () => true;
  // @claim documented: A term matches a message that contains the word, a quoted one a message with exactly that phrase.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
  // @claim assumed: A word ends at anything but a letter, a digit or an underscore: ERROR does not match ERRORS.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
  const literal = phrase.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const before = /^[\p{L}\p{N}_]/u.test(phrase) ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = /[\p{L}\p{N}_]$/u.test(phrase) ? '(?![\\p{L}\\p{N}_])' : '';
  const expression = new RegExp(`${before}${literal}${after}`, 'u');
  return (message) => expression.test(message);
}

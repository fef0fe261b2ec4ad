/**
 * What is said when a runbook is started, besides the reason. Data: the command line makes flags of it, and the function
 * behind it checks what it is given by the same words.
 */
export interface Option {
  /** Kebab-case, as it is typed: `to-revision`. */
  readonly name: string;
  /** What it is for, as `--help` says it. */
  readonly says: string;
  readonly takes: OptionKind;
  /** Of `one-of`. */
  readonly among?: readonly string[];
  /** Without it the runbook is not started. */
  readonly required?: true;
  /** Names of options that cannot stand beside it. */
  readonly not?: readonly string[];
}

/**
 * `flag`: it is said or not. `count`: a whole number from 1. `date`: `2026-11-23`. `instant`: ISO 8601 with its zone.
 * `name`: letters, digits and `._:/@-`, as AWS names things; 300 at most.
 */
export type OptionKind = 'flag' | 'count' | 'date' | 'instant' | 'name' | 'one-of';

/** Options as they are kept: by name; a flag that is not said is absent. */
export type Options = Readonly<Record<string, string | number | true>>;

const NAME = /^[\w.:/@-]{1,300}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

const KINDS: Readonly<
  Record<
    OptionKind,
    { readonly expected: string; readonly read: (given: unknown, option: Option) => Options[string] | undefined }
  >
> = {
  flag: { expected: 'true, or nothing', read: (given) => (given === true ? true : undefined) },
  count: {
    expected: 'a whole number from 1',
    read: (given) => {
      const number = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given;
      return typeof number === 'number' && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
    },
  },
  date: { expected: 'a date like 2026-11-23', read: (given) => matching(given, DATE, isDate) },
  instant: {
    expected: 'an instant with its zone, like 2026-11-23T09:30:00+05:30',
    read: (given) => matching(given, INSTANT, (text) => isDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))),
  },
  name: { expected: 'letters, digits and ._:/@-, 300 at most', read: (given) => matching(given, NAME, () => true) },
  'one-of': {
    expected: 'one of them',
    read: (given, { among = [] }) => (typeof given === 'string' && among.includes(given) ? given : undefined),
  },
};

function matching(given: unknown, form: RegExp, holds: (text: string) => boolean): string | undefined {
  return typeof given === 'string' && form.test(given) && holds(given) ? given : undefined;
}

/** JavaScript takes 30 February for 2 March. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const expectedOf = ({ takes, among = [] }: Option): string =>
  takes === 'one-of' ? `one of: ${among.join(', ')}` : KINDS[takes].expected;

export type CheckedOptions = { readonly options: Options } | { readonly complaint: string };

/**
 * Checks what was said against what a runbook takes.
 * @returns a complaint that names the option, what was given and what is expected; the first one.
 */
export function checkOptions(takes: readonly Option[], given: Readonly<Record<string, unknown>>): CheckedOptions {
  const options: Record<string, string | number | true> = {};
  const said = Object.keys(given).filter((name) => given[name] !== undefined && given[name] !== false);
  const known = takes.map(({ name }) => name);
  for (const name of said) {
    const option = takes.find((one) => one.name === name);
    if (!option) {
      return {
        complaint: `${name}: unknown option; expected ${known.length > 0 ? `one of: ${known.join(', ')}` : 'none'}`,
      };
    }
    const value = KINDS[option.takes].read(given[name], option);
    if (value === undefined) {
      return { complaint: `${name}: given ${JSON.stringify(given[name])}, expected ${expectedOf(option)}` };
    }
    const other = option.not?.find((one) => said.includes(one));
    if (other !== undefined) return { complaint: `${name}: given beside ${other}, expected one of the two` };
    options[name] = value;
  }
  const missing = takes.find(({ name, required }) => required && !(name in options));
  if (missing) return { complaint: `${missing.name}: given nothing, expected ${expectedOf(missing)}` };
  return { options };
}

import { NotPlayed } from '../aws/refuse';
import { ALARM_STATES, type AlarmState } from './evaluate';

/** What stands where in the rule of a composite alarm. */
export type RuleNode =
  | { readonly kind: 'always'; readonly value: boolean }
  /** `alarm` is a name or an ARN, as given. */
  | { readonly kind: 'in state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: RuleNode }
  | { readonly kind: 'AND' | 'OR'; readonly of: readonly RuleNode[] };

const PLAYED = [
  'ALARM("name or ARN")',
  'OK("name or ARN")',
  'INSUFFICIENT_DATA("name or ARN")',
  'TRUE',
  'FALSE',
  'AND',
  'OR',
  'NOT',
  'parentheses',
];
const SPACE = /\s*/y;
const WORD = /[A-Z_]+/y;
const QUOTED = /"([^"\\]+)"/y;
const BARE = /[^\s"()](?:[^"()]*[^\s"()])?/y;

// @claim documented: An AlarmRule is made of ALARM, OK and INSUFFICIENT_DATA of an alarm's name or ARN, quoted or not, TRUE, FALSE, AND, OR, NOT and parentheses.
// @source SDK client-cloudwatch PutCompositeAlarm documentation (AlarmRule)
/** @throws NotPlayed when the rule holds anything else; it says what and where. */
export function parseAlarmRule(text: string, where: string): RuleNode {
  return new RuleParser(text, where).parse();
}

/** AWS documents no precedence between AND and OR, so a rule that depends on it is not guessed at. */
class RuleParser {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {}

  parse(): RuleNode {
    const root = this.several();
    this.skip();
    if (this.position < this.text.length) this.refuse();
    return root;
  }

  private several(): RuleNode {
    const first = this.one();
    const kind = this.word('AND', 'OR');
    if (kind === undefined) return first;
    const of = [first, this.one()];
    for (let again = this.word('AND', 'OR'); again !== undefined; again = this.word('AND', 'OR')) {
      if (again !== kind) this.refuse(`AND beside OR without parentheses at position ${this.position - again.length}`);
      of.push(this.one());
    }
    return { kind, of };
  }

  private one(): RuleNode {
    if (this.sign('(')) {
      const inner = this.several();
      if (!this.sign(')')) this.refuse();
      return inner;
    }
    const word = this.word('NOT', 'TRUE', 'FALSE', ...ALARM_STATES);
    if (word === undefined) return this.refuse();
    if (word === 'NOT') return { kind: 'not', of: this.one() };
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'always', value: word === 'TRUE' };
    return { kind: 'in state', state: word, alarm: this.argument() };
  }

  private argument(): string {
    if (!this.sign('(')) this.refuse();
    this.skip();
    const quoted = this.match(QUOTED);
    const alarm = quoted === undefined ? this.match(BARE) : quoted.slice(1, -1);
    if (alarm === undefined || !this.sign(')')) return this.refuse();
    return alarm;
  }

  private sign(sign: string): boolean {
    this.skip();
    const found = this.text.startsWith(sign, this.position);
    if (found) this.position += sign.length;
    return found;
  }

  private word<const T extends string>(...words: readonly T[]): T | undefined {
    this.skip();
    const start = this.position;
    const given = this.match(WORD);
    const found = words.find((word) => word === given);
    if (found === undefined) this.position = start;
    return found;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const [found] = pattern.exec(this.text) ?? [];
    this.position += found?.length ?? 0;
    return found;
  }

  private skip(): void {
    this.match(SPACE);
  }

  private refuse(what = this.here()): never {
    throw new NotPlayed(`${this.where}: ${what} in '${this.text}'`, PLAYED);
  }

  private here(): string {
    this.skip();
    const rest = this.text.slice(this.position);
    const token = /^[\w"]+|^\S/.exec(rest)?.[0];
    return token === undefined ? 'the end' : `'${token}' at position ${this.position}`;
  }
}

/** The alarms a rule names, each once, as given. */
export function alarmsIn(node: RuleNode): string[] {
  if (node.kind === 'always') return [];
  if (node.kind === 'in state') return [node.alarm];
  return [...new Set((node.kind === 'not' ? [node.of] : node.of).flatMap(alarmsIn))];
}

/** Whether a rule holds. @param stateOf the state of an alarm, by what the rule calls it. */
export function holds(node: RuleNode, stateOf: (alarm: string) => AlarmState): boolean {
  switch (node.kind) {
    case 'always':
      return node.value;
    case 'in state':
      return stateOf(node.alarm) === node.state;
    case 'not':
      return !holds(node.of, stateOf);
    case 'AND':
      return node.of.every((inner) => holds(inner, stateOf));
    case 'OR':
      return node.of.some((inner) => holds(inner, stateOf));
  }
}

/** The alarms on which it rests that the rule holds, or that it does not, each once. */
export function decisive(node: RuleNode, stateOf: (alarm: string) => AlarmState): string[] {
  if (node.kind === 'not') return decisive(node.of, stateOf);
  if (node.kind !== 'AND' && node.kind !== 'OR') return alarmsIn(node);
  const value = holds(node, stateOf);
  const telling = node.of.filter((inner) => holds(inner, stateOf) === value);
  return [...new Set(telling.flatMap((inner) => decisive(inner, stateOf)))];
}

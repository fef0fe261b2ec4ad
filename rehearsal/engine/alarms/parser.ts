import { NotPlayed } from '../aws/refuse';
import { CALENDAR_FIELDS, COMPARISON_SIGNS, LIST_FUNCTIONS, LOGICAL, type Node } from './nodes';

const PLAYED = [
  'numbers',
  'ids',
  '+ - * /',
  '== != <= >= < >',
  'AND',
  'OR',
  'parentheses',
  'IF(condition, a)',
  'IF(condition, a, b)',
  'HOUR(m)',
  'MINUTE(m)',
  'DAY(m)',
  'FILL(m, number)',
  'FILL(m, REPEAT)',
  'MAX([m1, m2])',
  'SUM([m1, m2])',
];
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|[-+*/()<>,[\]])|(\S+?))/y;

interface Token {
  readonly kind: 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly position: number;
}

/** A precedence parser for metric math. */
export class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {
    this.tokens = this.split();
  }

  parse(): Node {
    const root = this.logical();
    if (this.token.kind !== 'end') this.refuse(this.shown(this.token));
    return root;
  }

  refuse(what: string): never {
    throw new NotPlayed(`${this.where}: ${what} in "${this.text}"`, PLAYED);
  }

  /** AWS documents no precedence between AND and OR, so an expression that depends on it is not guessed at. */
  private logical(): Node {
    let left = this.comparison();
    const operator = this.takeOneOf(LOGICAL);
    if (operator === undefined) return left;
    left = { kind: 'operation', operator, left, right: this.comparison() };
    for (let again = this.takeOneOf(LOGICAL); again !== undefined; again = this.takeOneOf(LOGICAL)) {
      if (again !== operator) this.refuse('AND beside OR without parentheses');
      left = { kind: 'operation', operator, left, right: this.comparison() };
    }
    return left;
  }

  private comparison(): Node {
    const left = this.sum();
    const operator = this.takeOneOf(COMPARISON_SIGNS);
    if (operator === undefined) return left;
    const right = this.sum();
    if (this.takeOneOf(COMPARISON_SIGNS) !== undefined) this.refuse('a comparison of a comparison without parentheses');
    return { kind: 'operation', operator, left, right };
  }

  private sum(): Node {
    let left = this.product();
    for (let operator = this.takeOneOf(['+', '-']); operator !== undefined; operator = this.takeOneOf(['+', '-'])) {
      left = { kind: 'operation', operator, left, right: this.product() };
    }
    return left;
  }

  private product(): Node {
    let left = this.unary();
    for (let operator = this.takeOneOf(['*', '/']); operator !== undefined; operator = this.takeOneOf(['*', '/'])) {
      left = { kind: 'operation', operator, left, right: this.unary() };
    }
    return left;
  }

  private unary(): Node {
    return this.takeOneOf(['-']) === undefined ? this.atom() : { kind: 'negative', of: this.unary() };
  }

  private atom(): Node {
    const token = this.take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.text === '(') {
      const inner = this.logical();
      this.expect(')');
      return inner;
    }
    if (token.kind !== 'word') return this.refuse(this.shown(token));
    if (this.token.text === '(') return this.call(token);
    return /^[a-z]/.test(token.text) ? { kind: 'metric', id: token.text } : this.refuse(this.shown(token));
  }

  private call(name: Token): Node {
    this.expect('(');
    const list = LIST_FUNCTIONS.find((candidate) => candidate === name.text);
    if (list !== undefined) return { kind: 'over', function: list, of: this.list(list) };
    const field = CALENDAR_FIELDS.find((candidate) => candidate === name.text);
    const first = name.text === 'IF' || name.text === 'FILL' || field ? this.logical() : undefined;
    if (first === undefined) return this.refuse(`the function ${name.text}`);
    let call: Node;
    if (field !== undefined) call = { kind: 'calendar', field, of: first };
    else if (name.text === 'FILL') call = { kind: 'fill', of: first, filler: this.filler() };
    else {
      this.expect(',');
      const then = this.logical();
      const otherwise = this.takeOneOf([',']) === undefined ? undefined : this.logical();
      call = { kind: 'if', condition: first, then, otherwise };
    }
    this.expect(')');
    return call;
  }

  /** Over the points of one metric these functions give a number that depends on how far back an alarm looks. */
  private list(name: string): readonly Node[] {
    if (this.takeOneOf(['[']) === undefined) this.refuse(`${name} of anything but a list, ${this.shown(this.token)},`);
    const of = [this.logical()];
    while (this.takeOneOf([',']) !== undefined) of.push(this.logical());
    this.expect(']');
    this.expect(')');
    return of;
  }

  private filler(): Node | 'REPEAT' {
    this.expect(',');
    return this.takeOneOf(['REPEAT']) ?? this.logical();
  }

  private expect(sign: string): void {
    const token = this.take();
    if (token.text !== sign) this.refuse(`${this.shown(token)} where "${sign}" is needed`);
  }

  private takeOneOf<const T extends string>(texts: readonly T[]): T | undefined {
    const found = texts.find((text) => text === this.token.text);
    if (found !== undefined) this.next++;
    return found;
  }

  private take(): Token {
    const token = this.token;
    this.next++;
    return token;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? { kind: 'end', text: '', position: this.text.length };
  }

  private shown(token: Token): string {
    return token.kind === 'end' ? 'the end' : `"${token.text}" at position ${token.position}`;
  }

  private split(): Token[] {
    const tokens: Token[] = [];
    const text = this.text.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const [, number, word, sign, other] = TOKEN.exec(text) ?? [];
      const found = number ?? word ?? sign ?? other ?? '';
      const position = TOKEN.lastIndex - found.length;
      if (other !== undefined) this.refuse(`"${other}" at position ${position}`);
      tokens.push({ kind: number ? 'number' : word ? 'word' : 'sign', text: found, position });
    }
    return tokens;
  }
}

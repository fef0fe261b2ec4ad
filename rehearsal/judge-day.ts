import type { CheckedList, Result } from './result';
import type { Expectation, ExpectedChecklist } from './scenarios/scenario';

/** What did not hold of the trading day, in words. */
export function judgeDay(
  { checklists = [], gates, documents = [] }: Pick<Expectation, 'checklists' | 'gates' | 'documents'>,
  result: Pick<Result, 'checklists' | 'gates' | 'documents'>,
): string[] {
  const broken = checklists.flatMap((expected) => judgeChecklist(expected, result.checklists));
  const gated = result.gates.map(({ date, state, by }) => `${date} ${state}${by === undefined ? '' : ` by ${by}`}`);
  if (gates !== undefined && gated.join(', ') !== gates.join(', '))
    broken.push(`gates: ${gated.join(', ') || 'none'}; expected ${gates.join(', ') || 'none'}`);
  for (const [key, says] of documents) {
    const found = Object.entries(result.documents).filter(([name]) => key.test(name));
    if (found.length === 0) broken.push(`no document ${key} was written`);
    else if (!found.some(([, text]) => says.test(text))) broken.push(`${found[0]?.[0]} does not say ${says}`);
  }
  return broken;
}

function judgeChecklist(expected: ExpectedChecklist, all: readonly CheckedList[]): string[] {
  const { id, date, passed, notOk = [], ok = [], within } = expected;
  const found = all.find((each) => each.id === id && each.date === date);
  const name = `${id} of ${date}`;
  if (!found?.at) return [`there is no report of the ${name}`];
  const broken: string[] = [];
  if (found.passed !== passed)
    broken.push(`${name} ${found.passed ? 'passed' : 'did not pass'}, expected otherwise: ${told(found.items)}`);
  const wrong = found.items.filter(({ state }) => state !== 'ok');
  const lines = wrong.map(({ item, state, says }) => `${item}: ${state}, ${says}`);
  if (lines.length !== notOk.length || !notOk.every((says, index) => says.test(lines[index] ?? '')))
    broken.push(`${name}: not ok are ${lines.join(' | ') || 'none'}; expected ${notOk.join(' | ') || 'none'}`);
  for (const says of ok) {
    const said = found.items.some((one) => one.state === 'ok' && says.test(`${one.item}: ${one.says}`));
    if (!said) broken.push(`${name}: no item that is ok says ${says}: ${told(found.items)}`);
  }
  if (within) {
    const due = Date.parse(`${date}T${within.of}:00+05:30`);
    const late = (Date.parse(found.at) - due) / 1000;
    if (late > within.seconds || late < 0)
      broken.push(`the report of the ${name} came ${late} s after ${within.of}, expected ${within.seconds} s at most`);
  }
  return broken;
}

const told = (items: CheckedList['items']): string =>
  items.map(({ item, state, says }) => `${item}: ${state}, ${says}`).join(' | ');

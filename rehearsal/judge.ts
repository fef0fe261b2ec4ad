import { judgeDay } from './judge-day';
import type { Result } from './result';
import type { Expectation, ExpectedPage } from './scenarios/scenario';

/** What of an expectation did not hold, in words; empty when all of it did. */
export function judge(expects: Expectation, result: Omit<Result, 'ok' | 'broken'>): string[] {
  const broken: string[] = [];
  const check = (holds: boolean, words: string): void => {
    if (!holds) broken.push(words);
  };
  check(result.outcome === expects.outcome, `outcome is ${result.outcome}, expected ${expects.outcome}`);
  if (expects.verdict)
    check(result.verdict === expects.verdict, `verdict is ${result.verdict}, expected ${expects.verdict}`);
  const restarts = result.acts.filter(({ action }) => action === 'restart').length;
  check(restarts === expects.restarts, `${restarts} restarts, expected ${expects.restarts}`);
  // A story that says nothing of further acts expects none.
  const further = result.acts
    .filter(({ action }) => action !== 'restart')
    .map(({ action, resource }) => `${action} ${resource}`);
  const wanted = expects.furtherActs ?? [];
  check(
    further.join(', ') === wanted.join(', '),
    `further acts: ${further.join(', ') || 'none'}; expected ${wanted.join(', ') || 'none'}`,
  );
  for (const [runbook, outcomes] of Object.entries(expects.runs ?? {})) {
    const ended = result.executions
      .filter(({ machine, outcome }) => machine.endsWith(runbook) && outcome !== 'joined')
      .map(({ outcome }) => outcome)
      // An alarm that goes off again while it may not be worked on stands down again.
      .filter((outcome, index, all) => outcome !== 'stood-down' || all[index - 1] !== outcome);
    check(
      ended.join(', ') === outcomes.join(', '),
      `runs of ${runbook} ended as ${ended.join(', ') || 'none'}; expected ${outcomes.join(', ') || 'none'}`,
    );
  }
  for (const because of expects.refusals ?? []) {
    check(
      result.refusals.some((refusal) => refusal.because.includes(because)),
      `nothing was refused because "${because}"`,
    );
  }
  if (expects.measures) {
    const measured = result.measured.map(({ metric }) => metric).sort();
    const expected = [...expects.measures].sort();
    check(
      measured.join(', ') === expected.join(', '),
      `measured ${measured.join(', ') || 'nothing'}; expected ${expected.join(', ') || 'nothing'}`,
    );
  }
  broken.push(...judgePages(expects.pages, result), ...judgeDay(expects, result));
  const joined = result.executions.filter(({ outcome }) => outcome === 'joined').length;
  check(joined === (expects.joined ?? joined), `${joined} executions joined, expected ${expects.joined}`);
  if (expects.joined !== undefined)
    check(result.incidents.length === 1, `${result.incidents.length} incidents, expected 1`);
  const denied = expects.denied ?? 0;
  check(
    denied > 0 ? result.denied.length >= denied : result.denied.length === 0,
    `${result.denied.length} calls denied, expected ${denied}`,
  );
  const firstPage = result.pages[0]?.message ?? '';
  for (const said of expects.pageSays ?? []) check(said.test(firstPage), `the first page does not say ${said}`);
  for (const said of expects.anyPageSays ?? [])
    check(
      result.pages.some(({ message }) => said.test(message)),
      `no page says ${said}`,
    );
  const story = result.timeline.map(({ step, finding }) => `${step}: ${finding}`).join('\n');
  for (const said of expects.timelineSays ?? []) check(said.test(story), `the timeline does not say ${said}`);
  for (const said of expects.channelSays ?? [])
    check(said.test(result.channel.join('\n')), `the channel was not told ${said}`);
  if (expects.tradingEnabled !== undefined)
    check(
      result.tradingEnabled === expects.tradingEnabled,
      `the trading parameter is ${result.tradingEnabled}, expected ${expects.tradingEnabled}`,
    );
  if (expects.disabledWithinSeconds !== undefined) {
    const { disabledAfterSeconds: after } = result;
    const within = expects.disabledWithinSeconds;
    check(after !== null, 'the parameter was not written "false", or nobody has asked for a stop');
    check(
      after === null || after <= within,
      `the parameter was "false" ${after} s after the stop, expected within ${within} s`,
    );
  }
  if (expects.lastOrderWithinSeconds !== undefined) {
    const { lastOrderAfterSeconds: last, mayTrade } = result;
    const within = expects.lastOrderWithinSeconds;
    check(last !== null, 'no order reached the broker, or nobody has asked for a stop');
    check(last === null || last <= within, `the last order came ${last} s after the stop, expected within ${within} s`);
    check(!mayTrade, 'something is there in the end that could place an order');
  }
  const backups = expects.backups ?? [];
  check(
    result.backups.join(', ') === backups.join(', '),
    `backups contacted: ${result.backups.join(', ') || 'nobody'}; expected ${backups.join(', ') || 'nobody'}`,
  );
  if (expects.pagerDuty)
    check(
      result.pagerDuty.join(', ') === expects.pagerDuty.join(', '),
      `PagerDuty took ${result.pagerDuty.join(', ') || 'nothing'}; expected ${expects.pagerDuty.join(', ') || 'nothing'}`,
    );
  if (expects.allClear)
    check(
      [...result.allClear].sort().join(', ') === [...expects.allClear].sort().join(', '),
      `all-clear to ${result.allClear.join(', ') || 'nobody'}; expected ${expects.allClear.join(', ') || 'nobody'}`,
    );
  const { deadLetters = result.deadLetters } = expects;
  check(result.deadLetters === deadLetters, `${result.deadLetters} dead letters are left, expected ${deadLetters}`);
  if (expects.ownRed) {
    const red = result.ownRed.map((name) => name.split('/').at(-1)).join(', ');
    check(
      red === expects.ownRed.join(', '),
      `in ALARM are ${red || 'none'}; expected ${expects.ownRed.join(', ') || 'none'}`,
    );
  }
  broken.push(...judgeAnswers(expects.answers, result.answers));
  const told = result.notices.length;
  const expected = expects.stakeholdersTold ? 1 : 0;
  if (expects.stakeholdersTold !== undefined)
    check(told === expected, `stakeholders told ${told} times, expected ${expected}`);
  return broken;
}

/** Each answer in its order; a story that says nothing of them expects none to be a no. */
function judgeAnswers(expected: Expectation['answers'], answers: Result['answers']): string[] {
  const lines = answers.map(({ who, status, text }) => ({
    who,
    said: `${status} ${text.replace(/\s+/g, ' ').trim()}`,
  }));
  const short = ({ who, said }: { who: string; said: string }): string => `${who}: ${said.slice(0, 200)}`;
  if (!expected) return lines.filter(({ said }) => !said.startsWith('2')).map((line) => `answered ${short(line)}`);
  if (lines.length !== expected.length)
    return [`${lines.length} answers, expected ${expected.length}: ${lines.map(short).join(' | ')}`];
  return expected.flatMap((says, index) => {
    const line = lines[index];
    return line && says.test(line.said) ? [] : [`answer ${index + 1} is not ${says}: ${line ? short(line) : 'none'}`];
  });
}

/** Milliseconds within which a page is on time. */
const ON_TIME_MS = 10_000;

function judgePages(expected: readonly ExpectedPage[], { pages }: Pick<Result, 'pages'>): string[] {
  const paged = pages.map(({ rung }) => rung).join(', ') || 'nobody';
  const wanted = expected.map(({ rung }) => rung).join(', ') || 'nobody';
  if (paged !== wanted) return [`paged ${paged}, expected ${wanted}`];
  const first = new Date(pages[0]?.at ?? 0).getTime();
  return expected.flatMap(({ rung, atSeconds }, index) => {
    if (atSeconds === undefined) return [];
    const after = new Date(pages[index]?.at ?? 0).getTime() - first;
    const late = Math.abs(after - atSeconds * 1000);
    return late <= ON_TIME_MS
      ? []
      : [`rung ${rung} was paged ${after / 1000} s after the first, expected ${atSeconds} s`];
  });
}

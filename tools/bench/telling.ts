import colours from 'picocolors';
import { REACHES } from './reaches';
import type { Report } from './report';
import { dollars, held, kilobytes, milliseconds, percent, section, times, virtual, wall, whole } from './table';

/** The whole report as a person reads it. */
export function tell(report: Report): string {
  return [
    heading(report),
    mitigation(report),
    bills(report),
    automation(report),
    functions(report),
    synthesis(report),
    playing(report),
    ending(report),
  ].join('\n\n');
}

function heading({ machine: { node, cores, loadBefore, loadAfter, quick } }: Report): string {
  const load = `load ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} at the end (the bench included)`;
  return [`node ${node}`, `${cores} cores`, load, ...(quick ? ['quick: fewer rounds'] : [])].join(' · ');
}

const mitigation = ({ mitigation: rows }: Report): string =>
  section(
    'Time to mitigate over the oracle',
    [
      'Virtual seconds from the alarm: the same on every machine. The oracle is a perfect operator, acting in that instant.',
      `Reach: at most ${REACHES.addedSeconds} s added. Goal: ${REACHES.mitigationRatio} ×. Without acts the platform came back by itself.`,
      'A dash: the story itself holds back the event or our own call.',
    ],
    ['scenario', 'acts', 'serving after', 'oracle', 'added', 'ratio', 'reach', 'goal'],
    rows.map(({ scenario, acts, seconds, oracleSeconds, addedSeconds, ratio, reach, goal }) => [
      scenario,
      whole(acts),
      virtual(seconds),
      virtual(oracleSeconds),
      virtual(addedSeconds),
      times(ratio),
      held(reach),
      goal === 'over' ? colours.yellow('over') : held(goal),
    ]),
  );

const bills = ({ bills: rows }: Report): string =>
  section(
    'Transitions and dollars',
    [
      'Virtual: the same on every machine. Prices of rehearsal/engine/prices.ts: Mumbai, no free allowance.',
      'Ratio: dollars over those of the first line.',
    ],
    ['what', 'transitions', 'cost', 'for transitions', 'ratio', 'reach'],
    rows.map(({ what, scenario, transitions, usd, transitionShare, ratio, atMost, reach }) => [
      `${what} ${colours.dim(`(${scenario})`)}`,
      whole(transitions),
      dollars(usd),
      percent(transitionShare),
      times(ratio),
      held(reach, `≤ ${atMost}`),
    ]),
  );

const automation = ({ automation: rows }: Report): string =>
  section(
    'The same steps in Systems Manager Automation',
    [
      'Virtual: the same on every machine. What moves a run from step to step, at prices of us-east-1 (tools/bench/automation.ts);',
      'what the steps themselves call costs the same. Only steps that call something are counted for Automation: its branches come on top.',
      `Reach: at least ${REACHES.timesOverAutomation} × cheaper, for the first.`,
    ],
    ['what', 'steps', 'Automation', 'transitions', 'here', 'cheaper', 'reach'],
    rows.map(({ what, scenario, steps, transitions, automationUsd, transitionsUsd, times: cheaper, reach }) => [
      `${what} ${colours.dim(`(${scenario})`)}`,
      whole(steps),
      dollars(automationUsd),
      whole(transitions),
      dollars(transitionsUsd),
      times(cheaper),
      reach === 'under' ? colours.red('under') : held(reach),
    ]),
  );

function functions({ functions: { empty, functions: rows, rounds } }: Report): string {
  const { bytes, initMs, loadMs } = empty;
  return section(
    'Functions',
    [
      `Minified. Times are medians of ${rounds} fresh node processes. Load: require. Init: from process start until loaded.`,
      '(clients): an empty handler with the same AWS clients and esbuild options.',
      `Over empty: init over that of an empty handler: ${kilobytes(bytes)}, load ${milliseconds(loadMs)}, init ${milliseconds(initMs)}. No reach is set.`,
    ],
    ['function', 'size', 'gzip', '(clients)', 'ratio', 'load', '(clients)', 'ratio', 'init', 'over empty'],
    rows.map(({ name, sameClients, ...own }) => [
      name,
      kilobytes(own.bytes),
      kilobytes(own.gzipBytes),
      kilobytes(sameClients.gzipBytes),
      times(own.gzipRatio),
      milliseconds(own.loadMs),
      milliseconds(sameClients.loadMs),
      times(own.loadRatio),
      milliseconds(own.initMs),
      times(own.initRatio),
    ]),
  );
}

const synthesis = ({ synthesis: figures }: Report): string =>
  section(
    'Synthesis',
    [`Wall time, ${medians(figures.rounds)}. Ratio: over one esbuild process per function, which is bundling alone.`],
    ['what', 'seconds', 'ratio', 'reach'],
    [
      [
        'the whole app',
        wall(figures.appSeconds),
        times(figures.ratio),
        held(figures.reach, `≤ ${REACHES.synthesisSeconds} s`),
      ],
      [
        'again, nothing changed that functions are made of',
        wall(figures.againSeconds),
        times(figures.againSeconds / figures.processPerFunctionSeconds),
        held('none'),
      ],
      [
        `its ${figures.functions} functions bundled by one esbuild process`,
        wall(figures.bundlingSeconds),
        times(figures.bundlingRatio),
        held('none'),
      ],
      ['one esbuild process per function', wall(figures.processPerFunctionSeconds), times(1), held('none')],
    ],
  );

const playing = ({ gameDay, storm, week }: Report): string =>
  section(
    'Rehearsal',
    [
      'Wall time, with the start of the processes that play. The reach is for 2 cores.',
      'Virtual hours: from each fault to the last line, page or notice; their ratio is over real time.',
      `The storm, and the same fault with one delivery: by one process, ${medians(storm.rounds)}.`,
    ],
    ['what', 'figure', 'ratio', 'reach'],
    [
      [
        `all ${gameDay.scenarios} scenarios, ${gameDay.held} as expected`,
        wall(gameDay.seconds),
        times(null),
        held(gameDay.reach, `≤ ${REACHES.gameDaySeconds} s`),
      ],
      ['scenarios per second', gameDay.scenariosPerSecond.toFixed(2), times(null), held('none')],
      [
        `virtual hours per second, ${gameDay.virtualHours.toFixed(1)} h in all`,
        gameDay.virtualHoursPerSecond.toFixed(2),
        times(gameDay.virtualHoursPerSecond * 3600),
        held('none'),
      ],
      [`the storm, ${whole(storm.deliveries)} deliveries`, wall(storm.seconds), times(storm.ratio), held('none')],
      ['the same fault, one delivery', wall(storm.oneDeliverySeconds), times(1), held('none')],
      [
        `a trading week, ${week.executions} executions, ${dollars(week.usd)}`,
        wall(week.seconds),
        times(null),
        held(week.reach, `≤ ${REACHES.weekSeconds} s`),
      ],
      ['deliveries of the storm per second', storm.deliveriesPerSecond.toFixed(0), times(null), held('none')],
    ],
  );

const medians = (rounds: number): string => (rounds === 1 ? 'one round' : `medians of ${rounds} rounds`);

/** What does not hold, by how much it matters. */
function ending({ missed, mitigation: rows, synthesis: { reach }, gameDay, week }: Report): string {
  const above = rows.filter(({ goal }) => goal === 'over').map(({ scenario }) => scenario);
  const slow = [
    ...(reach === 'over' ? ['the synthesis'] : []),
    ...(gameDay.reach === 'over' ? ['the rehearsal of all scenarios'] : []),
    ...(week.reach === 'over' ? ['the trading week'] : []),
  ];
  return [
    ...(missed.length === 0
      ? [colours.green('Every reach in virtual seconds and transitions holds.')]
      : [colours.red('Missed:'), ...missed.map((words) => `  ${words}.`)]),
    ...(above.length === 0
      ? []
      : [`${colours.yellow(`Above the goal of ${REACHES.mitigationRatio} ×`)}: ${above.join(', ')}.`]),
    ...(slow.length === 0
      ? []
      : [`${colours.yellow('Over in wall time')}, which never counts: ${slow.join(' and ')}.`]),
  ].join('\n');
}

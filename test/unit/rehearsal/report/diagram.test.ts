import { parse } from 'node-html-parser';
import { asSteps, readStates } from '../../../../rehearsal/report/definition';
import { diagram, wrap } from '../../../../rehearsal/report/diagram';
import { rowsOf } from '../../../../rehearsal/report/rows';
import { DEFINITION, PATH } from '../../../support/reported';

const rows = (definition: unknown, path: readonly string[] = []) => rowsOf(asSteps(readStates(definition)), path);
const drawn = (definition: unknown, path: readonly string[] = []) =>
  parse(String(diagram(rows(definition, path), 'what it went through')));

describe('the rows of a workflow', () => {
  test('are its main path, and under each state what only it leads to, errors last of all', () => {
    expect(rows(DEFINITION).rows.map(({ depth, state }) => `${'  '.repeat(depth)}${state.name}`)).toEqual([
      'Open it',
      '  Joined',
      'Restart',
      'Escalate',
      'Document',
      '  Last resort',
    ]);
  });

  test('count how often each was entered, and know the ways that were taken', () => {
    const { rows: all, taken } = rows(DEFINITION, PATH);
    expect(all.filter(({ visits }) => visits > 0).map(({ state, visits }) => [state.name, visits])).toEqual([
      ['Open it', 1],
      ['Restart', 2],
      ['Document', 1],
    ]);
    expect(taken).toEqual([
      { from: 'Open it', to: 'Restart', times: 1 },
      { from: 'Restart', to: 'Restart', times: 1 },
      { from: 'Restart', to: 'Document', times: 1 },
    ]);
  });

  test('of a Parallel stand inside it; what ran side by side led nowhere from one branch to the other', () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: {
        [name]: { Type: 'Task', Next: `${name} done` },
        [`${name} done`]: { Type: 'Succeed' },
      },
    });
    const definition = {
      StartAt: 'Both',
      States: {
        Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], Next: 'End' },
        End: { Type: 'Succeed' },
      },
    };
    const { rows: all, taken } = rows(definition, ['Both', 'A', 'B', 'B done', 'A done', 'End']);
    expect(all.map(({ depth, state }) => [depth, state.name])).toEqual([
      [0, 'Both'],
      [1, 'A'],
      [1, 'A done'],
      [1, 'B'],
      [1, 'B done'],
      [0, 'End'],
    ]);
    expect(taken.map(({ from, to }) => `${from} > ${to}`).sort()).toEqual(['A > A done', 'B > B done', 'Both > End']);
  });

  test('of a loop end: the way back is not part of the main path', () => {
    const definition = {
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Next: 'Look' },
        Look: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'Wait' }], Default: 'Over' },
        Over: { Type: 'Succeed' },
      },
    };
    expect(rows(definition).rows.map(({ state }) => state.name)).toEqual(['Wait', 'Look', 'Over']);
  });

  test('are all of its states: none is lost', () => {
    expect(rows(DEFINITION).rows).toHaveLength(asSteps(readStates(DEFINITION)).states.size);
  });
});

describe('the picture of a workflow', () => {
  test('marks the states it went through, and leaves the others faint', () => {
    const names = (kind: string) =>
      drawn(DEFINITION, PATH)
        .querySelectorAll(`text.${kind}`)
        .map(({ text }) => text);
    expect(names('v')).toEqual(['Open it', 'Restart × 2', 'Document']);
    expect(names('n')).toEqual(['Joined', 'Escalate', 'Last resort']);
  });

  test('draws a way past a state beside it, with an arrow', () => {
    expect(drawn(DEFINITION, PATH).querySelectorAll('path[marker-end]')).toHaveLength(1);
    expect(drawn(DEFINITION, PATH.slice(0, 4)).querySelectorAll('path[marker-end]')).toHaveLength(0);
  });

  test('breaks a long name between words', () => {
    expect(wrap('Start what follows a checklist', 18)).toEqual(['Start what follows', 'a checklist']);
  });
});

test('a definition that cannot be read is refused by the state’s name', () => {
  expect(() => readStates({})).toThrow(/no StartAt and States/);
  expect(() => readStates({ StartAt: 'A', States: { A: {} } })).toThrow('State "A" has no Type.');
  expect(() => readStates({ StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{}] } } })).toThrow(
    /State "A".*Next/,
  );
});

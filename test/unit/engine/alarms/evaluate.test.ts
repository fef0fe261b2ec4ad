import {
  type AlarmState,
  evaluate,
  MISSING_DATA_TREATMENTS,
  type Rule,
} from '../../../../rehearsal/engine/alarms/evaluate';

// Expected states: the two tables and the text below them, evaluation periods 3, evaluation range 5.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
// Columns as there: missing, ignore, breaching, notBreaching. KEEP is "Retain current state".
const KEEP = 'KEEP';
type Expected = AlarmState | typeof KEEP;

const THREE_OF_THREE: [points: string, toFill: number, ...states: Expected[]][] = [
  ['0 - X - X', 0, 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 2, 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 3, 'INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK'],
  ['0 X X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 2, 'ALARM', KEEP, 'ALARM', 'OK'],
];
const TWO_OF_THREE: typeof THREE_OF_THREE = [
  ['0 - X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 1, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 2, 'ALARM', KEEP, 'ALARM', 'OK'],
];

const STATES: AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const points = (written: string) => written.split(' ').map((mark) => ({ X: 9, '0': 0 })[mark]);
const rule = (datapointsToAlarm: number, treatMissingData: Rule['treatMissingData']): Rule => ({
  evaluationPeriods: 3,
  datapointsToAlarm,
  treatMissingData,
  breaching: (value) => value > 5,
});

describe.each([
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
] as const)("AWS's table for an alarm of %i out of 3", (datapointsToAlarm, table) => {
  test.each(table)('%s', (written, toFill, ...expected) => {
    MISSING_DATA_TREATMENTS.forEach((treatment, column) => {
      for (const current of STATES) {
        const judgement = evaluate(rule(datapointsToAlarm, treatment), points(written), current);
        const state = expected[column] === KEEP ? current : expected[column];
        expect({ treatment, ...judgement, used: judgement.used.length }).toEqual({
          treatment,
          state,
          filled: toFill,
          used: 3 - toFill,
        });
      }
    });
  });
});

// "does not go immediately into ALARM state when the data is either `- - - - X` or `- - - X -` and Datapoints to Alarm is 3"
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
test.each(['- - - - X', '- - - X -'])('a first breach after a gap does not alarm yet: %s', (written) => {
  expect(evaluate(rule(3, 'missing'), points(written), 'OK').state).toBe('OK');
});

// "causes the data to be `- - - X O` or `- - X - O`", same page.
test.each(['- - - X 0', '- - X - 0'])('a breach that ended does not alarm: %s', (written) => {
  expect(evaluate(rule(3, 'missing'), points(written), 'OK').state).toBe('OK');
});

test('an alarm without gaps is judged by its newest periods only', () => {
  expect(evaluate(rule(3, 'missing'), points('X X 0 0 0'), 'ALARM')).toEqual({
    state: 'OK',
    used: [4, 3, 2],
    filled: 0,
  });
});

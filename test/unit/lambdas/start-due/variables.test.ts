import { readVariables } from '../../../../lambdas/start-due/variables';
import { MACHINES, VARIABLES } from './world';

test('what the stack sets is read', () => {
  expect(readVariables(VARIABLES)).toEqual({
    settings: { mode: '/p/mode', calendar: '/p/calendar', overrides: '/p/overrides' },
    day: { morning: '08:45', evening: '16:00', probe: { weekday: 'sunday', at: '11:00' } },
    machines: MACHINES,
    watchTopic: VARIABLES.WATCH_TOPIC,
  });
});

const { 'maintenance-notice': _, ...withoutNotice } = MACHINES;
test.each([
  ['WATCH_TOPIC', '', 'The environment variable WATCH_TOPIC is not set'],
  ['DAY', '08:45', 'The environment variable DAY: given "08:45", expected JSON'],
  ['DAY', '{"morning":"8:45","evening":"16:00"}', 'morning: given "8:45", expected'],
  ['MACHINES', JSON.stringify(withoutNotice), 'maintenance-notice: given undefined, expected "maintenance-notice"'],
  [
    'MACHINES',
    JSON.stringify({ ...MACHINES, 'evening-checklist': 'evening' }),
    'evening-checklist: given "evening", expected the ARN of a state machine',
  ],
  ['SETTINGS', '{"mode":"/p/mode","calendar":"/p/calendar"}', 'overrides: given undefined'],
])('%s %s is refused', (name, value, error) => {
  expect(() => readVariables({ ...VARIABLES, [name]: value })).toThrow(error);
});

import { within } from './expression';
import { Fields } from './fields';
import { readErrorHandling } from './read-error-handling';
import { ARRAY, BOOLEAN, POSITIVE, STRING, WHOLE } from './template';
import { isTimestamp } from './timestamp';
import type { ChoiceRule, ChoiceState, FailState, MapState, State, StateList, TaskState, WaitState } from './workflow';

export type StateType = State['type'];

const EXIT = ['Output', 'Assign'];
const ONWARD = ['Next', 'End'];
const FALLIBLE = ['Retry', 'Catch'];

/** What each state type may have beside Type, Comment and QueryLanguage. */
export const FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Task: ['Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', ...EXIT, ...ONWARD, ...FALLIBLE],
  Parallel: ['Branches', 'Arguments', ...EXIT, ...ONWARD, ...FALLIBLE],
  Map: ['Items', 'ItemSelector', 'MaxConcurrency', 'ItemProcessor', ...EXIT, ...ONWARD, ...FALLIBLE],
  Choice: ['Choices', 'Default', ...EXIT],
  Pass: [...EXIT, ...ONWARD],
  Wait: ['Seconds', 'Timestamp', ...EXIT, ...ONWARD],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};

/** What a state needs from the list it stands in. */
export interface Around {
  /** @throws UnsupportedDefinition when the list has no such state. */
  goTo(target: string, from: Fields): string;
  /** Reads the states of a branch or an item processor. */
  list(holder: Fields): StateList;
}

export function readState(name: string, fields: Fields, around: Around): State {
  switch (fields.text('Type') as StateType) {
    case 'Task':
      return readTask(name, fields, around);
    case 'Parallel':
      return {
        ...shared(name, fields, around),
        ...readErrorHandling(fields, around.goTo),
        ...argumentsOf(fields),
        type: 'Parallel',
        branches: fields.list('Branches').map((branch, i) => {
          const known = ['Comment', 'StartAt', 'States'];
          return around.list(Fields.of(branch, within(fields.at('Branches'), i), known));
        }),
      };
    case 'Map':
      return readMap(name, fields, around);
    case 'Choice':
      return readChoice(name, fields, around);
    case 'Pass':
      return { ...shared(name, fields, around), type: 'Pass' };
    case 'Wait':
      return readWait(name, fields, around);
    case 'Succeed':
      return { type: 'Succeed', name, ...fields.exit() };
    case 'Fail':
      return readFail(name, fields);
  }
}

/** The fields of every state that goes on or ends. */
function shared(name: string, fields: Fields, around: Around) {
  const end = fields.raw('End') === true;
  if (end === fields.has('Next')) throw fields.refuse('Next', 'exactly one of Next and "End": true is needed');
  return { name, ...fields.exit(), ...(!end && { next: around.goTo(fields.text('Next'), fields) }) };
}

function argumentsOf(fields: Fields) {
  const passed = fields.template('Arguments');
  return passed ? { arguments: passed } : {};
}

function readTask(name: string, fields: Fields, around: Around): TaskState {
  const resource = fields.text('Resource');
  const timeoutSeconds = fields.typed('TimeoutSeconds', POSITIVE);
  const heartbeatSeconds = fields.typed('HeartbeatSeconds', POSITIVE);
  return {
    ...shared(name, fields, around),
    ...readErrorHandling(fields, around.goTo),
    ...argumentsOf(fields),
    type: 'Task',
    resource: resource.replace(/\.waitForTaskToken$/, ''),
    waitForTaskToken: resource.endsWith('.waitForTaskToken'),
    ...(timeoutSeconds && { timeoutSeconds }),
    ...(heartbeatSeconds && { heartbeatSeconds }),
  };
}

function readMap(name: string, fields: Fields, around: Around): MapState {
  const items = fields.typed('Items', ARRAY);
  const itemSelector = fields.template('ItemSelector');
  const maxConcurrency = fields.typed('MaxConcurrency', WHOLE);
  const known = ['Comment', 'ProcessorConfig', 'StartAt', 'States'];
  const processor = Fields.of(fields.raw('ItemProcessor'), fields.at('ItemProcessor'), known);
  const config = Fields.of(processor.raw('ProcessorConfig') ?? {}, processor.at('ProcessorConfig'), ['Mode']);
  const mode = config.raw('Mode') ?? 'INLINE';
  if (mode !== 'INLINE') throw config.refuse('Mode', `${JSON.stringify(mode)}: only INLINE is supported`);
  return {
    ...shared(name, fields, around),
    ...readErrorHandling(fields, around.goTo),
    type: 'Map',
    processor: around.list(processor),
    ...(items && { items }),
    ...(itemSelector && { itemSelector }),
    ...(maxConcurrency && { maxConcurrency }),
  };
}

function readChoice(name: string, fields: Fields, around: Around): ChoiceState {
  const rules = fields.list('Choices').map((value, i): ChoiceRule => {
    const known = ['Condition', 'Next', 'Comment', ...EXIT];
    const rule = Fields.of(value, within(fields.at('Choices'), i), known);
    const condition = rule.typed('Condition', BOOLEAN);
    if (!condition) throw rule.refuse('Condition', 'a condition is needed');
    return { condition, next: around.goTo(rule.text('Next'), rule), ...rule.exit() };
  });
  const otherwise = fields.has('Default') && { otherwise: around.goTo(fields.text('Default'), fields) };
  return { type: 'Choice', name, rules, ...fields.exit(), ...otherwise };
}

function readWait(name: string, fields: Fields, around: Around): WaitState {
  const seconds = fields.typed('Seconds', WHOLE);
  const timestamp = fields.typed('Timestamp', STRING);
  if (seconds && !timestamp) return { ...shared(name, fields, around), type: 'Wait', until: { seconds } };
  if (!timestamp || seconds) throw fields.refuse('Seconds', 'exactly one of Seconds and Timestamp is needed');
  const literal = fields.text('Timestamp');
  if (!literal.startsWith('{%') && !isTimestamp(literal)) {
    throw fields.refuse('Timestamp', `${literal} is no ISO 8601 time with an offset`);
  }
  return { ...shared(name, fields, around), type: 'Wait', until: { timestamp } };
}

function readFail(name: string, fields: Fields): FailState {
  const error = fields.typed('Error', STRING);
  const cause = fields.typed('Cause', STRING);
  return { type: 'Fail', name, ...(error && { error }), ...(cause && { cause }) };
}

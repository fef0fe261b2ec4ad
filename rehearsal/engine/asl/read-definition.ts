import { within } from './expression';
import { Fields } from './fields';
import type { Definition } from './model';
import { FIELDS, readState, type StateType } from './read-state';
import type { State, StateList, Workflow } from './workflow';

const MACHINE = ['Comment', 'Version', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds'];

/** Compiled once a process, however many rehearsals play them: what was read is never changed. */
const compiled = new Map<string, Workflow>();

/**
 * Checks a definition as a whole and compiles its expressions.
 * @throws UnsupportedDefinition naming machine, state and field of the first thing that is not rehearsed.
 */
export function readDefinition(definition: Definition, machine: string): Workflow {
  const key = `${machine} ${JSON.stringify(definition)}`;
  const known = compiled.get(key) ?? read(definition, machine);
  compiled.set(key, known);
  return known;
}

function read(definition: Definition, machine: string): Workflow {
  const fields = Fields.of(definition, { machine, state: '', field: '' }, MACHINE);
  const reader = new Reader(languageOf(fields) ?? 'JSONPath');
  return {
    ...reader.list(fields, []),
    ...(fields.has('TimeoutSeconds') && { timeoutSeconds: fields.number('TimeoutSeconds', 1, 1) }),
  };
}

function languageOf(fields: Fields): string | undefined {
  const language = fields.raw('QueryLanguage');
  if (language !== undefined && language !== 'JSONata' && language !== 'JSONPath') {
    throw fields.refuse('QueryLanguage', `${JSON.stringify(language)} is not known; JSONata is supported`);
  }
  return language;
}

class Reader {
  private readonly names = new Set<string>();

  constructor(private readonly language: string) {}

  /** @param outer variables that the scopes around assign */
  list(holder: Fields, outer: readonly string[]): StateList {
    const states = holder.raw('States');
    const names = typeof states === 'object' && states !== null ? Object.keys(states) : [];
    if (names.length === 0) throw holder.refuse('States', 'at least one state is needed');
    const startAt = holder.text('StartAt');
    if (!names.includes(startAt)) throw holder.refuse('StartAt', `there is no state ${startAt}`);
    const all = names.map((name) => this.open(name, (states as Record<string, unknown>)[name], holder));
    const inner = all.flatMap(({ fields }) => fields.flatMap((f) => f.assigned()));
    for (const { fields } of all) refuseShadowing(fields, outer);
    const scope = [...outer, ...inner];
    return { startAt, states: new Map(all.map(({ name, fields }) => [name, this.state(name, fields, names, scope)])) };
  }

  private open(name: string, value: unknown, holder: Fields): { name: string; fields: [Fields, ...Fields[]] } {
    const place = { machine: holder.place.machine, state: name, field: '' };
    if (this.names.has(name)) throw holder.refuse(`States/${name}`, 'a state name is used twice in this machine');
    this.names.add(name);
    // @claim documented: A state name has at most 80 characters and is unique in its machine.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
    if (name.length > 80) throw holder.refuse(`States/${name}`, 'a state name has at most 80 characters');
    const any = Fields.ofAny(value, place);
    // @claim documented: A state uses its own QueryLanguage, or else the machine's, or else JSONPath.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
    if ((languageOf(any) ?? this.language) !== 'JSONata') {
      throw any.refuse('QueryLanguage', 'this state is JSONPath; only JSONata states are supported');
    }
    const type = any.text('Type');
    const known = FIELDS[type as StateType];
    if (!Object.hasOwn(FIELDS, type)) {
      throw any.refuse('Type', `${type} is not supported; supported: ${Object.keys(FIELDS).join(', ')}`);
    }
    const fields = Fields.of(value, place, ['Type', 'Comment', 'QueryLanguage', ...known]);
    return { name, fields: [fields, ...assigning(fields)] };
  }

  private state(name: string, [fields]: [Fields, ...Fields[]], names: readonly string[], scope: string[]): State {
    return readState(name, fields, {
      goTo: (target, from) => {
        if (!names.includes(target)) throw from.refuse('Next', `there is no state ${target} to go to`);
        return target;
      },
      list: (holder) => this.list(holder, scope),
    });
  }
}

/** The choice rules and catchers of a state: they assign in its scope too. */
function assigning(fields: Fields): Fields[] {
  return ['Choices', 'Catch'].flatMap((field) => {
    const entries = fields.raw(field);
    if (!Array.isArray(entries)) return [];
    return entries.map((entry, i) => Fields.ofAny(entry, within(fields.at(field), i)));
  });
}

// @claim documented: A scope inside a Parallel or Map cannot assign a variable that a scope around it assigns.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
function refuseShadowing(fields: readonly Fields[], outer: readonly string[]): void {
  for (const holder of fields) {
    const shadowing = holder.assigned().find((name) => outer.includes(name));
    if (shadowing !== undefined) {
      throw holder.refuse(`Assign/${shadowing}`, 'an outer scope assigns this variable; an inner one cannot');
    }
  }
}

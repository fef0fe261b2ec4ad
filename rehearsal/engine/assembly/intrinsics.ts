/** What the intrinsic functions look up. */
export interface References {
  /** Value of `Ref`; undefined is `AWS::NoValue`. */
  ref(target: string, where: string): unknown;
  getAtt(logicalId: string, attribute: string, where: string): unknown;
}

const SUPPORTED = 'Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split';

/**
 * A template value with its intrinsic functions resolved. Members and elements that are `AWS::NoValue` disappear.
 * @param where names the value in errors.
 * @throws for every other intrinsic function, and for wrong arguments.
 */
export function resolve(value: unknown, references: References, where: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((element, i) => resolve(element, references, `${where}[${i}]`))
      .filter((element) => element !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const intrinsic = members.find(([key]) => key === 'Ref' || key.startsWith('Fn::'));
  if (intrinsic) {
    if (members.length > 1) throw new Error(`${where}: ${intrinsic[0]} stands beside other members`);
    return call(intrinsic[0], intrinsic[1], references, where);
  }
  const resolved: Record<string, unknown> = {};
  for (const [key, member] of members) {
    const one = resolve(member, references, `${where}.${key}`);
    if (one !== undefined) resolved[key] = one;
  }
  return resolved;
}

function call(name: string, argument: unknown, references: References, where: string): unknown {
  const here = `${where}, ${name}`;
  switch (name) {
    case 'Ref':
      return references.ref(text(argument, here), where);
    case 'Fn::GetAtt':
      return getAtt(argument, references, here);
    case 'Fn::Join': {
      const [delimiter, parts] = pair(argument, here);
      return list(resolve(parts, references, here), here)
        .map((part) => text(part, here))
        .join(text(delimiter, here));
    }
    case 'Fn::Split': {
      const [delimiter, source] = pair(argument, here);
      return text(resolve(source, references, here), here).split(text(delimiter, here));
    }
    case 'Fn::Select': {
      const [index, parts] = pair(argument, here);
      const at = Number(text(resolve(index, references, here), here));
      const values = list(resolve(parts, references, here), here);
      if (!Object.hasOwn(values, at)) throw new Error(`${here}: there is no element ${at} of ${values.length}`);
      return values[at];
    }
    case 'Fn::Sub':
      return substitute(argument, references, here);
    default:
      throw new Error(`${where}: the rehearsal does not know ${name}; it knows ${SUPPORTED}`);
  }
}

function getAtt(argument: unknown, references: References, where: string): unknown {
  const [logicalId, ...attribute] = Array.isArray(argument) ? argument : text(argument, where).split('.');
  return references.getAtt(text(logicalId, where), attribute.map((part) => text(part, where)).join('.'), where);
}

// @claim documented: Fn::Sub replaces ${Name} by a variable, a Ref or, with a dot, a Fn::GetAtt; ${!Name} stands for ${Name}
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
function substitute(argument: unknown, references: References, where: string): string {
  const [template, variables] = Array.isArray(argument) ? pair(argument, where) : [argument, {}];
  const given = variables as Readonly<Record<string, unknown>>;
  return text(template, where).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(given, name)) return text(resolve(given[name], references, where), where);
    if (name.includes('.')) return text(getAtt(name, references, where), where);
    return text(references.ref(name, where), where);
  });
}

function pair(argument: unknown, where: string): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw new Error(`${where} takes two arguments, not ${JSON.stringify(argument)}`);
  }
  return [argument[0], argument[1]];
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where} takes a list, not ${JSON.stringify(value)}`);
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} takes a string, not ${JSON.stringify(value) ?? 'nothing'}`);
}

import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { effective, type Mode, parseMode } from '../shared/guard/mode';
import { type Look, look } from '../shared/step';

/** Names that GetParameters takes at once: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const AT_ONCE = 10;

/** Values by name; a parameter that does not exist is not among them. @throws when a call fails. */
export async function readValues(ssm: SSMClient, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const calls = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, call) =>
    ssm.send(new GetParametersCommand({ Names: names.slice(call * AT_ONCE, (call + 1) * AT_ONCE) })),
  );
  const found = (await Promise.all(calls)).flatMap(({ Parameters = [] }) => Parameters);
  return new Map(found.flatMap(({ Name, Value }) => (Name && Value !== undefined ? [[Name, Value] as const] : [])));
}

/** How far the environment lets any runbook go, how far each may go by itself, and what comes of both. */
export interface Modes {
  readonly environment: Look<Mode>;
  /** By runbook id. */
  readonly runbooks: Readonly<Record<string, Look<{ readonly own: Mode; readonly effective: Mode }>>>;
}

/** @param names of the parameters; those of the runbooks by id. */
export async function modesOf(
  values: Look<ReadonlyMap<string, string>>,
  names: { readonly environment: string; readonly runbooks: Readonly<Record<string, string>> },
): Promise<Modes> {
  if ('unseen' in values) {
    return {
      environment: values,
      runbooks: Object.fromEntries(Object.keys(names.runbooks).map((id) => [id, values])),
    };
  }
  const mode = (name: string): Mode => parseMode(name, values.seen.get(name));
  const each = Object.entries(names.runbooks).map(async ([id, name]) => {
    const both = await look(async () => {
      const own = mode(name);
      return { own, effective: effective(mode(names.environment), own) };
    });
    return [id, both] as const;
  });
  return {
    environment: await look(async () => mode(names.environment)),
    runbooks: Object.fromEntries(await Promise.all(each)),
  };
}

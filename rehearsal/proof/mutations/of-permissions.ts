import type { Assembly, Resource } from '../../engine/assembly';
import { type Alteration, shortName } from './mutant';
import { type Standing, statementsOf } from './statements';
import { touch } from './touches';

/** Every action of every statement of a policy, one at a time. */
export function ofPolicy(assembly: Assembly, resource: Resource): readonly Alteration[] {
  const all = statementsOf(resource);
  const whose = holderOf(assembly, resource);
  return all.flatMap((standing) =>
    standing.actions.map((action) => ({
      kind: 'permission removed' as const,
      what: `${whose}: ${action}${which(standing, action, all)} removed`,
      touched: touch.statement(standing.key, action),
      change: (of: Resource['properties']) => standing.without(action, of),
    })),
  );
}

/** What a function lets others do with it. */
export const ofPermission = (assembly: Assembly, { logicalId, properties }: Resource): readonly Alteration[] => {
  const action = String(properties.Action);
  const given = String(properties.FunctionName);
  const called = shortName(assembly, assembly.byArn(given)?.name ?? given);
  const from = properties.SourceArn === undefined ? '' : ` from ${String(properties.SourceArn).split(':').at(-1)}`;
  return [
    {
      kind: 'permission removed',
      what: `policy of function ${called}: ${action}${from} removed`,
      touched: touch.statement(logicalId, action),
      change: () => undefined,
    },
  ];
};

/** Which of several statements with the same action it is: the first thing it is about, and its place among them. */
function which(standing: Standing, action: string, all: readonly Standing[]): string {
  const alike = all.filter(({ actions }) => actions.includes(action));
  return alike.length > 1 ? ` in statement ${alike.indexOf(standing) + 1} of ${alike.length}` : '';
}

/** Whose permissions they are, by what takes the role; of the policy of a resource, which resource's. */
function holderOf(assembly: Assembly, policy: Resource): string {
  const { type, name, properties } = policy;
  if (type === 'AWS::KMS::Key') return `policy of key ${within(policy)}`;
  if (type === 'AWS::IAM::Role') return takerOf(assembly, name) ?? `role ${within(policy)}`;
  if (type !== 'AWS::IAM::Policy') return `policy ${within(policy)}`;
  const [role = ''] = (properties.Roles ?? []) as readonly string[];
  return takerOf(assembly, role) ?? `policy ${within(policy)}`;
}

/** `DeadLetters` of `runbook-prod/DeadLetters/Policy/Resource`. */
const within = ({ path = '', logicalId }: Resource): string =>
  path
    .split('/')
    .slice(1)
    .filter((part) => !['Resource', 'Policy', 'DefaultPolicy'].includes(part))
    .join('/') || logicalId;

function takerOf(assembly: Assembly, roleName: string): string | undefined {
  const roleArn = [...assembly.roles.values()].find(({ name }) => name === roleName)?.arn;
  const taker = assembly.resources.find((each) => takenBy(each).includes(String(roleArn)));
  return taker && `${TAKERS[taker.type]?.what} ${shortName(assembly, taker.name)}`;
}

const takenBy = ({ type, properties }: Resource): readonly string[] => TAKERS[type]?.roles(properties) ?? [];

/** What takes a role, as names say it, and where it says which. */
const TAKERS: Readonly<Record<string, { what: string; roles(of: Resource['properties']): readonly string[] }>> = {
  'AWS::Lambda::Function': { what: 'function', roles: ({ Role }) => [String(Role)] },
  'AWS::StepFunctions::StateMachine': { what: 'machine', roles: ({ RoleArn }) => [String(RoleArn)] },
  'AWS::Scheduler::Schedule': { what: 'schedule', roles: ({ Target }) => [(Target as { RoleArn: string }).RoleArn] },
  'AWS::Events::Rule': {
    what: 'rule',
    roles: ({ Targets = [] }) => (Targets as { RoleArn?: string }[]).map(({ RoleArn }) => String(RoleArn)),
  },
};

import { type Json, nameOf, ofType, rendered, type Synthesised, withArn } from './synth';

/** One action somebody may do. */
export interface Grant {
  /** A function's name without its prefix, `workflows`, or the service that assumes the role: `events`, `scheduler`. */
  readonly to: string;
  /** Of a workflow: its name without its prefix. */
  readonly workflow?: string;
  readonly action: string;
  /** ARNs, whichever of the stacks they are in. */
  readonly on: readonly string[];
  readonly condition: Json | undefined;
}

const list = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

/** Everything the policies of both stacks permit, action by action. */
export function grants(stack: Synthesised): readonly Grant[] {
  const owners = new Map(
    [...ofType(stack, 'AWS::Lambda::Function'), ...ofType(stack, 'AWS::StepFunctions::StateMachine')].map((owner) => {
      const role = String(rendered(owner.Properties.Role ?? owner.Properties.RoleArn ?? ''));
      const name = nameOf(stack, owner.logicalId).replace(`${stack.described.stackName}-`, '');
      const to = owner.Type.includes('Lambda') ? { to: name } : { to: 'workflows', workflow: name };
      return [role.replace(/^<(.*)\.Arn>$/, '$1'), to] as const;
    }),
  );
  return ofType(stack, 'AWS::IAM::Policy').flatMap(({ Properties }) => {
    const { PolicyDocument, Roles } = rendered(Properties) as {
      PolicyDocument: { Statement: { Action: Json; Resource: Json; Condition?: Json; Effect: string }[] };
      Roles: string[];
    };
    const role = String(Roles[0]).slice(1, -1);
    const to = owners.get(role) ?? { to: assumedBy(stack, role) };
    return PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) => {
      const on = list(Resource as string).map((one) => withArn(stack, one));
      return list(Action as string).map((action) => ({ ...to, action, on, condition: Condition }));
    });
  });
}

/** `events` of `events.amazonaws.com`. */
function assumedBy(stack: Synthesised, role: string): string {
  const found = ofType(stack, 'AWS::IAM::Role').find(({ logicalId }) => logicalId === role);
  const { Statement = [] } = (found?.Properties.AssumeRolePolicyDocument ?? {}) as {
    Statement?: { Principal: { Service: string } }[];
  };
  const [service = `nobody assumes ${role}`] = Statement.map(({ Principal }) => Principal.Service);
  return service.replace(/\.amazonaws\.com$/, '');
}

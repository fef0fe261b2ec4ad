import { type Json, nameOf, ofType, rendered, type Synthesised } from './synth';

/** One action somebody may do. */
export interface Grant {
  /** A function's name without its prefix, `workflows`, or `events` for the rule that starts one. */
  readonly to: string;
  /** Of a workflow: its name without its prefix. */
  readonly workflow?: string;
  readonly action: string;
  readonly on: readonly string[];
  readonly condition: Json | undefined;
}

const list = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

/** Everything the policies of a stack permit, action by action. */
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
    const to = owners.get(String(Roles[0]).slice(1, -1)) ?? { to: 'events' };
    return PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) =>
      list(Action as string).map((action) => ({ ...to, action, on: list(Resource as string), condition: Condition })),
    );
  });
}

import type { Resource } from '../assembly';
import { NotPlayed, refuseOthers } from '../refuse';

/** A parameter as the template declares it. */
export interface DeclaredParameter {
  readonly name: string;
  readonly value: string;
  readonly type: 'String';
  readonly tier: ParameterTier;
}

export type ParameterTier = 'Standard' | 'Advanced';
const TIERS: readonly unknown[] = ['Standard', 'Advanced'] satisfies readonly ParameterTier[];

/**
 * The `AWS::SSM::Parameter` resources among those of a stack; the others are passed over.
 * @throws NotPlayed for a type other than String, and for properties that nothing here acts on.
 */
export function parametersOf(resources: readonly Resource[]): DeclaredParameter[] {
  return resources
    .filter(({ type }) => type === 'AWS::SSM::Parameter')
    .map(({ logicalId, name, properties }) => {
      const where = `AWS::SSM::Parameter ${logicalId}`;
      refuseOthers(where, properties, ['Name', 'Type', 'Value', 'Description', 'Tier', 'DataType', 'Tags']);
      // @claim documented: A template cannot make a SecureString; it makes a String of data type text in the standard tier unless it says otherwise.
      // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ssm-parameter.html
      const { Type, Value, Tier = 'Standard', DataType = 'text' } = properties;
      if (Type !== 'String') throw new NotPlayed(`${where}: Type ${JSON.stringify(Type)}`, ['String']);
      if (!TIERS.includes(Tier))
        throw new NotPlayed(`${where}: Tier ${JSON.stringify(Tier)}`, ['Standard', 'Advanced']);
      if (DataType !== 'text') throw new NotPlayed(`${where}: DataType ${JSON.stringify(DataType)}`, ['text']);
      if (typeof Value !== 'string') throw new Error(`${where}: Value is ${JSON.stringify(Value)}; text is needed.`);
      return { name, value: Value, type: Type, tier: Tier as ParameterTier };
    });
}

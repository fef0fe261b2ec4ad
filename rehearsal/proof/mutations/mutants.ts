import type { Assembly, Resource } from '../../engine/assembly';
import { type Alteration, type Mutant, mutantsOf } from './mutant';
import { ofAlarm } from './of-alarms';
import { ofInvokeConfig, ofRule, ofSchedule, ofSubscription } from './of-events';
import { ofMachine } from './of-machines';
import { ofPermission, ofPolicy } from './of-permissions';

type Alter = (assembly: Assembly, resource: Resource) => readonly Alteration[];

/** What is altered in a resource of each type. */
const ALTERATIONS: Readonly<Record<string, Alter>> = {
  'AWS::Events::Rule': ofRule,
  'AWS::Scheduler::Schedule': ofSchedule,
  'AWS::CloudWatch::Alarm': ofAlarm,
  'AWS::CloudWatch::CompositeAlarm': ofAlarm,
  'AWS::StepFunctions::StateMachine': ofMachine,
  'AWS::IAM::Role': ofPolicy,
  'AWS::IAM::Policy': ofPolicy,
  'AWS::IAM::ManagedPolicy': ofPolicy,
  'AWS::SNS::TopicPolicy': ofPolicy,
  'AWS::SQS::QueuePolicy': ofPolicy,
  'AWS::S3::BucketPolicy': ofPolicy,
  'AWS::KMS::Key': ofPolicy,
  'AWS::Lambda::Permission': ofPermission,
  'AWS::Lambda::EventInvokeConfig': ofInvokeConfig,
  'AWS::SNS::Subscription': ofSubscription,
};

/**
 * Everything that is synthesised, altered in one thing at a time: in the order of the stacks and of their templates.
 * @throws when two have the same name.
 */
export function mutantsIn(assembly: Assembly): readonly Mutant[] {
  const all = assembly.resources.flatMap((resource) =>
    mutantsOf(resource, ALTERATIONS[resource.type]?.(assembly, resource) ?? []),
  );
  const names = new Set<string>();
  for (const { name } of all) {
    if (names.has(name)) throw new Error(`Two mutants have the name "${name}".`);
    names.add(name);
  }
  return all;
}

import { AwsError } from '../service';

const IDENTIFIER = /^(?!.*--)[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A DB instance identifier as it is kept. @throws AwsError InvalidParameterValue */
export function checkedInstanceId(member: string, given: string | undefined): string {
  // @claim documented: An instance's identifier has 1 to 63 letters, digits or hyphens, begins with a letter, does not end with a hyphen and has no two in a row; it is kept in lower case.
  // @source SDK client-rds RestoreDBInstanceFromDBSnapshot and ModifyDBInstance documentation (DBInstanceIdentifier, NewDBInstanceIdentifier)
  const id = (given ?? '').toLowerCase();
  if (IDENTIFIER.test(id)) return id;
  // @claim assumed: Any other one is InvalidParameterValue, in the words in which it is told of a snapshot's.
  // @source https://github.com/aws/aws-cli/issues/8296 (DBSnapshotIdentifier)
  throw new AwsError(
    'InvalidParameterValue',
    `The parameter ${member} is not a valid identifier. Identifiers must begin with a letter; must contain ` +
      'only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
  );
}

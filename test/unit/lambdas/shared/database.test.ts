import { DBInstanceNotFoundFault, type RDSClient } from '@aws-sdk/client-rds';
import { DATABASE_STATUS, type Database, decideDatabase, describeDatabase } from '../../../../lambdas/shared/database';
import { seen, unseen } from '../../../support/incidents';

const INSTANCE = 'algo-trading-prod-db';
const database = (status: string, over: Partial<Database> = {}): Database => ({
  instance: INSTANCE,
  status,
  endpoint: { host: 'db.example', port: 5432 },
  securityGroups: ['sg-db'],
  pending: [],
  ...over,
});
const decide = (status: string, before?: string) => decideDatabase(INSTANCE, seen(database(status)), before);
const statuses = (state: string) => Object.keys(DATABASE_STATUS).filter((status) => DATABASE_STATUS[status] === state);

test('a database that is available can be used', () => {
  expect(decide('available')).toMatchObject({
    outcome: 'continue',
    finding: 'Database algo-trading-prod-db is "available": it can be used.',
  });
});

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
test.each(['available', 'backing-up', 'storage-optimization', 'configuring-enhanced-monitoring'])(
  'a database that is %s answers, and the runbook goes on',
  (status) => {
    expect(decide(status).outcome).toBe('continue');
  },
);

test.each(statuses('changing'))('a database that is %s is waited for', (status) => {
  expect(decide(status)).toMatchObject({ outcome: 'wait', verdict: 'not-fixed' });
});

test.each(statuses('broken'))('a database that is %s is for people, with something to do about it', (status) => {
  const { outcome, verdict, advice = '' } = decide(status);
  expect({ outcome, verdict }).toEqual({ outcome: 'escalate', verdict: 'not-fixed' });
  expect(advice.length).toBeGreaterThan(20);
});

test.each(['modifying', 'rebooting', 'maintenance', 'upgrading', 'renaming', 'starting'])(
  '%s is a change',
  (status) => {
    expect(DATABASE_STATUS[status]).toBe('changing');
  },
);

test('a stopped database was stopped by somebody: it is never started, and the command is left to a person', () => {
  const { advice, act } = decide('stopped');
  expect(act).toBeUndefined();
  expect(advice).toBe(
    'Find out who stopped the database, and why; no runbook starts it. To start it: aws rds start-db-instance --db-instance-identifier algo-trading-prod-db',
  );
});

test('a full disk is not helped by a restart', () => {
  expect(decide('storage-full').advice).toContain('a restart frees nothing');
});

test('a key that is out of reach for good is told from one that can be enabled again', () => {
  expect(decide('inaccessible-encryption-credentials').advice).toContain('restore');
  expect(decide('inaccessible-encryption-credentials-recoverable').advice).toContain('Enable its KMS key');
});

test.each(['defragmenting', 'toString', ''])(
  'a status nobody documented ("%s") is unknown, and for people',
  (status) => {
    expect(decide(status)).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  },
);

test('what is pending is named while a change is waited for', () => {
  const modifying = database('modifying', { pending: ['AllocatedStorage'] });
  expect(decideDatabase(INSTANCE, seen(modifying)).finding).toBe(
    'Database algo-trading-prod-db is "modifying" (pending: AllocatedStorage); waiting for it to complete, no longer than this step may.',
  );
});

test('a database that has become usable while it was waited for says what it was', () => {
  expect(decide('available', 'modifying').finding).toBe(
    'Database algo-trading-prod-db is "available", was "modifying": it can be used.',
  );
});

test('a call that fails says nothing about the database: the runbook goes on, and the verdict is unknown', () => {
  expect(decideDatabase(INSTANCE, unseen('TimeoutError: no answer'))).toEqual({
    outcome: 'continue',
    finding: 'Could not check the database algo-trading-prod-db: TimeoutError: no answer.',
    verdict: 'unknown',
  });
});

test('a database that does not exist is for people', () => {
  expect(decideDatabase(INSTANCE, seen(undefined))).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
});

describe('reading a database', () => {
  const rds = (answer: () => object) => ({ send: async () => answer() }) as unknown as RDSClient;

  test('keeps the names of pending settings and not their values: one of them is the password', async () => {
    const aws = rds(() => ({
      DBInstances: [
        {
          DBInstanceStatus: 'modifying',
          Endpoint: { Address: 'db.example', Port: 5432 },
          VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db', Status: 'active' }],
          PendingModifiedValues: { MasterUserPassword: 'hunter2', MultiAZ: undefined },
        },
      ],
    }));
    await expect(describeDatabase(aws, INSTANCE)).resolves.toEqual(
      database('modifying', { pending: ['MasterUserPassword'] }),
    );
  });

  test('that has no endpoint yet leaves it out', async () => {
    const aws = rds(() => ({ DBInstances: [{ DBInstanceStatus: 'creating' }] }));
    await expect(describeDatabase(aws, INSTANCE)).resolves.toEqual({
      instance: INSTANCE,
      status: 'creating',
      securityGroups: [],
      pending: [],
    });
  });

  test('that does not exist gives nothing, and any other failure is one', async () => {
    const gone = new DBInstanceNotFoundFault({ message: 'DBInstance not found', $metadata: {} });
    const throwing = (error: Error) =>
      rds(() => {
        throw error;
      });
    await expect(describeDatabase(throwing(gone), INSTANCE)).resolves.toBeUndefined();
    await expect(describeDatabase(throwing(new Error('denied')), INSTANCE)).rejects.toThrow('denied');
  });
});

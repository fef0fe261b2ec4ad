import type {
  CopyObjectCommandInput,
  GetObjectCommandInput,
  HeadObjectCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { copySource } from '../../copy-source';
import { ask, keyAsks, needed, type Rows, refuseMembers, row } from './row';

/** Access points and other ARNs in place of a bucket's name are not modelled. */
const BUCKET = /^[a-z0-9][a-z0-9.-]+$/;

/** Members of PutObject and CopyObject that ask for further actions, or bring a key of their own. */
const UNMODELLED_IN_PUT = [
  'ACL',
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
  'Tagging',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ObjectLockLegalHoldStatus',
  'ServerSideEncryption',
  'SSEKMSKeyId',
  'SSECustomerKey',
];

function objectOf(operation: string, { Bucket, Key }: { Bucket: string | undefined; Key: string | undefined }) {
  const bucket = `arn:aws:s3:::${needed(operation, 'Bucket', Bucket, BUCKET)}`;
  return { bucket, object: `${bucket}/${needed(operation, 'Key', Key)}` };
}

export const s3: Rows = {
  // @claim documented: s3:PutObject is asked for the object.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  // @claim documented: Writing an object under a customer's key also needs kms:GenerateDataKey on it, reading one kms:Decrypt.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  // @claim documented: A PutObject with IfMatch also asks for s3:GetObject on the object.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  's3:PutObject': row<PutObjectCommandInput>(
    ['s3:PutObject', 's3:GetObject', 'kms:GenerateDataKey'],
    (input, world) => {
      refuseMembers('PutObject', input, UNMODELLED_IN_PUT);
      const { bucket, object } = objectOf('PutObject', input);
      return [
        ask('s3:PutObject', object),
        ...(input.IfMatch === undefined ? [] : [ask('s3:GetObject', object)]),
        ...keyAsks(world, bucket, 's3', ['kms:GenerateDataKey']),
      ];
    },
  ),
  // @claim documented: CopyObject asks for s3:GetObject on the source and for s3:PutObject on the destination, and for their keys as reading and writing do.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  's3:CopyObject': row<CopyObjectCommandInput>(
    ['s3:GetObject', 's3:PutObject', 'kms:Decrypt', 'kms:GenerateDataKey'],
    (input, world) => {
      refuseMembers('CopyObject', input, UNMODELLED_IN_PUT);
      const from = copySource(input.CopySource);
      const key = needed('CopyObject', 'CopySource', from && input.CopySource) && from?.key;
      const source = objectOf('CopyObject', { Bucket: from?.bucket, Key: key });
      const { bucket, object } = objectOf('CopyObject', input);
      return [
        ask('s3:GetObject', source.object),
        ...keyAsks(world, source.bucket, 's3', ['kms:Decrypt']),
        ask('s3:PutObject', object),
        ...keyAsks(world, bucket, 's3', ['kms:GenerateDataKey']),
      ];
    },
  ),
  // @claim documented: ListObjectsV2 asks for s3:ListBucket on the bucket, with s3:prefix where the request names a prefix.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  's3:ListObjectsV2': row<ListObjectsV2CommandInput>('s3:ListBucket', ({ Bucket, Prefix }) => [
    ask(
      's3:ListBucket',
      `arn:aws:s3:::${needed('ListObjectsV2', 'Bucket', Bucket, BUCKET)}`,
      Prefix === undefined ? {} : { 's3:prefix': Prefix },
    ),
  ]),
  // @claim documented: s3:GetObject is asked for the object; with a VersionId it would be s3:GetObjectVersion.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  's3:GetObject': row<GetObjectCommandInput>(['s3:GetObject', 'kms:Decrypt'], (input, world) => {
    refuseMembers('GetObject', input, ['VersionId', 'SSECustomerKey']);
    const { bucket, object } = objectOf('GetObject', input);
    return [ask('s3:GetObject', object), ...keyAsks(world, bucket, 's3', ['kms:Decrypt'])];
  }),
  // @claim documented: HeadObject asks for s3:GetObject on the object, as GetObject does.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
  // @claim assumed: The head of an object under a customer's key needs kms:Decrypt on it, as reading it does.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  's3:HeadObject': row<HeadObjectCommandInput>(['s3:GetObject', 'kms:Decrypt'], (input, world) => {
    refuseMembers('HeadObject', input, ['VersionId', 'SSECustomerKey']);
    const { bucket, object } = objectOf('HeadObject', input);
    return [ask('s3:GetObject', object), ...keyAsks(world, bucket, 's3', ['kms:Decrypt'])];
  }),
};

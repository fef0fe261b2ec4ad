import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/**
 * An address that opens one object of a bucket for whoever has it. A function signs with its role's temporary credentials,
 * and the address dies with them however long it was meant to live: promise hours, never days.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
export async function addressOf(o: {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly expiresInSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}): Promise<string> {
  const host = `${o.bucket}.s3.${o.region}.amazonaws.com`;
  const path = `/${o.key.split('/').map(encodeURIComponent).join('/')}`;
  const signer = new SignatureV4({
    service: 's3',
    region: o.region,
    credentials: o.credentials,
    sha256: Sha256,
    // S3 signs paths as they are, and not what a body would be.
    uriEscapePath: false,
    applyChecksum: false,
  });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path,
      query: {},
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: o.expiresInSeconds, signingDate: new Date(o.now) },
  );
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `https://${host}${path}?${pairs.join('&')}`;
}

type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials'];

import { createHash, createHmac } from 'node:crypto';
import { addressOf } from '../../../../lambdas/shared/presign';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** The signature a presigned address must have, by the steps AWS documents and nothing else. */
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
function signatureOf(address: string): string {
  const { host, pathname, search } = new URL(address);
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='));
  const query = pairs.sort().join('&');
  const value = (name: string) =>
    decodeURIComponent(pairs.find((pair) => pair.startsWith(`${name}=`))?.split('=')[1] ?? '');
  const scope = value('X-Amz-Credential').split('/').slice(1);
  const canonical = ['GET', pathname, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', value('X-Amz-Date'), scope.join('/'), hashed].join('\n');
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = scope.reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${SECRET}`);
  return hmac(key, text).toString('hex');
}

test('these steps are those of AWS: its own example comes out', () => {
  const example =
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host';
  expect(signatureOf(example)).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});

test.each([
  ['a role’s temporary credentials', { sessionToken: 'a+token/with=signs' }, 'maintenance/notices/2026-11-21.ics'],
  ['a key with awkward letters', {}, 'maintenance/a b+c/ü.ics'],
])('an address signed with %s is one that S3 accepts', async (_what, more, key) => {
  const address = await addressOf({
    bucket: 'reports',
    key,
    region: 'ap-south-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET, ...more },
    expiresInSeconds: 3600,
    now: Date.UTC(2026, 10, 20, 0, 30),
  });
  expect(new URL(address).searchParams.get('X-Amz-Date')).toBe('20261120T003000Z');
  expect(new URL(address).searchParams.get('X-Amz-Signature')).toBe(signatureOf(address));
});

// @claim documented: A CopySource is bucket/key, URL-encoded, with or without a slash in front; ?versionId= names a version.
// @source SDK client-s3 CopyObject documentation (CopySource)
/** @returns undefined for a version, an access point or anything else that is not bucket/key. */
export function copySource(given: string | undefined): { bucket: string; key: string } | undefined {
  const [, bucket, key] = /^\/?([a-z0-9][a-z0-9.-]+)\/([^?]+)$/.exec(given ?? '') ?? [];
  if (bucket === undefined || key === undefined) return undefined;
  try {
    return { bucket, key: decodeURIComponent(key) };
  } catch {
    return undefined;
  }
}

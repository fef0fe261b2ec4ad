/** What a request asks for. */
export interface WireCall {
  /** The signing name: `ecs`, `monitoring`, `states`. */
  service: string;
  operation: string;
  /** In the shape of the SDK client's own input type; timestamps are `Date`, blobs `Uint8Array`, an S3 body `Buffer`. */
  input: unknown;
  accessKeyId: string;
  region: string;
}

/** Something this wire does not carry, or a value that does not fit the operation's schema. Never an answer of AWS. */
export class WireRefusal extends Error {
  override readonly name = 'WireRefusal';
}

/** @throws WireRefusal saying what was given and where, then what is supported. */
export function refuse(given: string, supported: string): never {
  throw new WireRefusal(`${given}. Supported: ${supported}.`);
}

import type { PolicyDocument } from '../iam';

/** An identity of the account with an access key, who signs requests. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** ARN of a user, or of a role's session: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly userArn: string;
  /** `AIDA…`, or `AROA…:<session>`. */
  readonly userId: string;
  /** Its identity policies. */
  readonly policies: readonly PolicyDocument[];
}

/** One HTTP request to the API. */
export interface ApiRequest {
  readonly method: string;
  /** As sent, with its query: `/incidents/a%20b?tab=log`. */
  readonly path: string;
  /** Names in any case. Without `host`, the API's own domain name is taken. */
  readonly headers: Readonly<Record<string, string>>;
  /** A string is sent as UTF-8. */
  readonly body?: Uint8Array | string;
  /** 192.0.2.1, an address of documentation, when left out. */
  readonly sourceIp?: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case; `set-cookie` once for each cookie. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** Where a route leads. */
export interface Integration {
  readonly functionArn: string;
  /** Milliseconds that API Gateway waits. */
  readonly timeoutMs: number;
}

export type Segment = { readonly literal: string } | { readonly variable: string };

export interface Route {
  /** `POST /i/{link}/acknowledge`. */
  readonly key: string;
  readonly method: string;
  /** `/i/{link}/acknowledge`. */
  readonly path: string;
  readonly segments: readonly Segment[];
  readonly authorization: 'NONE' | 'AWS_IAM';
  readonly integration: Integration;
}

/** Requests a second, and how many at once beyond them. */
export interface Limits {
  readonly rate: number;
  readonly burst: number;
}

export interface Stage {
  readonly name: '$default';
  readonly limits: Limits;
  /** Log group and format of the access log. */
  readonly accessLog?: { readonly group: string; readonly format: string };
}

/** The synthesised API. */
export interface ApiDefinition {
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** `<id>.execute-api.<region>.amazonaws.com`. */
  readonly domainName: string;
  readonly stage: Stage;
  readonly routes: readonly Route[];
}

/** An answer before API Gateway adds its own headers. */
export type Reply = ApiAnswer;

/** What a function's answer, or the lack of one, became. */
export interface Integrated {
  readonly reply: Reply;
  /** Milliseconds until the function answered, or was waited for no longer; absent where it was not asked. */
  readonly integrationMs?: number;
  /** Why the function gave no answer to pass on. */
  readonly integrationError?: string;
}

/** What was decided about a request. */
export interface Outcome extends Integrated {
  readonly route?: Route;
  readonly signer?: Signer;
  /** Why it came no further than API Gateway. */
  readonly why?: string;
}

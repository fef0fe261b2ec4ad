import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

/** Long enough to be valid on every day a rehearsal is played: Node verifies certificates against the machine's clock. */
const VALID = { notBeforeDate: new Date(Date.UTC(2020, 0)), notAfterDate: new Date(Date.UTC(2099, 0)) };
const KEYS = { keyType: 'ec', algorithm: 'sha256', ...VALID } as const;

/** Issues certificates that only those trust who trust it. */
export class Authority {
  private readonly issued = new Map<string, Promise<SecureContext>>();

  private constructor(
    /** Its own certificate, PEM. */
    readonly certificate: string,
    private readonly key: string,
  ) {}

  static async create(name: string): Promise<Authority> {
    const made = await generate([{ name: 'commonName', value: name }], {
      ...KEYS,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, critical: true },
      ],
    });
    return new Authority(made.cert, made.private);
  }

  /** Key and certificate of a server of that name. */
  contextOf(host: string): Promise<SecureContext> {
    const context = this.issued.get(host) ?? this.issue(host);
    this.issued.set(host, context);
    return context;
  }

  private async issue(host: string): Promise<SecureContext> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'database' }], {
      ...KEYS,
      ca: { cert: this.certificate, key: this.key },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
    });
    // @claim cross-checked: An RDS instance sends its authority's own certificate along: who does not trust it is told SELF_SIGNED_CERT_IN_CHAIN.
    // @source https://github.com/brianc/node-postgres/issues/2558
    return createSecureContext({ key, cert: `${leaf(cert)}\n${this.certificate}` });
  }
}

/** The first certificate of a PEM. */
function leaf(pem: string): string {
  return pem.slice(0, pem.indexOf('-----END CERTIFICATE-----') + '-----END CERTIFICATE-----'.length);
}

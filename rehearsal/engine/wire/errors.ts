import type { AwsError } from '../aws/service';
import { refuse } from './message';
import type { Shape } from './schema';
import type { Service } from './services';

/** An error as the protocols write it. */
export interface Fault {
  /** The modelled name, or the plain code as given. */
  readonly name: string;
  /** The code under the query protocol, which some services spell differently. */
  readonly queryCode: string;
  readonly status: number;
  readonly blame: 'Sender' | 'Receiver';
  /** The name of the member that carries the message. */
  readonly messageKey: string;
  readonly message: string;
  /** Further members; `shape` is undefined exactly when there are none. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly shape?: Shape;
}

/**
 * What a service answers for an error; its code may be the modelled name or, for a query service, the query code.
 * @throws WireRefusal for members of an error the service does not model.
 */
export function faultOf(service: Service, error: AwsError): Fault {
  const queries = service.protocol.kind === 'aws-query' || isQueryCompatible(service);
  const modelled =
    service.errors.get(error.code) ??
    (queries ? [...service.errors.values()].find((candidate) => candidate.queryError?.[0] === error.code) : undefined);
  const { message, members } = error;
  if (!modelled) {
    const [extra] = Object.keys(members);
    if (extra) refuse(`${service.signingName} ${error.code} has no member '${extra}'`, 'members of a modelled error');
    const blame = error.status >= 500 ? 'Receiver' : 'Sender';
    return {
      name: error.code,
      queryCode: error.code,
      status: error.status,
      blame,
      messageKey: 'message',
      message,
      members,
    };
  }
  // @claim documented: An error that models no HTTP status is answered with 400 when the client is at fault and 500 when the server is; a modelled one wins.
  // @source https://smithy.io/2.0/spec/http-bindings.html#httperror-trait
  const standard = modelled.fault === 'server' ? Math.max(500, error.status) : 400;
  const status = modelled.httpError ?? (queries ? modelled.queryError?.[1] : undefined) ?? standard;
  return {
    name: modelled.name,
    queryCode: modelled.queryError?.[0] ?? modelled.name,
    status,
    blame: modelled.fault === 'server' ? 'Receiver' : 'Sender',
    messageKey: modelled.shape.members.has('Message') ? 'Message' : 'message',
    message,
    members,
    shape: modelled.shape,
  };
}

export function isQueryCompatible(service: Service): boolean {
  return service.protocol.kind === 'aws-json' && service.protocol.queryCompatible;
}

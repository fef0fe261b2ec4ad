/**
 * The schemas the SDK clients export, read here and nowhere else: `NormalizedSchema` and the layout of a static schema
 * are semi-internal to the SDK, so the rest of the wire sees only `Shape`, `Operation` and `ModelledError`.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import { refuse } from './message';

export type Kind =
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'blob'
  | 'document'
  | 'unit';

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The Smithy traits the protocols look at. */
export interface Traits {
  readonly ec2QueryName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: number;
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly httpLabel?: number;
  readonly httpPayload?: number;
  readonly httpResponseCode?: number;
  readonly httpPrefixHeaders?: string;
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** One type of the API, or one member of a structure, in which case its traits are the member's and the type's. */
export class Shape {
  readonly kind: Kind;
  readonly name: string;
  readonly traits: Traits;
  /** A member that streams; of kind `structure` it is an event stream. */
  readonly streaming: boolean;
  /** A structure of which exactly one member is set. */
  readonly union: boolean;

  private constructor(private readonly schema: NormalizedSchema) {
    this.kind = kindOf(schema);
    this.name = schema.getName() ?? this.kind;
    this.traits = schema.getMergedTraits() as Traits;
    this.streaming = schema.isStreaming();
    this.union = schema.isUnionSchema();
  }

  static of(ref: SchemaRef): Shape {
    return new Shape(NormalizedSchema.of(ref));
  }

  /** The members of a structure by name; none for any other kind. */
  get members(): ReadonlyMap<string, Shape> {
    const key: unknown = this.schema.getSchema();
    if (this.kind !== 'structure' || typeof key !== 'object' || key === null) return new Map();
    let members = membersOf.get(key);
    if (!members) {
      members = new Map([...this.schema.structIterator()].map(([name, member]) => [name, new Shape(member)]));
      membersOf.set(key, members);
    }
    return members;
  }

  /** What a list holds, or the values of a map. */
  get item(): Shape {
    this.valueShape ??= new Shape(this.schema.getValueSchema());
    return this.valueShape;
  }

  /** The keys of a map. */
  get key(): Shape {
    return new Shape(this.schema.getKeySchema());
  }

  /** The format the model asks for; undefined leaves it to the protocol. */
  get timestampFormat(): TimestampFormat | undefined {
    return TIMESTAMP_FORMATS.get(this.schema.getSchema());
  }

  private valueShape: Shape | undefined;
}

/** Shapes recur (an attribute value holds attribute values), so the members of a structure are read once. */
const membersOf = new WeakMap<object, ReadonlyMap<string, Shape>>();

const TIMESTAMP_FORMATS = new Map<unknown, TimestampFormat>([
  [5, 'date-time'],
  [6, 'http-date'],
  [7, 'epoch-seconds'],
]);

function kindOf(schema: NormalizedSchema): Kind {
  if (schema.isUnitSchema()) return 'unit';
  if (schema.isListSchema()) return 'list';
  if (schema.isMapSchema()) return 'map';
  if (schema.isStructSchema()) return 'structure';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isNumericSchema()) return 'number';
  if (schema.isTimestampSchema()) return 'timestamp';
  if (schema.isDocumentSchema()) return 'document';
  if (schema.isStringSchema()) return 'string';
  return refuse(`The schema type of ${schema.getName(true) ?? 'an unnamed shape'} is not carried`, 'see Kind');
}

export interface Operation {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method and URI pattern of a REST operation. */
  readonly http?: { readonly method: string; readonly uri: string };
  /** It sends or answers with a stream of events. */
  readonly eventStream: boolean;
}

export interface ModelledError {
  readonly name: string;
  readonly shape: Shape;
  readonly fault: 'client' | 'server';
  readonly httpError?: number;
  /** The code and the status under the query protocol. */
  readonly queryError?: readonly [code: string, status: number];
}

/** Layout of a static schema: [kind, namespace, name, traits, ...]; of an operation then input and output. */
const OPERATION = 9;
const ERROR = -3;

/** The operations and errors among what an SDK client package exports, by name. */
export function readClient(exported: Readonly<Record<string, unknown>>): {
  operations: ReadonlyMap<string, Operation>;
  errors: ReadonlyMap<string, ModelledError>;
} {
  const operations = new Map<string, Operation>();
  const errors = new Map<string, ModelledError>();
  for (const schema of Object.values(exported)) {
    if (!Array.isArray(schema)) continue;
    if (schema[0] === OPERATION) operations.set(String(schema[2]), readOperation(schema));
    if (schema[0] === ERROR) {
      const error = readError(schema as unknown as SchemaRef);
      if (error) errors.set(error.name, error);
    }
  }
  return { operations, errors };
}

function readOperation([, , name, traits, input, output]: unknown[]): Operation {
  const shapes = { input: Shape.of(input as SchemaRef), output: Shape.of(output as SchemaRef) };
  const http = (traits as { http?: [string, string, number] }).http;
  return {
    name: String(name),
    ...shapes,
    ...(http && { http: { method: http[0], uri: http[1] } }),
    eventStream: Object.values(shapes).some(isEventStream),
  };
}

function isEventStream(shape: Shape): boolean {
  return [...shape.members.values()].some((member) => member.streaming && member.kind === 'structure');
}

/** Undefined for the exception every client has as a base, which no service answers with. */
function readError(schema: SchemaRef): ModelledError | undefined {
  const shape = Shape.of(schema);
  const traits = shape.traits as {
    error?: 'client' | 'server';
    httpError?: number;
    awsQueryError?: [string, number];
  };
  if (!traits.error) return undefined;
  return {
    name: shape.name,
    shape,
    fault: traits.error,
    ...(traits.httpError !== undefined && { httpError: traits.httpError }),
    ...(traits.awsQueryError && { queryError: traits.awsQueryError }),
  };
}

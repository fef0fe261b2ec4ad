import type { ColdInit } from './cold-init';

export interface Size {
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** A handler that can be loaded, with the AWS clients that are inside. */
export interface Bundle extends Size {
  readonly name: string;
  readonly file: string;
  /** Packages such as `@aws-sdk/client-ecs`, in order. */
  readonly clients: readonly string[];
}

/** All functions, and what they are compared with: empty handlers made by the same options. */
export interface Bundles {
  readonly functions: readonly Bundle[];
  readonly empty: Bundle;
  /** An empty handler for every set of clients that a function has. */
  readonly withClients: readonly Bundle[];
}

/** One function beside the two empty handlers it is compared with. */
export interface FunctionFigures extends Size, ColdInit {
  readonly name: string;
  readonly clients: readonly string[];
  /** The empty handler with the same clients. */
  readonly sameClients: Size & ColdInit;
  /** Gzipped bytes over those of the empty handler with the same clients. */
  readonly gzipRatio: number;
  /** Loading over loading the empty handler with the same clients. */
  readonly loadRatio: number;
  /** From process start until loaded, over the empty handler. */
  readonly initRatio: number;
}

export interface FunctionsFigures {
  readonly rounds: number;
  readonly empty: Size & ColdInit;
  readonly functions: readonly FunctionFigures[];
}

/** Puts sizes and times together. @throws when a bundle was not measured, or has nothing to be compared with. */
export function compareFunctions(
  { functions, empty: bare, withClients }: Bundles,
  inits: ReadonlyMap<string, ColdInit>,
  rounds: number,
): FunctionsFigures {
  const figures = ({ name, file, bytes, gzipBytes }: Bundle): Size & ColdInit => {
    const init = inits.get(file);
    if (!init) throw new Error(`${name} was not measured.`);
    return { bytes, gzipBytes, ...init };
  };
  const empty = figures(bare);
  return {
    rounds,
    empty,
    functions: functions.map((bundle) => {
      const { name, clients } = bundle;
      const baseline = withClients.find((each) => each.clients.join() === clients.join());
      if (!baseline) throw new Error(`No empty handler has the clients of ${name}: ${clients.join(', ')}.`);
      const own = figures(bundle);
      const sameClients = figures(baseline);
      return {
        name,
        clients,
        ...own,
        sameClients,
        gzipRatio: own.gzipBytes / sameClients.gzipBytes,
        loadRatio: own.loadMs / sameClients.loadMs,
        initRatio: own.initMs / empty.initMs,
      };
    }),
  };
}

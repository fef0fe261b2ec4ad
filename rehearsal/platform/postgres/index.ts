import { DatabaseServer } from './server';

export type { DatabaseServer, Mode } from './server';

let started: Promise<DatabaseServer> | undefined;

/**
 * The PostgreSQL server of this process: started by the first who asks, and the same for everybody until it is stopped.
 * It listens at once; its certificate is made when somebody asks for TLS, and PostgreSQL itself starts (in seconds) when
 * somebody has logged in.
 */
export function startDatabase(): Promise<DatabaseServer> {
  started ??= DatabaseServer.listen(() => {
    started = undefined;
  });
  return started;
}

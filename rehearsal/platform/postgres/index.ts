import { DatabaseServer } from './server';

export type { DatabaseServer, Mode } from './server';

let started: Promise<DatabaseServer> | undefined;

/**
 * The PostgreSQL server of this process: started by the first who asks, and the same for everybody until it is stopped.
 * It listens at once; its certificate is made when somebody asks for TLS, and PostgreSQL itself starts (in seconds) when
 * somebody has logged in. Beside it is that of the one instance a story can restore: a PostgreSQL of its own, because one
 * in this process has one database, and a copy beside the tables it is a copy of would be seen from either.
 */
export function startDatabase(): Promise<DatabaseServer> {
  started ??= DatabaseServer.listen(() => undefined).then((restored) =>
    DatabaseServer.listen(() => {
      started = undefined;
    }, [restored]),
  );
  return started;
}

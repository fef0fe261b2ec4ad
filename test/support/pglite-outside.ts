import { pathToFileURL } from 'node:url';
import vm from 'node:vm';

/**
 * PostgreSQL loads its parts by import(), which a module in a test's registry cannot do: it is loaded outside of it. For
 * `jest.mock('@electric-sql/pglite', () => jest.requireActual(…))`.
 */
export const PGlite = {
  create: async (options?: object) => {
    const { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } = vm.constants;
    const load = vm.runInThisContext('(file) => import(file)', { importModuleDynamically });
    return (await load(pathToFileURL(require.resolve('@electric-sql/pglite')).href)).PGlite.create(options);
  },
};

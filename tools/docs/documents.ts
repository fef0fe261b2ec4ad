import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prod } from '../../environments/prod';
import { synthesise } from '../../rehearsal/synthesise';
import { readClaims } from '../fidelity/claims';
import { documentOf } from '../fidelity/document';
import { marketPhasesDocument } from '../market-phases';
import { readAssembly, type Synthesised } from './assembly';
import { costsDocument, playBills } from './costs';
import { permissionsDocument } from './permissions';
import { runbooksDocument } from './runbooks';
import { workflowsDocument } from './workflows';

/** What a document is made of. */
interface Ground {
  /** Folder of the cloud assembly: synthesised when it is first asked for. */
  readonly directory: () => string;
}

type Maker = (ground: Ground) => string | Promise<string>;

const assembly = ({ directory }: Ground): Readonly<Record<string, Synthesised>> => readAssembly(directory());

/** Every generated document, by its name without folder and ending. */
const DOCUMENTS: Readonly<Record<string, Maker>> = {
  fidelity: () => documentOf(readClaims(process.cwd(), 'rehearsal')),
  'market-phases': marketPhasesDocument,
  runbooks: () => runbooksDocument(prod),
  workflows: (ground) => workflowsDocument(assembly(ground)),
  permissions: (ground) => permissionsDocument(assembly(ground)),
  costs: async (ground) => costsDocument(assembly(ground).prod as Synthesised, await playBills(ground.directory())),
};

export const DOCUMENT_NAMES: readonly string[] = Object.keys(DOCUMENTS);

/**
 * Makes documents, each as `docs/<name>.md` and its text.
 * @param given an existing cloud assembly; without it one is synthesised where it is needed, and taken away again.
 * @throws when there is no such document, and what keeps one from being made.
 */
export async function makeDocuments(names: readonly string[], given?: string): Promise<(readonly [string, string])[]> {
  const unknown = names.filter((name) => !(name in DOCUMENTS));
  if (unknown.length > 0) {
    throw new Error(`There is no document ${unknown.join(', ')}; there are ${DOCUMENT_NAMES.join(', ')}.`);
  }
  let own: string | undefined;
  const directory = (): string => {
    if (given !== undefined) return given;
    if (own === undefined) {
      own = mkdtempSync(join(tmpdir(), 'docs-'));
      synthesise(join(own, 'cdk.out'));
    }
    return join(own, 'cdk.out');
  };
  try {
    const made: (readonly [string, string])[] = [];
    for (const name of names) made.push([`docs/${name}.md`, await (DOCUMENTS[name] as Maker)({ directory })]);
    return made;
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
  }
}

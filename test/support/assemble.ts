import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesise } from '../../rehearsal/synthesise';

/** Synthesises into the folder that is named, and then says so in a file beside it: empty, or why it cannot be done. */
const [folder = ''] = process.argv.slice(2);
const said = (text: string): void => writeFileSync(join(folder, 'said'), text);
try {
  synthesise(join(folder, 'cdk.out'));
  said('');
} catch (error) {
  said(String(error));
}

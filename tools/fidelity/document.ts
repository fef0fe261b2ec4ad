import { type Claim, STANDINGS, type Standing } from './claims';
import { escaped, linked } from './markdown';

/** The whole of docs/fidelity.md. @param claims by file and line. */
export function documentOf(claims: readonly Claim[]): string {
  const rooms = [...Map.groupBy(claims, roomOf)].sort(([one], [other]) => (one < other ? -1 : 1));
  const sections = [
    '# Fidelity',
    INTRODUCTION,
    counts(claims),
    '## Assumptions with a switch',
    switches(claims),
    ...rooms.flatMap(([room, said]) => [`## ${room}`, table(said)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

const INTRODUCTION = `Every claim that the rehearsal makes about AWS, generated from the comments beside the code that relies on it.
The rehearsal is a model and not AWS: it is as true as these claims, and no truer.
A claim is *documented* (${STANDINGS.documented}), *cross-checked* (${STANDINGS['cross-checked']})
or *assumed* (${STANDINGS.assumed}); an assumption may have a switch that plays it the other way.
Do not edit: \`npm run docs\` writes this file again, and \`npm run docs -- --check\` says whether it is up to date.`;

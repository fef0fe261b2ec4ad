import { type Claim, STANDINGS, type Standing } from './claims';
import { escaped, linked } from './markdown';

const INTRODUCTION = `Every claim that the rehearsal makes about AWS, gathered from the comments beside the code that relies on it.
The rehearsal is a model and not AWS: it is as true as these claims, and no truer.
A claim is *documented* (${STANDINGS.documented}), *cross-checked* (${STANDINGS['cross-checked']})
or *assumed* (${STANDINGS.assumed}); an assumption may have a switch that plays it the other way.
Do not edit: \`npm run docs\` writes this file anew, and \`npm run docs -- --check\` says whether it is up to date.`;

/** The whole of docs/fidelity.md. @param claims by file and line. */
export function documentOf(claims: readonly Claim[]): string {
  const sections = [
    '# Fidelity',
    INTRODUCTION,
    counts(claims),
    '## Assumptions that have a switch',
    switches(claims),
    ...byRoom(claims).flatMap(([room, said]) => [`## ${room}`, table(said)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function counts(claims: readonly Claim[]): string {
  const standings = Object.keys(STANDINGS) as Standing[];
  const each = standings.map((one) => `${claims.filter(({ standing }) => standing === one).length} ${one}`);
  return `**${claims.length} claims: ${each.join(', ')}.**`;
}

function switches(claims: readonly Claim[]): string {
  const switched = claims.flatMap(({ switchName, sentence, ...place }) =>
    switchName === undefined ? [] : [{ switchName, sentence, place }],
  );
  if (switched.length === 0) return 'None.';
  return switched
    .sort((one, other) => compare(one.switchName, other.switchName))
    .map(({ switchName, sentence, place }) => `- \`${switchName}\`: ${escaped(sentence)} (${where(place)})`)
    .join('\n');
}

function byRoom(claims: readonly Claim[]): [room: string, claims: Claim[]][] {
  const rooms = new Map<string, Claim[]>();
  for (const claim of claims) {
    const room = roomOf(claim.file);
    rooms.set(room, [...(rooms.get(room) ?? []), claim]);
  }
  return [...rooms].sort(([one], [other]) => compare(one, other));
}

/** `engine/aws/ecs` for a service of AWS, whether a file or a folder plays it; else `engine/asl`, `platform/database`. */
function roomOf(file: string): string {
  const [, ...path] = file.replace(/\.ts$/, '').split('/');
  return path.slice(0, path[0] === 'engine' && path[1] === 'aws' ? 3 : 2).join('/');
}

function table(claims: readonly Claim[]): string {
  const rows = claims.map(({ standing, switchName, sentence, source, ...place }) => {
    const how = switchName === undefined ? standing : `${standing}, switch \`${switchName}\``;
    return `| ${escaped(sentence)} | ${how} | ${linked(source)} | ${where(place)} |`;
  });
  return ['| Claim | Standing | Source | Where |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The file alone: with line numbers every edit above a claim would make the document out of date. */
function where({ file }: Pick<Claim, 'file'>): string {
  return `[${escaped(file)}](../${file})`;
}

/** By code unit, so that the order is the same on every machine. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgeName } from './question';
import type { Count } from './verdict';

/** When AWS judged the engine, and what it said. While there is none, README says so. */
export interface Record {
  /** A day: `2026-11-24`. */
  readonly date: string;
  readonly region: string;
  readonly stories: number;
  readonly judged: Readonly<{ [judge in JudgeName]: Count }>;
}

/** What a run was, as far as it decides whether it is worth a record. */
export interface Run {
  /** Whether not everything was asked: some stories by name, some judges, one question. */
  readonly inPart: boolean;
  readonly status: 0 | 1 | 2;
  /** Whom the questions went to. */
  readonly hosts: ReadonlySet<string>;
}

/** The record is AWS's word about all of it. @returns why a run is none; undefined where it is. */
export function whyNoRecord({ inPart, status, hosts }: Run): string | undefined {
  const others = [...hosts].filter((host) => !/\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(host));
  if (others.length > 0) return `it was not AWS that answered, but ${others.join(', ')}`;
  if (inPart) return 'only a part was asked';
  return status === 2 ? 'not everything was answered' : undefined;
}

export const RECORD = join(__dirname, '../../docs/conformance.json');

export function write(record: Record, path = RECORD): void {
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** The sentence that README has about it. */
export function readme(record?: Record): string {
  if (!record) return 'It is not yet judged by AWS.';
  const counts = Object.values(record.judged);
  const sum = (of: 'agreed' | 'differing'): number => counts.reduce((total, count) => total + count[of], 0);
  const [agreed, differing] = [sum('agreed'), sum('differing')];
  return `AWS judged it on ${record.date} in ${record.region}: of ${agreed + differing} answers ${agreed} agreed and ${differing} differed (docs/conformance.json).`;
}

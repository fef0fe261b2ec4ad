import { type AwsEvent, type EventPattern, matches, type Rule } from '../../rehearsal/engine/events';
import type { Found } from './collector';
import { digest, type PatternQuestion } from './question';

/** Every pattern of the synthesised rules, asked about every event that is another one to a pattern. */
export class PatternQuestions {
  /** Paths that some pattern names. */
  private readonly named: ReadonlySet<string>;

  constructor(private readonly rules: readonly Rule[]) {
    this.named = new Set(rules.flatMap(({ pattern }) => pathsOf(pattern)));
  }

  about(event: AwsEvent, story: string): Found<PatternQuestion>[] {
    const leaves = leavesOf(event);
    // A pattern sees the values it names, and of the others at most whether they are there.
    const seen = leaves.map(([path, value]) => (this.named.has(path) ? `${path}=${JSON.stringify(value)}` : path));
    const like = [...new Set(seen)].sort().join('\n');
    return this.rules.map((rule) => {
      const request = { EventPattern: JSON.stringify(rule.pattern), Event: JSON.stringify(event) };
      return {
        key: digest(`${request.EventPattern}\n${like}`),
        question: {
          judge: 'patterns',
          id: digest(`${request.EventPattern}\n${like}`),
          story,
          place: `rule ${rule.name}, ${event['detail-type']} of ${event.time}`,
          request,
          claim: { matches: matches(rule.pattern, event) },
        },
      };
    });
  }
}

function pathsOf(pattern: EventPattern, above = ''): string[] {
  return Object.entries(pattern).flatMap(([field, below]) => {
    if (field === '$or') return (below as readonly EventPattern[]).flatMap((choice) => pathsOf(choice, above));
    const path = above === '' ? field : `${above}.${field}`;
    return Array.isArray(below) ? [path] : pathsOf(below as EventPattern, path);
  });
}

/** Every value of an event by its path; the elements of a list have the path of the list. */
function leavesOf(node: unknown, path = ''): (readonly [string, unknown])[] {
  if (Array.isArray(node)) return node.flatMap((element) => leavesOf(element, path));
  if (typeof node !== 'object' || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([field, below]) => leavesOf(below, path === '' ? field : `${path}.${field}`));
}

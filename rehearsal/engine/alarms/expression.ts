import type { Node } from './nodes';
import { Parser } from './parser';

/** A metric math expression, parsed and known to yield a time series. */
export interface Expression {
  readonly text: string;
  readonly root: Node;
  /** The ids it mentions, each once. */
  readonly ids: readonly string[];
}

type Refuse = (what: string) => void;

/** @throws NotPlayed when the expression holds anything else than what is played; it says what and where. */
export function parseExpression(text: string, where: string): Expression {
  const parser = new Parser(text, where);
  const root = parser.parse();
  const refuse: Refuse = (what) => parser.refuse(what);
  if (shapeOf(root, refuse) !== 'series') refuse('a result that is a single number, not a time series');
  return { text, root, ids: [...new Set(idsOf(root))] };
}

/** Whether a node yields one number or a time series; refuses the combinations AWS does not list. */
function shapeOf(node: Node, refuse: Refuse): 'scalar' | 'series' {
  switch (node.kind) {
    case 'number':
      return 'scalar';
    case 'metric':
      return 'series';
    case 'negative':
      return shapeOf(node.of, refuse);
    case 'operation': {
      const shapes = [shapeOf(node.left, refuse), shapeOf(node.right, refuse)];
      return shapes.includes('series') ? 'series' : 'scalar';
    }
    case 'over':
      if (node.of.some((inner) => shapeOf(inner, refuse) === 'scalar')) refuse(`${node.function} of a number`);
      return 'series';
    case 'calendar':
      if (shapeOf(node.of, refuse) === 'scalar') refuse(`${node.field} of a number`);
      return 'series';
    case 'fill':
      if (shapeOf(node.of, refuse) === 'scalar') refuse('FILL of a number');
      if (node.filler !== 'REPEAT' && shapeOf(node.filler, refuse) === 'series') refuse('FILL with a time series');
      return 'series';
    case 'if': {
      const branches = [node.then, ...(node.otherwise ? [node.otherwise] : [])].map((branch) =>
        shapeOf(branch, refuse),
      );
      if (shapeOf(node.condition, refuse) === 'scalar' && branches.includes('scalar')) {
        refuse('IF with a number as condition and as result');
      }
      return 'series';
    }
  }
}

function idsOf(node: Node): string[] {
  switch (node.kind) {
    case 'number':
      return [];
    case 'metric':
      return [node.id];
    case 'negative':
    case 'calendar':
      return idsOf(node.of);
    case 'fill':
      return [...idsOf(node.of), ...(node.filler === 'REPEAT' ? [] : idsOf(node.filler))];
    case 'over':
      return node.of.flatMap(idsOf);
    case 'operation':
      return [...idsOf(node.left), ...idsOf(node.right)];
    case 'if':
      return [node.condition, node.then, ...(node.otherwise ? [node.otherwise] : [])].flatMap(idsOf);
  }
}

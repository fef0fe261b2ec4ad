/** What stands where in a metric math expression. */
export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly id: string }
  | { readonly kind: 'negative'; readonly of: Node }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise: Node | undefined }
  | { readonly kind: 'over'; readonly function: ListFunction; readonly of: readonly Node[] }
  | { readonly kind: 'calendar'; readonly field: CalendarField; readonly of: Node }
  | { readonly kind: 'fill'; readonly of: Node; readonly filler: Node | 'REPEAT' };

export const COMPARISON_SIGNS = ['==', '!=', '<=', '>=', '<', '>'] as const;
export const LOGICAL = ['AND', 'OR'] as const;
export const CALENDAR_FIELDS = ['HOUR', 'MINUTE', 'DAY'] as const;

export const LIST_FUNCTIONS = ['MAX', 'SUM'] as const;

export type Operator = '+' | '-' | '*' | '/' | (typeof COMPARISON_SIGNS)[number] | (typeof LOGICAL)[number];
export type CalendarField = (typeof CALENDAR_FIELDS)[number];
export type ListFunction = (typeof LIST_FUNCTIONS)[number];

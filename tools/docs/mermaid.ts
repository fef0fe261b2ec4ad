/** How a box of a flowchart looks, by what happens in it. */
export type Shape = 'step' | 'choice' | 'waits' | 'pages' | 'starts' | 'note' | 'end';

const BRACKETS: Readonly<Record<Shape, readonly [string, string]>> = {
  step: ['[', ']'],
  choice: ['{', '}'],
  waits: ['{{', '}}'],
  pages: ['[/', '/]'],
  starts: ['[[', ']]'],
  note: ['(', ')'],
  end: ['([', '])'],
};

/**
 * A text as Mermaid shows it, whatever is in it: between double quotes, with its entity codes for what would end the quotes,
 * begin an entity, or be read as HTML or Markdown. https://mermaid.js.org/syntax/flowchart.html (entity codes)
 */
export const quoted = (text: string): string =>
  `"${text.replace(/\s+/g, ' ').replace(/["#;<>&`*_\\[\]{}|]/g, (character) => `#${character.codePointAt(0)};`)}"`;

/** @param id letters and digits alone. */
export const box = (id: string, shape: Shape, text: string): string =>
  `${id}${BRACKETS[shape][0]}${quoted(text)}${BRACKETS[shape][1]}`;

/** @param label empty: none. */
export const arrow = (from: string, to: string, label: string): string =>
  label === '' ? `${from} --> ${to}` : `${from} -->|${quoted(label)}| ${to}`;

/** As GitHub draws it. */
export const fenced = (lines: readonly string[]): string => ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');

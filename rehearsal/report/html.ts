import type { html } from 'hono/html';

/** Markup whose values are escaped: made by the html tag, from text that waits for nothing. */
export type Html = ReturnType<typeof html>;

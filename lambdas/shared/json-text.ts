/** What a text says in JSON; undefined where it says nothing. It never throws: a parser's words would quote the text. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

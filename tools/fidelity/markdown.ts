/** A sentence as a table's cell shows it: its code spans kept, every other character that Markdown would read escaped. */
export function escaped(sentence: string): string {
  return sentence
    .split(/(`[^`]+`)/)
    .map((part, i) =>
      i % 2 === 1 ? part.replaceAll('|', '\\|') : part.replace(/[\\`*[\]<>|~$&#]|(?<!\w)_|_(?!\w)/g, '\\$&'),
    )
    .join('');
}

/** A source with its addresses as links; documentation of an SDK operation links to that operation's page. */
export function linked(source: string): string {
  const operation = /^SDK client-([a-z0-9-]+) ([A-Z]\w+) documentation/.exec(source);
  if (operation) {
    const [said, client, name] = operation;
    const page = `https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/${client}/command/${name}Command/`;
    return `[${escaped(said)}](${page})${linked(source.slice(said.length))}`;
  }
  return source
    .split(/(https?:\/\/[^\s|<>"`]*[^\s|<>"`.,;:)])/)
    .map((part, i) => (i % 2 === 1 ? link(part) : escaped(part)))
    .join('');
}

/** The host and the last part of the path are enough to know a page by. */
function link(address: string): string {
  const [host, ...path] = address
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')
    .split('/');
  const shown = [host, ...(path.length > 1 ? ['…'] : []), ...path.slice(-1)].join('/');
  return `[${escaped(shown)}](<${address}>)`;
}

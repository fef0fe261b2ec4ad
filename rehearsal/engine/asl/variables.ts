/**
 * The variables of one scope. An inner scope reads the ones around it and writes its own; a sibling sees nothing of it.
 */
export class Variables {
  private readonly own = new Map<string, unknown>();

  constructor(private readonly outer?: Variables) {}

  inner(): Variables {
    return new Variables(this);
  }

  assign(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) this.own.set(name, value);
  }

  all(): Record<string, unknown> {
    return { ...this.outer?.all(), ...Object.fromEntries(this.own) };
  }
}

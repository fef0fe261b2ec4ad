/** The inside of dynalite 4.0.0 (pinned): it publishes an HTTP server only, and the rehearsal opens no socket. */
declare module 'dynalite/db' {
  interface Store {
    readonly tableDb: {
      put(key: string, value: unknown, done: (error?: Error | null) => void): void;
    };
  }
  const db: {
    create(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
    checkConditional(data: object, existing: object | undefined): Error | null | undefined;
  };
  export = db;
}

declare module 'dynalite/validations' {
  const validations: {
    checkTypes(data: object, types: object): Record<string, unknown>;
    checkValidations(data: object, types: object, custom: unknown, store: unknown): void;
  };
  export = validations;
}

declare module 'dynalite/validations/*' {
  const rules: { types: object; custom: unknown };
  export = rules;
}

declare module 'dynalite/actions/*' {
  const act: (store: unknown, data: object, done: (error: Error | null, answer: unknown) => void) => void;
  export = act;
}

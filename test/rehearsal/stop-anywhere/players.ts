import { join } from 'node:path';
import { Crew } from '../../../rehearsal/proof/crew';
import type { Injected, Injection, Recorded } from './inject';
import type { Task } from './player';

/** Processes that play side by side, each one story at a time. */
export class Players {
  private readonly crew = new Crew<Task, Recorded | Injected>({ player: join(__dirname, 'player.ts') });

  constructor(private readonly directory: string) {}

  /** Plays stories as they are. @returns in their order. @throws what one of them threw. */
  record(stories: readonly string[]): Promise<Recorded[]> {
    return this.crew.all(stories.map((record) => ({ record, directory: this.directory }))) as Promise<Recorded[]>;
  }

  /** Plays stories with a stop in them. @returns in their order. @throws what one of them threw. */
  inject(injections: readonly Injection[]): Promise<Injected[]> {
    return this.crew.all(injections.map((inject) => ({ inject, directory: this.directory }))) as Promise<Injected[]>;
  }

  leave(): void {
    this.crew.leave();
  }
}

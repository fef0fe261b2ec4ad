import type { Execution } from '../../engine/asl/state-machine';
import type { Undisturbed } from '../points';
import type { Staged } from '../staged';

/** What a story came to with something wrong in it, for the promises to be held against. */
export interface World extends Staged {
  /** The same story while nothing of ours goes wrong, where there is one. */
  readonly undisturbed: Undisturbed | undefined;
  /** Whether permissions were taken away in it. */
  readonly denials: boolean;
  readonly incidents: readonly KnownIncident[];
  readonly approvals: readonly KnownApproval[];
}

/** The first item of an incident, as far as promises speak of it. Times are ISO 8601 in UTC. */
export interface KnownIncident {
  readonly id: string;
  readonly runbook: string;
  readonly status: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly closedBy?: object;
  /** Its pages wait for the morning. */
  readonly held?: object;
  readonly alarms?: Readonly<Record<string, string>>;
}

/** What people were asked, and their answers. Times are ISO 8601 in UTC. */
export interface KnownApproval {
  readonly act: string;
  readonly decisions: readonly { readonly decision: string; readonly contact: string; readonly at: string }[];
}

/** One promise as a predicate, under its sentence. */
export interface Invariant {
  /** Number of the promise in the README. */
  readonly promise: number;
  readonly says: string;
  /** What is against it, in words; nothing: it holds. */
  broken(world: World): readonly string[];
}

export const executionsOf = ({ stage }: World): readonly Execution[] =>
  stage.cloud.workflows.machines.flatMap(({ executions }) => executions);

export const outcomeOf = ({ output }: Execution): string | undefined =>
  (output as { outcome?: string } | undefined)?.outcome;

/** As people read it in a violation. */
export const timeOf = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

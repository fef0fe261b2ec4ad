import type { Target } from '../../engine/aws/elbv2';
import type { Database } from '../database';
import type { Load } from './load';
import type { Process, Processes } from './processes';

/** What who asks one of its tasks meets: a status, no answer in time, or no connection. */
export type Outcome = number | 'timeout' | 'refused';

/** The port on which it listens. */
export const DASHBOARD_PORT = 8501;

/** Seconds a page needs on an idle machine. */
const PAGE_SECONDS = 0.12;
/** Percent; with more the queue before a task has no end, and a page this long is as good as none. */
const BUSIEST = 98;

/** The web server in the dashboard's tasks. */
export class Dashboard {
  constructor(
    private readonly processes: Processes,
    private readonly database: Database,
    private readonly load: Load,
    private readonly healthPath: string,
  ) {}

  /** What a request meets at a target: nobody is there to connect to unless a task of this address has started. */
  answer(target: Target, path: string): Outcome {
    const process = this.processes
      .all()
      .find(({ task }) => task.privateIp === target.id && target.port === DASHBOARD_PORT);
    if (!process?.up) return 'refused';
    const flaw = this.processes.flaw(process);
    if (flaw === 'refuses') return 503;
    if (flaw === 'hangs') return 'timeout';
    return path === this.healthPath ? 200 : this.page(process);
  }

  /** Seconds from a request to its answer, on average: the busier, the longer. */
  get responseSeconds(): number {
    return PAGE_SECONDS / (1 - Math.min(this.load.cpu('dashboard') ?? 0, BUSIEST) / 100);
  }

  private page({ hung }: Process): Outcome {
    if (hung) return 'timeout';
    return this.database.unreadable === undefined ? 200 : 500;
  }
}

import { type Attempt, classify } from '../shared/connection';
import { type Target, withSession } from '../shared/postgres';

/**
 * Connects over verified TLS and asks `SELECT 1`.
 * @param patienceMs for connecting, and again for the answer.
 */
export async function attempt(target: Target, patienceMs: number): Promise<Attempt> {
  try {
    await withSession(target, patienceMs, (session) => session.query('SELECT 1'));
    return { connection: 'connected' };
  } catch (error) {
    return classify(error);
  }
}

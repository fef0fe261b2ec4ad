import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Verdict } from '../../runbooks/runbook';
import type { AwaitedDeployment, IntendedRestart, IntendedSnapshot, Line, Paged } from './incident';
import { IncidentBoard } from './incident-board';
import { clean, expiry, pk, read } from './incident-items';

/** Incidents, their timelines and their page tokens, in one table. Every change of state is one conditional write. */
export class IncidentTable extends IncidentBoard {
  async lines(id: string): Promise<Line[]> {
    const lines: Line[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :line)',
          ExpressionAttributeValues: marshall({ ':pk': pk(id), ':line': 'LINE#' }),
          ConsistentRead: true,
          ...(from ? { ExclusiveStartKey: marshall(from) } : {}),
        }),
      );
      for (const item of page.Items ?? []) lines.push(read<Line>(item));
      from = page.LastEvaluatedKey && unmarshall(page.LastEvaluatedKey);
    } while (from);
    return lines;
  }

  async write(id: string, line: Line, unique: string): Promise<void> {
    const item = { pk: pk(id), sk: `LINE#${line.at}#${unique}`, ...line, expires: expiry(line.at) };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: clean(item) }));
  }

  /** Written before the act; the first intention for a service stays. */
  async intendRestart(id: string, service: string, restart: IntendedRestart): Promise<void> {
    await this.keepFor(id, 'restarts', service, restart, true);
  }

  async waitFor(id: string, service: string, deployment: AwaitedDeployment): Promise<void> {
    await this.keepFor(id, 'deployments', service, deployment, false);
  }

  /** Written before the snapshot is asked for; another name takes the place of one that belongs to somebody else. */
  async intendSnapshot(id: string, snapshot: Omit<IntendedSnapshot, 'availableAt'>): Promise<void> {
    await this.change(id, 'SET #snapshot = :snapshot', { ':snapshot': snapshot }, undefined, {
      '#snapshot': 'snapshot',
    });
  }

  /** @returns false when another snapshot is intended by now. */
  async snapshotAvailable(id: string, snapshotId: string, at: string): Promise<boolean> {
    return this.change(id, 'SET #snapshot.availableAt = :at', { ':at': at, ':id': snapshotId }, '#snapshot.#id = :id', {
      '#snapshot': 'snapshot',
      '#id': 'id',
    });
  }

  /**
   * Notes something for a later step of the same run: plain JSON under a name of its own. What is to be done is noted before
   * it is done, so that a second attempt knows of the first.
   */
  async note(id: string, name: string, value: object, { firstStays = false } = {}): Promise<void> {
    await this.keepFor(id, 'notes', name, value, firstStays);
  }

  async noteVerdict(id: string, verdict: Verdict): Promise<void> {
    await this.change(id, 'SET verdict = :verdict', { ':verdict': verdict });
  }

  async noteObserved(id: string): Promise<void> {
    await this.change(id, 'SET observed = :yes', { ':yes': true });
  }

  async noteEscalation(id: string, at: string): Promise<void> {
    await this.change(id, 'SET escalatedAt = if_not_exists(escalatedAt, :at)', { ':at': at });
  }

  async chooseRung(id: string, chosen: { rung: number; asked: string }): Promise<void> {
    await this.change(id, 'SET rungs = list_append(if_not_exists(rungs, :none), :rung)', {
      ':none': [],
      ':rung': [chosen],
    });
  }

  async notePaged(id: string, paged: Paged): Promise<void> {
    await this.change(id, 'SET pages = list_append(if_not_exists(pages, :none), :paged)', {
      ':none': [],
      ':paged': [paged],
    });
  }

  async noteHeld(id: string, held: { until: string; at: string }): Promise<void> {
    await this.change(id, 'SET held = if_not_exists(held, :held)', { ':held': held });
  }

  async stakeholdersTold(id: string, at: string): Promise<void> {
    await this.change(id, 'SET stakeholdersToldAt = :at', { ':at': at });
  }

  /** Keeps the token that an acknowledgement answers. It is shown to nobody. */
  async keepToken(id: string, rung: number, token: string): Promise<void> {
    const item = { pk: pk(id), sk: `TOKEN#${rung}`, token };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: clean(item) }));
  }

  async token(id: string, rung: number): Promise<string | undefined> {
    const key = marshall({ pk: pk(id), sk: `TOKEN#${rung}` });
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: key, ConsistentRead: true }),
    );
    return Item && (unmarshall(Item).token as string);
  }

  /**
   * The first to acknowledge has it, until the deadline: who is paged after that may take it over.
   * @returns false when somebody has it already.
   */
  async acknowledge(id: string, by: string, at: string): Promise<boolean> {
    return this.change(
      id,
      'SET acknowledged = :by',
      { ':by': { by, at }, ':at': at },
      'attribute_exists(pk) AND (attribute_not_exists(acknowledged) OR (acknowledged.#at < deadlineAt AND deadlineAt <= :at))',
      { '#at': 'at' },
    );
  }

  /** Keeps something in a map of the incident, by service or by name. */
  private async keepFor(
    id: string,
    map: 'restarts' | 'deployments' | 'notes',
    key: string,
    value: object,
    firstStays: boolean,
  ): Promise<void> {
    await this.change(
      id,
      firstStays ? 'SET #map.#key = if_not_exists(#map.#key, :value)' : 'SET #map.#key = :value',
      { ':value': value },
      undefined,
      { '#map': map, '#key': key },
    );
  }
}

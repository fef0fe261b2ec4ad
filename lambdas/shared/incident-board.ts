import { type AttributeValue, GetItemCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { decideOpening, type OpenEntry } from './board';
import type { Incident, Opened, OpenRequest } from './incident';
import { clean, expiry, IncidentItems, pk, read } from './incident-items';

/** How often opening is tried when incidents open and close at the same instant. */
const TRIES = 6;

/** Opens, joins, takes over and closes incidents: whoever does one of these has seen all that are open. */
export class IncidentBoard extends IncidentItems {
  /**
   * Opens an incident, joins an open one that covers it, or takes over those it explains (shared/board.ts). One alarm
   * transition opens at most one incident: a repeat of one that has ended joins the ended one and does nothing.
   */
  async openOrJoin(request: OpenRequest): Promise<Opened> {
    let inTheWay = '';
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const board = await this.board();
      const opening = decideOpening(board.open, { ...request, ...askedFor(request) });
      if ('opened' in opening) return { opened: true, incident: await this.get(opening.opened) };
      if ('join' in opening) {
        if (await this.join(opening.join, request)) return { opened: false, joined: opening.join, because: 'open' };
        inTheWay = ` Its place is taken by incident "${opening.join}", which is not open.`;
        continue; // it closed in between
      }
      const before = await this.findIncident(request.id);
      if (before && before.status !== 'open') return { opened: false, joined: before.id, because: 'repeat' };
      if (await this.create(request, board, opening.takeOver)) {
        return { opened: true, incident: await this.get(request.id) };
      }
    }
    throw new Error(`Incident ${request.id} could neither be opened nor joined in ${TRIES} tries.${inTheWay}`);
  }

  /**
   * Closes an incident as fixed, if nothing joined it since it was judged.
   * @returns false when something did: judge again.
   */
  async closeFixed(incident: Incident, at: string): Promise<boolean> {
    return this.close(incident, 'fixed', at, 'joined = :joined', { ':joined': incident.joined });
  }

  /** Ends the work on an incident because a person wants the system as it is. The next alarm opens a new one. */
  async standDown(incident: Incident, at: string): Promise<boolean> {
    return this.close(incident, 'stood-down', at);
  }

  /** @returns false when it has ended otherwise in the meantime, or somebody else has closed it. */
  async closeByPerson(incident: Incident, closedBy: { by: string; reason: string }, at: string): Promise<boolean> {
    await this.close(incident, 'closed', at, undefined, {}, closedBy);
    const { by, reason } = (await this.get(incident.id)).closedBy ?? {};
    return by === closedBy.by && reason === closedBy.reason;
  }

  /** Ids of the incidents that are open. */
  async open(): Promise<string[]> {
    return (await this.board()).open.map(({ incidentId }) => incidentId);
  }

  /** Ids of the incidents opened since then, the latest first. */
  async openedSince(since: string, now: string): Promise<string[]> {
    const ids: string[] = [];
    for (const month of monthsBetween(since, now)) {
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page: QueryCommandOutput = await this.client.send(
          new QueryCommand({
            TableName: this.table,
            KeyConditionExpression: 'pk = :month AND sk >= :since',
            ExpressionAttributeValues: marshall({ ':month': `OPENED#${month}`, ':since': since }),
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        for (const item of page.Items ?? []) ids.push(String(unmarshall(item).sk).split('#').slice(1).join('#'));
        from = page.LastEvaluatedKey;
      } while (from);
    }
    return ids.reverse();
  }

  private async board(): Promise<Board> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(BOARD), ConsistentRead: true }),
    );
    return Item ? read<Board>(Item) : { open: [], version: 0 };
  }

  /** The board as it will be; fails the transaction when somebody else has changed it. */
  private boardBecomes({ version }: Board, open: readonly OpenEntry[]) {
    return {
      Put: {
        TableName: this.table,
        Item: clean({ ...BOARD, open, version: version + 1 }),
        ConditionExpression: 'attribute_not_exists(pk) OR version = :version',
        ExpressionAttributeValues: marshall({ ':version': version }),
      },
    };
  }

  private async create(request: OpenRequest, board: Board, takeOver: readonly OpenEntry[]): Promise<boolean> {
    const { alarm, worksOnWhenJoined: _, ...asked } = request;
    const taken = await Promise.all(takeOver.map(({ incidentId }) => this.get(incidentId)));
    const head = {
      pk: pk(asked.id),
      sk: 'HEAD',
      ...asked,
      status: 'open',
      alarms: Object.assign({}, ...taken.map(({ alarms }) => alarms), alarm ? { [alarm]: asked.alarmAt } : {}),
      joined: 0,
      // What was done to a service before is not done again.
      restarts: Object.assign({}, ...taken.map(({ restarts }) => restarts)),
      deployments: Object.assign({}, ...taken.map(({ deployments }) => deployments)),
      notes: {},
      ...(taken.length > 0 ? { tookOver: taken.flatMap(({ id, tookOver = [] }) => [id, ...tookOver]) } : {}),
      expires: expiry(asked.openedAt),
    };
    const { id, runbook, target, severity, dependsOn, execution } = asked;
    const entry: OpenEntry = {
      incidentId: id,
      runbook,
      target,
      severity,
      dependsOn,
      execution,
      ...askedFor(request),
    };
    const others = board.open.filter(({ incidentId }) => !taken.some((one) => one.id === incidentId));
    return this.transact([
      this.boardBecomes(board, [...others, entry]),
      { Put: { TableName: this.table, Item: clean(head), ConditionExpression: 'attribute_not_exists(pk)' } },
      { Put: { TableName: this.table, Item: clean({ ...opened(asked.openedAt, id), expires: head.expires }) } },
      ...taken.map((one) => ({
        Update: {
          TableName: this.table,
          Key: marshall({ pk: pk(one.id), sk: 'HEAD' }),
          UpdateExpression: 'SET #status = :taken, takenOverBy = :by, closedAt = :at',
          // An alarm that joined in between must come along.
          ConditionExpression: '#status = :open AND joined = :joined',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall({
            ':taken': 'taken-over',
            ':by': id,
            ':at': asked.openedAt,
            ':open': 'open',
            ':joined': one.joined,
          }),
        },
      })),
    ]);
  }

  private async join(id: string, { alarm, alarmAt, worksOnWhenJoined, execution }: OpenRequest): Promise<boolean> {
    const condition = '#status = :open';
    if (worksOnWhenJoined) {
      const values = { ':one': 1, ':open': 'open', ':execution': execution };
      return this.change(id, 'SET #execution = :execution ADD joined :one', values, condition, {
        '#execution': 'execution',
      });
    }
    if (!alarm) return this.change(id, 'ADD joined :one', { ':one': 1, ':open': 'open' }, condition);
    return this.change(
      id,
      'SET alarms.#alarm = :at ADD joined :one',
      { ':one': 1, ':open': 'open', ':at': alarmAt },
      condition,
      { '#alarm': alarm },
    );
  }

  private async close(
    incident: Incident,
    status: Incident['status'],
    at: string,
    condition?: string,
    values: Record<string, unknown> = {},
    closedBy?: Incident['closedBy'],
  ): Promise<boolean> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const board = await this.board();
      const done = await this.transact([
        {
          Update: {
            TableName: this.table,
            Key: marshall({ pk: pk(incident.id), sk: 'HEAD' }),
            UpdateExpression: `SET #status = :status, closedAt = :at${closedBy ? ', closedBy = :by' : ''}`,
            ConditionExpression: ['#status = :open', ...(condition ? [condition] : [])].join(' AND '),
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: marshall({
              ':status': status,
              ':at': at,
              ':open': 'open',
              ...values,
              ...(closedBy ? { ':by': closedBy } : {}),
            }),
          },
        },
        this.boardBecomes(
          board,
          board.open.filter(({ incidentId }) => incidentId !== incident.id),
        ),
      ]);
      if (done) return true;
      const present = await this.get(incident.id);
      // A second attempt after one that died finds its own work done.
      if (present.status !== 'open') return present.status === status;
      if (present.joined !== incident.joined && condition) return false;
    }
    throw new Error(
      `Incident ${incident.id} could not be closed in ${TRIES} tries: incidents keep opening and closing.`,
    );
  }
}

/** Which incidents are open, in one item: whoever opens or closes one has seen all of them. */
interface Board {
  readonly open: readonly OpenEntry[];
  readonly version: number;
}

/** Nobody's alarm has started it. */
const askedFor = ({ alarm, planned }: OpenRequest): Pick<OpenEntry, 'asked' | 'planned'> => ({
  ...(alarm ? {} : { asked: true }),
  ...(planned ? { planned } : {}),
});

/** By month, so that the incidents of some days can be found without reading all. */
const opened = (at: string, id: string) => ({ pk: `OPENED#${at.slice(0, 7)}`, sk: `${at}#${id}` });

function monthsBetween(since: string, now: string): string[] {
  const months: string[] = [];
  for (let month = since.slice(0, 7); month <= now.slice(0, 7); ) {
    months.push(month);
    const [year, number] = month.split('-').map(Number) as [number, number];
    month = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  }
  return months;
}

const BOARD = { pk: 'BOARD', sk: 'BOARD' };

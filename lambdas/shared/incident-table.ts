import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Verdict } from '../../runbooks/runbook';
import { decideOpening, type OpenEntry } from './board';
import { conditionally, type Pause } from './conditional-write';
import type { AwaitedDeployment, Incident, IntendedRestart, Line, Opened, OpenRequest, Paged } from './incident';

/** Days after which DynamoDB may tidy an incident away; the reports in S3 stay. Nothing relies on it. */
const KEEP_DAYS = 400;

/** How often opening is tried when incidents open and close at the same instant. */
const TRIES = 6;

/** Incidents, their timelines and their page tokens, in one table. Every change of state is one conditional write. */
export class IncidentTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly pause?: Pause,
  ) {}

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

  async get(id: string): Promise<Incident> {
    const incident = await this.findIncident(id);
    if (!incident) throw new Error(`There is no incident "${id}".`);
    return incident;
  }

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

  /** Ids of the incidents that are open. */
  async open(): Promise<string[]> {
    return (await this.board()).open.map(({ incidentId }) => incidentId);
  }

  async findIncident(id: string): Promise<Incident | undefined> {
    const key = marshall({ pk: pk(id), sk: 'HEAD' });
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: key, ConsistentRead: true }),
    );
    return Item && read<Incident>(Item);
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
    const { alarm, ...asked } = request;
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

  private async join(id: string, { alarm, alarmAt }: OpenRequest): Promise<boolean> {
    const condition = '#status = :open';
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

  /** Keeps something by service in a map of the incident. */
  private async keepFor(
    id: string,
    map: 'restarts' | 'deployments',
    service: string,
    value: object,
    firstStays: boolean,
  ): Promise<void> {
    await this.change(
      id,
      firstStays ? 'SET #map.#service = if_not_exists(#map.#service, :value)' : 'SET #map.#service = :value',
      { ':value': value },
      undefined,
      { '#map': map, '#service': service },
    );
  }

  private async transact(items: TransactItems): Promise<boolean> {
    return conditionally(() => this.client.send(new TransactWriteItemsCommand({ TransactItems: items })), this.pause);
  }

  private async change(
    id: string,
    update: string,
    values: Record<string, unknown>,
    condition = 'attribute_exists(pk)',
    names: Record<string, string> = {},
  ): Promise<boolean> {
    const used = { ...names, ...(condition.includes('#status') ? { '#status': 'status' } : {}) };
    const command = new UpdateItemCommand({
      TableName: this.table,
      Key: marshall({ pk: pk(id), sk: 'HEAD' }),
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeValues: marshall(values),
      ...(Object.keys(used).length > 0 ? { ExpressionAttributeNames: used } : {}),
    });
    return conditionally(() => this.client.send(command), this.pause);
  }
}

type TransactItems = NonNullable<ConstructorParameters<typeof TransactWriteItemsCommand>[0]['TransactItems']>;

/** What the table keeps for itself is no part of an incident or a line. */
function read<T>(item: Record<string, AttributeValue>): T {
  const { pk: _pk, sk: _sk, expires: _expires, ...kept } = unmarshall(item);
  return kept as T;
}

/** Which incidents are open, in one item: whoever opens or closes one has seen all of them. */
interface Board {
  readonly open: readonly OpenEntry[];
  readonly version: number;
}

/** Nobody's alarm has started it. */
const askedFor = ({ alarm }: OpenRequest): { readonly asked?: true } => (alarm ? {} : { asked: true });

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
const pk = (id: string): string => `INCIDENT#${id}`;
const clean = (item: Record<string, unknown>) => marshall(item, { removeUndefinedValues: true });
const expiry = (at: string): number => Math.floor(new Date(at).getTime() / 1000) + KEEP_DAYS * 86_400;

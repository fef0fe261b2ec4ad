import type { VirtualClock } from '../../engine/clock';
import type { ObjectSource } from '../description';
import type { Ports } from '../ports';
import type { MarketDay, Session } from '../session';
import { Book, type FirstServing, type Position } from './book';
import { at, Outlets } from './outlet';
import {
  type ExportedFile,
  type Figures,
  figuresOf,
  manifestJson,
  performanceJson,
  positionsCsv,
  positionsJson,
  tradesCsv,
} from './reports';

const MINUTE_MS = 60_000;
/** While the exchange is closed little can change. */
const QUIET_MS = 10 * MINUTE_MS;
const EXPORT_AFTER_MS = 10 * MINUTE_MS;
/** Trades may be modified until 16:15; after hours of its own, as long after the close as on an ordinary day. */
const FINAL_AT_MS = (16 * 60 + 15) * MINUTE_MS;
const FINAL_AFTER_MS = 35 * MINUTE_MS;

/** What is written once after the close. */
type Report = 'provisional' | 'export' | 'final';

/** Where the trading service writes what; undefined: nowhere. */
export interface DayPlaces {
  readonly performance: ObjectSource | undefined;
  readonly positions: ObjectSource | undefined;
  readonly manifest: ObjectSource | undefined;
  /** Of the exported files. */
  readonly bucket: string | undefined;
}

export interface TradingDayOptions {
  readonly ports: Pick<Ports, 'clock' | 's3' | 'serve'>;
  readonly seed: number;
  readonly session: Session;
  readonly places: DayPlaces;
  /** Whether anybody needs its figures beside the places. */
  readonly measured: boolean;
  /** Whether a trading process is there that writes. */
  readonly working: () => boolean;
  readonly firstServing: FirstServing;
}

/** What goes wrong with what it writes. */
interface Troubles {
  exports: boolean;
  lateMs: number;
  alters: boolean;
  positions: 'true' | 'malformed' | 'stale';
}

/** The trading service's own record of its day: positions as they are, and the reports after the close. */
export class TradingDay {
  private readonly clock: VirtualClock;
  private readonly book: Book;
  private readonly outlets: Outlets;
  private readonly written = new Set<Report>();
  private readonly troubles: Troubles = { exports: true, lateMs: 0, alters: false, positions: 'true' };
  private timer: number | undefined;

  constructor(private readonly options: TradingDayOptions) {
    this.clock = options.ports.clock;
    this.book = new Book(options.seed, options.firstServing);
    this.outlets = new Outlets(options.ports);
  }

  /** What was written until now is there, and it goes on. @throws when a bucket does not exist. */
  start(): void {
    const { places, measured, session } = this.options;
    const { performance, positions, manifest } = places;
    if (!measured && [performance, positions, manifest].every((place) => place === undefined)) return;
    for (const place of [performance, positions, manifest]) this.outlets.raise(place);
    this.retell(session.tradingDayBefore(this.clock.now()), this.clock.now());
    const today = session.dayAt(this.clock.now());
    if (today.sessions.length > 0) this.retell(today, this.clock.now());
    this.plan();
  }

  /** The exchange has announced other hours. */
  replan(): void {
    if (this.timer === undefined) return;
    this.clock.clearTimeout(this.timer);
    this.plan();
  }

  /** Of the last trading day, or of today so far. */
  get figures(): Figures {
    return figuresOf(this.book.trades, this.book.positions);
  }

  /** What is held at this instant. */
  get held(): readonly Position[] {
    this.book.advance(this.clock.now());
    return this.book.positions;
  }

  /** Closes what is held of one instrument in one product, now. */
  close(position: Pick<Position, 'symbol' | 'product'>): void {
    this.book.advance(this.clock.now());
    this.book.close(position, this.clock.now());
  }

  /** Nothing is written after the close, or it is again. */
  export(exports: boolean): void {
    this.troubles.exports = exports;
    this.replan();
  }

  /** So much later than it should be. */
  delayExport(ms: number): void {
    this.troubles.lateMs = ms;
    this.replan();
  }

  /** Somebody alters a file after the manifest was written, that of today too; or puts back what was exported. */
  alterExport(alters: boolean): void {
    this.troubles.alters = alters;
    const today = this.options.session.dayAt(this.clock.now());
    if (this.book.date === today.date && this.written.has('export')) this.writeFiles(this.filesOf(today));
  }

  /** How the positions are written from now on: `stale` is not at all. */
  showPositions(how: Troubles['positions']): void {
    this.troubles.positions = how;
  }

  /** A day, or what has passed of it, as if every instant had come. */
  private retell(day: MarketDay, now: number): void {
    this.begin(day);
    const until = Math.min(now, day.to - 1);
    const due = (['provisional', 'export', 'final'] as const).filter((report) => dueAt(day, report) <= until);
    for (const report of due) {
      this.book.advance(dueAt(day, report));
      this.write(day, report, dueAt(day, report));
    }
    const last = Math.floor(until / MINUTE_MS) * MINUTE_MS;
    this.book.advance(last);
    this.writePositions(day, last);
  }

  private begin(day: MarketDay): void {
    if (this.book.date === day.date) return;
    this.book.open(day);
    this.written.clear();
  }

  private plan(): void {
    const now = this.clock.now();
    this.timer = this.clock.setTimeout(() => {
      this.tick();
      this.plan();
    }, this.nextAt(now) - now);
  }

  private tick(): void {
    const now = this.clock.now();
    const day = this.options.session.dayAt(now);
    if (day.sessions.length === 0) return;
    this.begin(day);
    this.book.advance(now);
    if (!this.options.working()) return;
    for (const report of this.wanting(day)) if (this.dueAt(day, report) <= now) this.write(day, report, now);
    if (this.troubles.positions !== 'stale') this.writePositions(day, now);
  }

  /** When something is to be written next. */
  private nextAt(now: number): number {
    const { session } = this.options;
    const day = session.dayAt(now);
    if (day.sessions.length === 0) return session.dayAt(session.openAtOrAfter(now)).from;
    const open = day.sessions.some(({ opens, closes }) => opens <= now && now < closes);
    const due = this.book.date === day.date ? this.wanting(day).map((report) => this.dueAt(day, report)) : [];
    // Whoever could not write what was due does so as soon as somebody can.
    const every = open || due.some((one) => one <= now) ? MINUTE_MS : QUIET_MS;
    const next = (Math.floor(now / every) + 1) * every;
    const instants = [...day.sessions.flatMap(({ opens, closes }) => [opens, closes]), ...due];
    return Math.min(next, day.to, ...instants.filter((instant) => instant > now));
  }

  private wanting(day: MarketDay): Report[] {
    if (!this.troubles.exports || day.sessions.length === 0) return [];
    return (['provisional', 'export', 'final'] as const).filter((report) => !this.written.has(report));
  }

  private dueAt(day: MarketDay, report: Report): number {
    return dueAt(day, report) + (report === 'export' ? this.troubles.lateMs : 0);
  }

  private write(day: MarketDay, report: Report, asOf: number): void {
    const { places } = this.options;
    this.written.add(report);
    if (report === 'export') {
      const files = this.filesOf(day);
      this.writeFiles(files);
      this.outlets.write(places.manifest, day.date, manifestJson(asOf, day.date, files));
      return;
    }
    const text = performanceJson(asOf, day.date, this.figures, report === 'final');
    this.outlets.write(places.performance, day.date, text);
  }

  private writePositions({ date }: MarketDay, asOf: number): void {
    const positions = this.troubles.positions === 'malformed' ? null : this.book.positions;
    this.outlets.write(this.options.places.positions, date, positionsJson(asOf, positions));
  }

  /** Beside the manifest, where that is an object. */
  private filesOf({ date }: MarketDay): ExportedFile[] {
    const { manifest } = this.options.places;
    const key = manifest?.from === 's3' ? at(manifest.key, date) : `reports/daily/${date}/manifest.json`;
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    return [
      { key: `${folder}trades.csv`, body: tradesCsv(date, this.book.trades) },
      { key: `${folder}positions.csv`, body: positionsCsv(this.book.positions) },
    ];
  }

  private writeFiles(files: readonly ExportedFile[]): void {
    const { manifest, bucket } = this.options.places;
    if (manifest === undefined || bucket === undefined) return;
    files.forEach(({ key, body }, number) => {
      const altered = this.troubles.alters && number === 0;
      this.options.ports.s3.put(bucket, key, altered ? misread(body) : body);
    });
  }
}

/** One digit is another, which its length does not show. */
const misread = (body: string): string => body.replace(/\d(?=\n$)/, (digit) => String((Number(digit) + 1) % 10));

function dueAt(day: MarketDay, report: Report): number {
  const close = day.sessions.at(-1)?.closes ?? day.to;
  if (report === 'provisional') return close;
  if (report === 'export') return close + EXPORT_AFTER_MS;
  return day.special ? close + FINAL_AFTER_MS : Math.max(close, day.from + FINAL_AT_MS);
}

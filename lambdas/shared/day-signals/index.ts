export { type DayFigures, type Means, readSignal, readTrades } from './read';
export { answerUnread, type Reading, type Unreadable } from './reading';
export {
  type ExportedFile,
  ExportManifest,
  type Position,
  Positions,
  TradesAndProfit,
} from './schemas';
export { at, ObjectSource, placeOf, S3Source, TradesSource } from './source';
export { dateInIndia, dateInWords } from './time';

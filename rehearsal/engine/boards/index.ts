export { type Board, readBoard, type Widget } from './board';
export { type ShownLine, show } from './show';

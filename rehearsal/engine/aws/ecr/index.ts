export { Ecr, type Image } from './ecr';
export { pinned } from './image';

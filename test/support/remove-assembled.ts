import { remove } from './assemble-once';

export default remove;

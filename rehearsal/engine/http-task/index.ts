export { Connections } from './connections';
export { HttpTasks } from './http-tasks';

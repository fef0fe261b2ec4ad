export { Scheduler, type SchedulerOptions, type Tick } from './scheduler';

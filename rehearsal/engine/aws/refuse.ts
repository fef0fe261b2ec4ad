export { NotPlayed, refuseOthers } from '../refuse';

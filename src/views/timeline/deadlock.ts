export { deadlockOf } from '../../trace/deadlock';

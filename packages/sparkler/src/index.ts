export { loadNative } from './load';

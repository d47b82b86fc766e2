/** What the host can run. */

/** The WebAssembly modules, by the instructions they use and whether they use threads. */
export type ModuleName = 'simd' | 'relaxed' | 'simd-threads' | 'relaxed-threads';

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Does the host accept a module of those sections? */
const accepts = (...sections: number[]) =>
  WebAssembly.validate(new Uint8Array([...HEADER, ...sections]));

/** `(func (param v128) (result v128) (f32x4.abs (local.get 0)))` */
const hasSimd = () => accepts(1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b, 3, 2, 1, 0,
  10, 9, 1, 7, 0, 0x20, 0, 0xfd, 0xe0, 1, 0x0b);

/** The same with `f32x4.relaxed_madd` of the parameter three times. */
const hasRelaxedSimd = () => accepts(1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b, 3, 2, 1, 0,
  10, 13, 1, 11, 0, 0x20, 0, 0x20, 0, 0x20, 0, 0xfd, 0x85, 2, 0x0b);

/** `(memory 1 1 shared) (func (result i32) (i32.atomic.load (i32.const 0)))` */
const hasAtomics = () => accepts(1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 5, 4, 1, 3, 1, 1,
  10, 10, 1, 8, 0, 0x41, 0, 0xfe, 0x10, 2, 0, 0x0b);

/**
 * May memory be shared with workers? A page must be cross-origin isolated for it: it is, when it
 * was served with the headers `Cross-Origin-Opener-Policy: same-origin` and
 * `Cross-Origin-Embedder-Policy: require-corp`.
 */
const sharesMemory = () => typeof SharedArrayBuffer === 'function'
  && (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/** Can modules with threads run here? */
export const hasThreads = () => sharesMemory() && hasAtomics();

/**
 * The best module that the host can run, with threads if they are wanted and allowed.
 *
 * Throws an `Error` if it can run none.
 */
export function bestModule(threads: boolean): ModuleName {
  if (typeof WebAssembly !== 'object' || !hasSimd()) {
    throw new Error('Sparkler needs WebAssembly with SIMD, which this browser or Node lacks: '
      + 'it is there from Chrome 91, Firefox 89, Safari 16.4 and Node 16.4 on.');
  }
  const instructions = hasRelaxedSimd() ? 'relaxed' : 'simd';
  return threads && hasThreads() ? `${instructions}-threads` : instructions;
}

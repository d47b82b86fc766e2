/**
 * Types of the host's that ours mention. Where the consumer's program has them (`lib` with `dom` or
 * `webworker`, or Node's types), these declarations add nothing to them; where it has not, they
 * stand in, so that the package's types are complete by themselves.
 */
/// <reference lib="esnext.disposable" />
interface AbortSignal {}
interface File {}
interface HTMLCanvasElement {}
interface HTMLImageElement {}
interface HTMLVideoElement {}
interface ImageBitmap {}
interface ImageData {}
interface OffscreenCanvas {}
// The parameter's name and default are those of the others.
interface ReadableStream<R = any> {}
interface RequestInit {}
interface Response {}
interface URL {}
declare namespace WebAssembly {
  interface Memory {}
  interface Module {}
}

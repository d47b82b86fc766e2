/** `tf.engine()`: what libraries built on TensorFlow.js reach for. */
import { backend, getBackend, ready, setBackend } from './backend';
import * as e from './engine';
import { ENV } from './env';

const facade = {
  ENV,
  startScope: e.startScope,
  endScope: e.endScope,
  tidy: e.tidy,
  keep: e.keep,
  memory: e.memory,
  profile: e.profile,
  time: e.time,
  disposeVariables: e.disposeVariables,
  isTapeOn: () => e.state.gradientDepth > 0,
  ready,
  setBackend,
  get backend() {
    return backend();
  },
  get backendName() {
    return getBackend();
  },
  get state() {
    return e.state;
  },
  get registeredVariables() {
    return e.state.registeredVariables;
  },
  /** Ends all variables and forgets all tensors. */
  reset() {
    e.disposeVariables();
    ENV.reset();
    e.resetState();
  },
};
/** The keeper of scopes, variables and counts. */
export const engine = () => facade;

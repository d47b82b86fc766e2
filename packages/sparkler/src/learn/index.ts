/**
 * Traditional machine learning under scikit-learn's names: trees, forests, boosting, linear
 * models, support vectors, neighbours, clusters and what prepares data for them. A module of its
 * own, so that only who imports it fetches it.
 *
 * ```js
 * import { RandomForestClassifier } from '@sparkler/sparkler/learn';
 * const model = await new RandomForestClassifier({ n_estimators: 100, random_state: 0 }).fit(X, y);
 * model.predict(X);
 * ```
 */
export { Estimator, estimators, type FitOptions, load, Model, type Part } from './estimator';
export { type Features, type Flat, Matrix, type Target, type TensorLike, type TypedArray } from './data';
export { type LearnOptions, ready } from './module';
export * from '../generated/learn';

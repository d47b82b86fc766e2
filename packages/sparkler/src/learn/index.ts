/**
 * Traditional machine learning under scikit-learn's names: trees, forests, boosting, linear
 * models, support vectors, neighbours, clusters and what prepares data for them; tables,
 * recommendations and market baskets. A module of its own, so that only who imports it fetches it.
 *
 * ```js
 * import { RandomForestClassifier } from '@sparkler/sparkler/learn';
 * const model = await new RandomForestClassifier({ n_estimators: 100, random_state: 0 }).fit(X, y);
 * model.predict(X);
 * ```
 */
export { Estimator, estimators, type FitOptions, load, Model, type Part } from './estimator';
export {
  type Features, type Flat, Matrix, type Sparse, type Target, type TensorLike, type TypedArray,
} from './data';
export { getThreadsCount, type LearnOptions, ready, setThreadsCount } from './module';
export { Parameters } from './parameters';
export type { Progress, Watching } from './watch';
export {
  type Interactions, loadRecommender, type Name, Recommender, RecommenderModel, type ScoredItem,
  type ScoredUser,
} from './recommend';
export {
  apriori, association_rules, fpgrowth, type Itemset, type ItemsetOptions, Itemsets, type Rule,
  type RuleMetric,
} from './baskets';
export {
  learners, loadTable, type TableFormat, TableModel, type TablePredictions, type TableSource, train,
  type TrainOptions,
} from './tables';
export * from '../generated/learn';

// Generated from the lists of estimators and recommenders by `cargo xtask web`. Do not edit.
import { Estimator, type Part } from '../learn/estimator';
import { Recommender } from '../learn/recommend';

/** Parameters of `DummyClassifier`. */
export interface DummyClassifierParams {
  /**
   * What to predict.
   * Default: `"prior"`.
   */
  strategy?: 'prior' | 'most_frequent' | 'stratified' | 'uniform';
  /**
   * The seed of random predictions.
   * Default: `0`.
   */
  random_state?: number;
}

/** Predicts classes without looking at the features, as scikit-learn's class of that name. */
export class DummyClassifier extends Estimator<DummyClassifierParams> {
  readonly estimator = 'DummyClassifier';
}

/** Parameters of `DummyRegressor`. */
export interface DummyRegressorParams {
  /**
   * What to predict.
   * Default: `"mean"`.
   */
  strategy?: 'mean' | 'median';
}

/** Predicts one number for every row, as scikit-learn's class of that name. */
export class DummyRegressor extends Estimator<DummyRegressorParams> {
  readonly estimator = 'DummyRegressor';
}

/** Parameters of `LinearRegression`. */
export interface LinearRegressionParams {
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Singular values below this share of the largest count as zero.
   * Default: `0.000001`.
   */
  tol?: number;
}

/**
 * Linear regression by least squares, as scikit-learn's class of that name. Where columns depend
 * on each other, it finds the shortest of the best coefficients.
 */
export class LinearRegression extends Estimator<LinearRegressionParams> {
  readonly estimator = 'LinearRegression';
}

/** Parameters of `Ridge`. */
export interface RidgeParams {
  /**
   * How much the penalty counts, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
}

/**
 * Linear regression with the squares of the coefficients as a penalty, as scikit-learn's class of
 * that name. Minimises `|y - X w|^2 + alpha |w|^2`.
 */
export class Ridge extends Estimator<RidgeParams> {
  readonly estimator = 'Ridge';
}

/** Parameters of `RidgeClassifier`. */
export interface RidgeClassifierParams {
  /**
   * How much the penalty counts, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * How much the rows of each class count.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
}

/**
 * `Ridge` on targets of -1 and 1, one for each class (one for two), as scikit-learn's class of
 * that name.
 */
export class RidgeClassifier extends Estimator<RidgeClassifierParams> {
  readonly estimator = 'RidgeClassifier';
}

/** Parameters of `Lasso`. */
export interface LassoParams {
  /**
   * How much the penalty counts, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most rounds over all columns.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the duality gap is below this share of the target's sum of squares.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * Whether coefficients must not be negative.
   * Default: `false`.
   */
  positive?: boolean;
}

/**
 * `ElasticNet` with absolute values alone, as scikit-learn's class of that name: leaves out
 * columns that help little.
 */
export class Lasso extends Estimator<LassoParams> {
  readonly estimator = 'Lasso';
}

/** Parameters of `ElasticNet`. */
export interface ElasticNetParams {
  /**
   * How much the penalty counts, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * The share of absolute values in the penalty, from 0 to 1.
   * Default: `0.5`.
   */
  l1_ratio?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most rounds over all columns.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the duality gap is below this share of the target's sum of squares.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * Whether coefficients must not be negative.
   * Default: `false`.
   */
  positive?: boolean;
}

/**
 * Linear regression with absolute values and squares of the coefficients as a penalty, as
 * scikit-learn's class of that name. Minimises
 * `|y - X w|^2 / (2 rows) + alpha (l1_ratio |w|_1 + (1 - l1_ratio) |w|^2 / 2)`.
 */
export class ElasticNet extends Estimator<ElasticNetParams> {
  readonly estimator = 'ElasticNet';
}

/** Parameters of `LogisticRegression`. */
export interface LogisticRegressionParams {
  /**
   * What keeps coefficients small.
   * Default: `"auto"`.
   */
  penalty?: 'auto' | 'l2' | 'l1' | 'elasticnet' | 'none';
  /**
   * How much the losses count against the penalty, above 0.
   * Default: `1`.
   */
  C?: number;
  /**
   * The share of absolute values in the penalty, from 0 to 1.
   * Default: `0`.
   */
  l1_ratio?: number;
  /**
   * Stops at this largest element of the gradient of the mean loss and penalty.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * How much the rows of each class count.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * How the minimum is found.
   * Default: `"lbfgs"`.
   */
  solver?: string | number;
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
}

/**
 * Logistic regression, as scikit-learn's class of that name. Minimises `C` times the sum of the
 * logistic losses plus the penalty; the intercept is not penalised. For more than two classes the
 * loss is that of softmax over all classes. Where absolute values are in the penalty, proximal
 * Newton steps by coordinate descent are used whatever the solver (Friedman, Hastie and Tibshirani
 * 2010; Yuan, Ho and Lin 2012).
 */
export class LogisticRegression extends Estimator<LogisticRegressionParams> {
  readonly estimator = 'LogisticRegression';
}

/** Parameters of `RidgeCV`. */
export interface RidgeCVParams {
  /**
   * The penalties: above 0, or 0 or more with `cv`.
   * Default: `[0.1,1,10]`.
   */
  alphas?: Array<number>;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * The score; without it the negated mean squared error where rows are left out one by one
   * (each times its weight), R² with `cv`.
   * Default: `null`.
   */
  scoring?: 'accuracy' | 'balanced_accuracy' | 'roc_auc' | 'neg_log_loss' | 'r2' | 'neg_root_mean_squared_error' | 'neg_mean_squared_error' | 'neg_mean_absolute_error' | null;
  /**
   * How the rows are split; without it each is left out once.
   * Default: `null`.
   */
  cv?: number | unknown | null;
}

/**
 * `Ridge` with the best of several penalties, as scikit-learn's class of that name: without `cv`
 * each row is left out once, which takes one decomposition and not a fit for each row (Golub, Heath
 * and Wahba 1979).
 */
export class RidgeCV extends Estimator<RidgeCVParams> {
  readonly estimator = 'RidgeCV';
}

/** Parameters of `LassoCV`. */
export interface LassoCVParams {
  /**
   * The smallest penalty of the path as a share of the largest.
   * Default: `0.001`.
   */
  eps?: number;
  /**
   * The penalties.
   * Default: `100`.
   */
  alphas?: number | Array<number>;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most rounds over all columns for each penalty.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the duality gap is below this share of the target's sum of squares.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * How the rows are split; not stratified.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * Whether coefficients must not be negative.
   * Default: `false`.
   */
  positive?: boolean;
}

/**
 * `Lasso` with the best of several penalties by cross-validation, as
 * scikit-learn's class of that name. Each fold goes down the path of penalties, each from where the
 * one before has ended.
 */
export class LassoCV extends Estimator<LassoCVParams> {
  readonly estimator = 'LassoCV';
}

/** Parameters of `ElasticNetCV`. */
export interface ElasticNetCVParams {
  /**
   * The share of absolute values in the penalty, from 0 to 1 (above 0 where the path of
   * penalties is not given).
   * Default: `0.5`.
   */
  l1_ratio?: number | Array<number>;
  /**
   * The smallest penalty of the path as a share of the largest.
   * Default: `0.001`.
   */
  eps?: number;
  /**
   * The penalties.
   * Default: `100`.
   */
  alphas?: number | Array<number>;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most rounds over all columns for each penalty.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the duality gap is below this share of the target's sum of squares.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * How the rows are split; not stratified.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * Whether coefficients must not be negative.
   * Default: `false`.
   */
  positive?: boolean;
}

/**
 * `ElasticNet` with the best of several penalties (and shares of absolute values in them) by
 * cross-validation, as scikit-learn's class of that name. See `LassoCV`.
 */
export class ElasticNetCV extends Estimator<ElasticNetCVParams> {
  readonly estimator = 'ElasticNetCV';
}

/** Parameters of `LogisticRegressionCV`. */
export interface LogisticRegressionCVParams {
  /**
   * How much the losses count against the penalty: so many from 1e-4 to 1e4 in equal ratios, or
   * these.
   * Default: `10`.
   */
  Cs?: number | Array<number>;
  /**
   * The shares of absolute values in the penalty, from 0 to 1: the best of these.
   * Default: `[0]`.
   */
  l1_ratios?: Array<number>;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * How the rows are split; stratified where it is a number.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * The score, accuracy without it. Rows' weights count.
   * Default: `null`.
   */
  scoring?: 'accuracy' | 'balanced_accuracy' | 'roc_auc' | 'neg_log_loss' | 'r2' | 'neg_root_mean_squared_error' | 'neg_mean_squared_error' | 'neg_mean_absolute_error' | null;
  /**
   * How the minimum is found.
   * Default: `"lbfgs"`.
   */
  solver?: string | number;
  /**
   * Stops at this largest element of the gradient of the mean loss and penalty.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * How much the rows of each class count; `balanced` is worked out on all rows.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
}

/**
 * `LogisticRegression` with the best of several `C` by cross-validation, as scikit-learn's class
 * of that name; the best of all is fitted to all rows.
 */
export class LogisticRegressionCV extends Estimator<LogisticRegressionCVParams> {
  readonly estimator = 'LogisticRegressionCV';
}

/** Parameters of `SGDClassifier`. */
export interface SGDClassifierParams {
  /**
   * What is made small.
   * Default: `"hinge"`.
   */
  loss?: 'hinge' | 'squared_hinge' | 'log_loss' | 'modified_huber' | 'perceptron' | 'squared_error' | 'huber' | 'epsilon_insensitive' | 'squared_epsilon_insensitive';
  /**
   * What keeps coefficients small.
   * Default: `"l2"`.
   */
  penalty?: 'l2' | 'l1' | 'elasticnet' | 'none';
  /**
   * How much the penalty counts.
   * Default: `0.0001`.
   */
  alpha?: number;
  /**
   * The share of absolute values in the penalty `elasticnet`, from 0 to 1.
   * Default: `0.15`.
   */
  l1_ratio?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most rounds over all rows.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the mean loss of a round falls by less than this,
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * this many rounds one after the other.
   * Default: `5`.
   */
  n_iter_no_change?: number;
  /**
   * Whether each round has its own order.
   * Default: `true`.
   */
  shuffle?: boolean;
  /**
   * From where on some losses count, or are straight.
   * Default: `0.1`.
   */
  epsilon?: number;
  /**
   * The seed of the orders.
   * Default: `0`.
   */
  random_state?: number;
  /**
   * How long the steps are.
   * Default: `"optimal"`.
   */
  learning_rate?: 'constant' | 'optimal' | 'invscaling' | 'adaptive';
  /**
   * The first step's length, except for `optimal`.
   * Default: `0.01`.
   */
  eta0?: number;
  /**
   * The power in `invscaling`.
   * Default: `0.5`.
   */
  power_t?: number;
  /**
   * Whether the mean over all steps is kept instead of the last coefficients.
   * Default: `false`.
   */
  average?: boolean;
  /**
   * How much the rows of each class count.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
}

/** A linear classifier by stochastic gradient descent, as scikit-learn's class of that name; one against the rest where there are more than two classes. */
export class SGDClassifier extends Estimator<SGDClassifierParams> {
  readonly estimator = 'SGDClassifier';
}

/** Parameters of `SGDRegressor`. */
export interface SGDRegressorParams {
  /**
   * What is made small.
   * Default: `"squared_error"`.
   */
  loss?: 'hinge' | 'squared_hinge' | 'log_loss' | 'modified_huber' | 'perceptron' | 'squared_error' | 'huber' | 'epsilon_insensitive' | 'squared_epsilon_insensitive';
  /**
   * What keeps coefficients small.
   * Default: `"l2"`.
   */
  penalty?: 'l2' | 'l1' | 'elasticnet' | 'none';
  /**
   * How much the penalty counts.
   * Default: `0.0001`.
   */
  alpha?: number;
  /**
   * The share of absolute values in the penalty `elasticnet`, from 0 to 1.
   * Default: `0.15`.
   */
  l1_ratio?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most rounds over all rows.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the mean loss of a round falls by less than this,
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * this many rounds one after the other.
   * Default: `5`.
   */
  n_iter_no_change?: number;
  /**
   * Whether each round has its own order.
   * Default: `true`.
   */
  shuffle?: boolean;
  /**
   * From where on some losses count, or are straight.
   * Default: `0.1`.
   */
  epsilon?: number;
  /**
   * The seed of the orders.
   * Default: `0`.
   */
  random_state?: number;
  /**
   * How long the steps are.
   * Default: `"invscaling"`.
   */
  learning_rate?: 'constant' | 'optimal' | 'invscaling' | 'adaptive';
  /**
   * The first step's length, except for `optimal`.
   * Default: `0.01`.
   */
  eta0?: number;
  /**
   * The power in `invscaling`.
   * Default: `0.25`.
   */
  power_t?: number;
  /**
   * Whether the mean over all steps is kept instead of the last coefficients.
   * Default: `false`.
   */
  average?: boolean;
}

/** Linear regression by stochastic gradient descent, as scikit-learn's class of that name. The columns should be of about the same size. */
export class SGDRegressor extends Estimator<SGDRegressorParams> {
  readonly estimator = 'SGDRegressor';
}

/** Parameters of `HuberRegressor`. */
export interface HuberRegressorParams {
  /**
   * Errors above this many times the scale count as large; at least 1.
   * Default: `1.35`.
   */
  epsilon?: number;
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * How much the squares of the coefficients count, 0 or more.
   * Default: `0.0001`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Stops at this largest element of the gradient.
   * Default: `0.00001`.
   */
  tol?: number;
}

/**
 * Linear regression that counts large errors by their size instead of their square, as
 * scikit-learn's class of that name; what is large is learnt too (Huber and Ronchetti, "Robust
 * Statistics", 7.8).
 */
export class HuberRegressor extends Estimator<HuberRegressorParams> {
  readonly estimator = 'HuberRegressor';
}

/** Parameters of `QuantileRegressor`. */
export interface QuantileRegressorParams {
  /**
   * Which quantile, between 0 and 1.
   * Default: `0.5`.
   */
  quantile?: number;
  /**
   * How much the absolute values of the coefficients count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
}

/**
 * Linear regression of a quantile, as scikit-learn's class of that name: minimises the mean
 * pinball loss plus `alpha` times the sum of the coefficients' absolute values. The linear program
 * is solved by an interior-point method (Portnoy and Koenker 1997) to a duality gap of 1e-10 of
 * its value. Where several solutions are as good it gives one in their middle.
 */
export class QuantileRegressor extends Estimator<QuantileRegressorParams> {
  readonly estimator = 'QuantileRegressor';
}

/** Parameters of `PoissonRegressor`. */
export interface PoissonRegressorParams {
  /**
   * How much the squares of the coefficients count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * Stops at this largest element of the gradient.
   * Default: `0.0001`.
   */
  tol?: number;
}

/** Regression of counts (Poisson), as scikit-learn's class of that name. */
export class PoissonRegressor extends Estimator<PoissonRegressorParams> {
  readonly estimator = 'PoissonRegressor';
}

/** Parameters of `GammaRegressor`. */
export interface GammaRegressorParams {
  /**
   * How much the squares of the coefficients count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * Stops at this largest element of the gradient.
   * Default: `0.0001`.
   */
  tol?: number;
}

/** Regression of positive numbers whose spread grows with their mean (Gamma), as scikit-learn's class of that name. */
export class GammaRegressor extends Estimator<GammaRegressorParams> {
  readonly estimator = 'GammaRegressor';
}

/** Parameters of `TweedieRegressor`. */
export interface TweedieRegressorParams {
  /**
   * The power: 0 or less, or 1 or more.
   * Default: `0`.
   */
  power?: number;
  /**
   * How much the squares of the coefficients count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * From score to mean.
   * Default: `"auto"`.
   */
  link?: 'auto' | 'identity' | 'log';
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * Stops at this largest element of the gradient.
   * Default: `0.0001`.
   */
  tol?: number;
}

/**
 * Regression with a variance that grows with the mean to a power, as scikit-learn's class of that
 * name: 0 for normal numbers, 1 for counts, 2 for Gamma, 3 for inverse Gaussian, between 1 and 2
 * for sums of a random number of Gamma numbers, such as claims.
 */
export class TweedieRegressor extends Estimator<TweedieRegressorParams> {
  readonly estimator = 'TweedieRegressor';
}

/** Parameters of `GeneralizedLinearModel`. */
export interface GeneralizedLinearModelParams {
  /**
   * The distribution around the mean.
   * Default: `"gaussian"`.
   */
  family?: 'gaussian' | 'binomial' | 'poisson' | 'gamma';
  /**
   * From mean to score; the family's own if not given.
   * Default: `null`.
   */
  link?: 'identity' | 'log' | 'logit' | 'inverse' | null;
  /**
   * Whether there is an intercept.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * A column that is added to the score as it is, without a coefficient: the logarithm of an
   * exposure, for instance. From 0.
   * Default: `null`.
   */
  offset_column?: number | null;
  /**
   * Most steps.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * Stops when the deviance changes by less than this share.
   * Default: `1e-12`.
   */
  tol?: number;
  /**
   * The confidence of the coefficients' intervals, between 0 and 1.
   * Default: `0.95`.
   */
  confidence?: number;
}

/**
 * A generalised linear model for those who ask how sure its coefficients are: maximum likelihood
 * without a penalty, with standard errors, tests, deviance and AIC, as R's `glm` and statsmodels'
 * `GLM` report them.
 *
 * Weights of rows are variance weights: a row of weight 2 is the mean of two observations.
 */
export class GeneralizedLinearModel extends Estimator<GeneralizedLinearModelParams> {
  readonly estimator = 'GeneralizedLinearModel';
}

/** Parameters of `HistGradientBoostingClassifier`. */
export interface HistGradientBoostingClassifierParams {
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * What each tree's values are multiplied by, above 0.
   * Default: `0.1`.
   */
  learning_rate?: number;
  /**
   * The number of rounds, each of one tree (of one for each class of more than two).
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * The most leaves of a tree, at least 2; `None` for no limit.
   * Default: `31`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The greatest depth of a tree, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows in a leaf.
   * Default: `20`.
   */
  min_samples_leaf?: number;
  /**
   * The least sum of hessians in a leaf.
   * Default: `0.001`.
   */
  min_child_weight?: number;
  /**
   * A split must improve the loss by more than this.
   * Default: `0`.
   */
  min_split_gain?: number;
  /**
   * The weight of the absolute leaf values in the loss.
   * Default: `0`.
   */
  l1_regularization?: number;
  /**
   * The weight of the squared leaf values in the loss.
   * Default: `0`.
   */
  l2_regularization?: number;
  /**
   * The share of columns, chosen at random, that each split looks at.
   * Default: `1`.
   */
  max_features?: number;
  /**
   * The share of rows, chosen at random, that each round learns from.
   * Default: `1`.
   */
  subsample?: number;
  /**
   * The most codes of a column, 2 to 255; missing values have one more.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * Best leaf first, or level by level.
   * Default: `"lossguide"`.
   */
  grow_policy?: 'lossguide' | 'depthwise';
  /**
   * The columns that hold categories: whole numbers from 0 to 254.
   * Default: `[]`.
   */
  categorical_features?: Array<number>;
  /**
   * For each column 1 if predictions must not fall with it, -1 if they must not rise,
   * 0 if they are free. Empty if all are.
   * Default: `[]`.
   */
  monotonic_cst?: Array<number>;
  /**
   * Sets of columns that may stand in one branch together; columns in no set form one
   * of their own. Empty if all may.
   * Default: `[]`.
   */
  interaction_cst?: Array<Array<number>>;
  /**
   * Stop when the loss of held-out rows no longer falls; `None` decides for it with more
   * than 10,000 rows.
   * Default: `null`.
   */
  early_stopping?: boolean | null;
  /**
   * The share of rows that are held out for early stopping.
   * Default: `0.1`.
   */
  validation_fraction?: number;
  /**
   * Rounds without improvement before it stops.
   * Default: `10`.
   */
  n_iter_no_change?: number;
  /**
   * What counts as improvement.
   * Default: `1e-7`.
   */
  tol?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Gradient boosting for classes, with scikit-learn's names and meaning; missing values and
 * categories need no preparation.
 */
export class HistGradientBoostingClassifier extends Estimator<HistGradientBoostingClassifierParams> {
  readonly estimator = 'HistGradientBoostingClassifier';
}

/** Parameters of `HistGradientBoostingRegressor`. */
export interface HistGradientBoostingRegressorParams {
  /**
   * What is minimised.
   * Default: `"squared_error"`.
   */
  loss?: 'squared_error' | 'absolute_error' | 'gamma' | 'poisson' | 'quantile';
  /**
   * The quantile that the loss `quantile` predicts, between 0 and 1.
   * Default: `null`.
   */
  quantile?: number | null;
  /**
   * What each tree's values are multiplied by, above 0.
   * Default: `0.1`.
   */
  learning_rate?: number;
  /**
   * The number of rounds, each of one tree (of one for each class of more than two).
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * The most leaves of a tree, at least 2; `None` for no limit.
   * Default: `31`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The greatest depth of a tree, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows in a leaf.
   * Default: `20`.
   */
  min_samples_leaf?: number;
  /**
   * The least sum of hessians in a leaf.
   * Default: `0.001`.
   */
  min_child_weight?: number;
  /**
   * A split must improve the loss by more than this.
   * Default: `0`.
   */
  min_split_gain?: number;
  /**
   * The weight of the absolute leaf values in the loss.
   * Default: `0`.
   */
  l1_regularization?: number;
  /**
   * The weight of the squared leaf values in the loss.
   * Default: `0`.
   */
  l2_regularization?: number;
  /**
   * The share of columns, chosen at random, that each split looks at.
   * Default: `1`.
   */
  max_features?: number;
  /**
   * The share of rows, chosen at random, that each round learns from.
   * Default: `1`.
   */
  subsample?: number;
  /**
   * The most codes of a column, 2 to 255; missing values have one more.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * Best leaf first, or level by level.
   * Default: `"lossguide"`.
   */
  grow_policy?: 'lossguide' | 'depthwise';
  /**
   * The columns that hold categories: whole numbers from 0 to 254.
   * Default: `[]`.
   */
  categorical_features?: Array<number>;
  /**
   * For each column 1 if predictions must not fall with it, -1 if they must not rise,
   * 0 if they are free. Empty if all are.
   * Default: `[]`.
   */
  monotonic_cst?: Array<number>;
  /**
   * Sets of columns that may stand in one branch together; columns in no set form one
   * of their own. Empty if all may.
   * Default: `[]`.
   */
  interaction_cst?: Array<Array<number>>;
  /**
   * Stop when the loss of held-out rows no longer falls; `None` decides for it with more
   * than 10,000 rows.
   * Default: `null`.
   */
  early_stopping?: boolean | null;
  /**
   * The share of rows that are held out for early stopping.
   * Default: `0.1`.
   */
  validation_fraction?: number;
  /**
   * Rounds without improvement before it stops.
   * Default: `10`.
   */
  n_iter_no_change?: number;
  /**
   * What counts as improvement.
   * Default: `1e-7`.
   */
  tol?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Gradient boosting for numbers, with scikit-learn's names and meaning; missing values and
 * categories need no preparation.
 */
export class HistGradientBoostingRegressor extends Estimator<HistGradientBoostingRegressorParams> {
  readonly estimator = 'HistGradientBoostingRegressor';
}

/** Parameters of `HistGradientBoostingRanker`. */
export interface HistGradientBoostingRankerParams {
  /**
   * How many places of the order count.
   * Default: `30`.
   */
  truncation_level?: number;
  /**
   * What each tree's values are multiplied by, above 0.
   * Default: `0.1`.
   */
  learning_rate?: number;
  /**
   * The number of rounds, each of one tree (of one for each class of more than two).
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * The most leaves of a tree, at least 2; `None` for no limit.
   * Default: `31`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The greatest depth of a tree, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows in a leaf.
   * Default: `20`.
   */
  min_samples_leaf?: number;
  /**
   * The least sum of hessians in a leaf.
   * Default: `0.001`.
   */
  min_child_weight?: number;
  /**
   * A split must improve the loss by more than this.
   * Default: `0`.
   */
  min_split_gain?: number;
  /**
   * The weight of the absolute leaf values in the loss.
   * Default: `0`.
   */
  l1_regularization?: number;
  /**
   * The weight of the squared leaf values in the loss.
   * Default: `0`.
   */
  l2_regularization?: number;
  /**
   * The share of columns, chosen at random, that each split looks at.
   * Default: `1`.
   */
  max_features?: number;
  /**
   * The share of rows, chosen at random, that each round learns from.
   * Default: `1`.
   */
  subsample?: number;
  /**
   * The most codes of a column, 2 to 255; missing values have one more.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * Best leaf first, or level by level.
   * Default: `"lossguide"`.
   */
  grow_policy?: 'lossguide' | 'depthwise';
  /**
   * The columns that hold categories: whole numbers from 0 to 254.
   * Default: `[]`.
   */
  categorical_features?: Array<number>;
  /**
   * For each column 1 if predictions must not fall with it, -1 if they must not rise,
   * 0 if they are free. Empty if all are.
   * Default: `[]`.
   */
  monotonic_cst?: Array<number>;
  /**
   * Sets of columns that may stand in one branch together; columns in no set form one
   * of their own. Empty if all may.
   * Default: `[]`.
   */
  interaction_cst?: Array<Array<number>>;
  /**
   * Stop when the loss of held-out rows no longer falls; `None` decides for it with more
   * than 10,000 rows.
   * Default: `null`.
   */
  early_stopping?: boolean | null;
  /**
   * The share of rows that are held out for early stopping.
   * Default: `0.1`.
   */
  validation_fraction?: number;
  /**
   * Rounds without improvement before it stops.
   * Default: `10`.
   */
  n_iter_no_change?: number;
  /**
   * What counts as improvement.
   * Default: `1e-7`.
   */
  tol?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Gradient boosting for orders within groups (LambdaMART, Burges 2010), as LightGBM's ranker:
 * the target is a relevance from 0 to 31, groups are consecutive rows.
 */
export class HistGradientBoostingRanker extends Estimator<HistGradientBoostingRankerParams> {
  readonly estimator = 'HistGradientBoostingRanker';
}

/** Parameters of `DecisionTreeClassifier`. */
export interface DecisionTreeClassifierParams {
  /**
   * What a split improves.
   * Default: `"gini"`.
   */
  criterion?: string | number;
  /**
   * The best threshold of a column or one at random.
   * Default: `"best"`.
   */
  splitter?: 'best' | 'random';
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * The greatest depth, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows that are split, at least 2.
   * Default: `2`.
   */
  min_samples_split?: number;
  /**
   * The fewest rows in a leaf, at least 1.
   * Default: `1`.
   */
  min_samples_leaf?: number;
  /**
   * The least share of all weight in a leaf, 0 to 0.5.
   * Default: `0`.
   */
  min_weight_fraction_leaf?: number;
  /**
   * How many columns each split looks at.
   * Default: `null`.
   */
  max_features?: unknown;
  /**
   * The most leaves, at least 2, of which the best are split first; `None` for no limit.
   * Default: `null`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The least (weighted) decrease of impurity of a split.
   * Default: `0`.
   */
  min_impurity_decrease?: number;
  /**
   * How much impurity each leaf must save so as not to be cut off again.
   * Default: `0`.
   */
  ccp_alpha?: number;
  /**
   * Look between any two numbers of a column, as scikit-learn does, instead of between
   * `max_bins` quantiles. Slower; the same where a column has no more different numbers.
   * Default: `false`.
   */
  exact?: boolean;
  /**
   * The most codes of a column, 2 to 255.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * A decision tree for classes (CART, Breiman et al. 1984). Missing values go where they fit
 * best.
 */
export class DecisionTreeClassifier extends Estimator<DecisionTreeClassifierParams> {
  readonly estimator = 'DecisionTreeClassifier';
}

/** Parameters of `DecisionTreeRegressor`. */
export interface DecisionTreeRegressorParams {
  /**
   * What a split improves.
   * Default: `"squared_error"`.
   */
  criterion?: string | number;
  /**
   * The best threshold of a column or one at random.
   * Default: `"best"`.
   */
  splitter?: 'best' | 'random';
  /**
   * The greatest depth, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows that are split, at least 2.
   * Default: `2`.
   */
  min_samples_split?: number;
  /**
   * The fewest rows in a leaf, at least 1.
   * Default: `1`.
   */
  min_samples_leaf?: number;
  /**
   * The least share of all weight in a leaf, 0 to 0.5.
   * Default: `0`.
   */
  min_weight_fraction_leaf?: number;
  /**
   * How many columns each split looks at.
   * Default: `null`.
   */
  max_features?: unknown;
  /**
   * The most leaves, at least 2, of which the best are split first; `None` for no limit.
   * Default: `null`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The least (weighted) decrease of impurity of a split.
   * Default: `0`.
   */
  min_impurity_decrease?: number;
  /**
   * How much impurity each leaf must save so as not to be cut off again.
   * Default: `0`.
   */
  ccp_alpha?: number;
  /**
   * Look between any two numbers of a column, as scikit-learn does, instead of between
   * `max_bins` quantiles. Slower; the same where a column has no more different numbers.
   * Default: `false`.
   */
  exact?: boolean;
  /**
   * The most codes of a column, 2 to 255.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/** A decision tree for numbers (CART, Breiman et al. 1984). */
export class DecisionTreeRegressor extends Estimator<DecisionTreeRegressorParams> {
  readonly estimator = 'DecisionTreeRegressor';
}

/** Parameters of `RandomForestClassifier`. */
export interface RandomForestClassifierParams {
  /**
   * What a split improves.
   * Default: `"gini"`.
   */
  criterion?: string | number;
  /**
   * The number of trees.
   * Default: `100`.
   */
  n_estimators?: number;
  /**
   * Draw the rows of each tree with replacement.
   * Default: `true`.
   */
  bootstrap?: boolean;
  /**
   * Score each row by the trees that have not seen it (accuracy, or R²).
   * Default: `false`.
   */
  oob_score?: boolean;
  /**
   * With `bootstrap`, how many rows to draw: a share up to 1, or a number above; all if
   * `None`.
   * Default: `null`.
   */
  max_samples?: number | null;
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * The greatest depth, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows that are split, at least 2.
   * Default: `2`.
   */
  min_samples_split?: number;
  /**
   * The fewest rows in a leaf, at least 1.
   * Default: `1`.
   */
  min_samples_leaf?: number;
  /**
   * The least share of all weight in a leaf, 0 to 0.5.
   * Default: `0`.
   */
  min_weight_fraction_leaf?: number;
  /**
   * How many columns each split looks at.
   * Default: `"sqrt"`.
   */
  max_features?: string | number;
  /**
   * The most leaves, at least 2, of which the best are split first; `None` for no limit.
   * Default: `null`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The least (weighted) decrease of impurity of a split.
   * Default: `0`.
   */
  min_impurity_decrease?: number;
  /**
   * How much impurity each leaf must save so as not to be cut off again.
   * Default: `0`.
   */
  ccp_alpha?: number;
  /**
   * Look between any two numbers of a column, as scikit-learn does, instead of between
   * `max_bins` quantiles. Slower; the same where a column has no more different numbers.
   * Default: `false`.
   */
  exact?: boolean;
  /**
   * The most codes of a column, 2 to 255.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * A random forest for classes (Breiman 2001): trees of random rows and columns vote by their
 * probabilities.
 */
export class RandomForestClassifier extends Estimator<RandomForestClassifierParams> {
  readonly estimator = 'RandomForestClassifier';
}

/** Parameters of `RandomForestRegressor`. */
export interface RandomForestRegressorParams {
  /**
   * What a split improves.
   * Default: `"squared_error"`.
   */
  criterion?: string | number;
  /**
   * The number of trees.
   * Default: `100`.
   */
  n_estimators?: number;
  /**
   * Draw the rows of each tree with replacement.
   * Default: `true`.
   */
  bootstrap?: boolean;
  /**
   * Score each row by the trees that have not seen it (accuracy, or R²).
   * Default: `false`.
   */
  oob_score?: boolean;
  /**
   * With `bootstrap`, how many rows to draw: a share up to 1, or a number above; all if
   * `None`.
   * Default: `null`.
   */
  max_samples?: number | null;
  /**
   * The greatest depth, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows that are split, at least 2.
   * Default: `2`.
   */
  min_samples_split?: number;
  /**
   * The fewest rows in a leaf, at least 1.
   * Default: `1`.
   */
  min_samples_leaf?: number;
  /**
   * The least share of all weight in a leaf, 0 to 0.5.
   * Default: `0`.
   */
  min_weight_fraction_leaf?: number;
  /**
   * How many columns each split looks at.
   * Default: `1`.
   */
  max_features?: string | number;
  /**
   * The most leaves, at least 2, of which the best are split first; `None` for no limit.
   * Default: `null`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The least (weighted) decrease of impurity of a split.
   * Default: `0`.
   */
  min_impurity_decrease?: number;
  /**
   * How much impurity each leaf must save so as not to be cut off again.
   * Default: `0`.
   */
  ccp_alpha?: number;
  /**
   * Look between any two numbers of a column, as scikit-learn does, instead of between
   * `max_bins` quantiles. Slower; the same where a column has no more different numbers.
   * Default: `false`.
   */
  exact?: boolean;
  /**
   * The most codes of a column, 2 to 255.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/** A random forest for numbers (Breiman 2001): the mean of trees of random rows. */
export class RandomForestRegressor extends Estimator<RandomForestRegressorParams> {
  readonly estimator = 'RandomForestRegressor';
}

/** Parameters of `ExtraTreesClassifier`. */
export interface ExtraTreesClassifierParams {
  /**
   * What a split improves.
   * Default: `"gini"`.
   */
  criterion?: string | number;
  /**
   * The number of trees.
   * Default: `100`.
   */
  n_estimators?: number;
  /**
   * Draw the rows of each tree with replacement.
   * Default: `false`.
   */
  bootstrap?: boolean;
  /**
   * Score each row by the trees that have not seen it (accuracy, or R²).
   * Default: `false`.
   */
  oob_score?: boolean;
  /**
   * With `bootstrap`, how many rows to draw: a share up to 1, or a number above; all if
   * `None`.
   * Default: `null`.
   */
  max_samples?: number | null;
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * The greatest depth, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows that are split, at least 2.
   * Default: `2`.
   */
  min_samples_split?: number;
  /**
   * The fewest rows in a leaf, at least 1.
   * Default: `1`.
   */
  min_samples_leaf?: number;
  /**
   * The least share of all weight in a leaf, 0 to 0.5.
   * Default: `0`.
   */
  min_weight_fraction_leaf?: number;
  /**
   * How many columns each split looks at.
   * Default: `"sqrt"`.
   */
  max_features?: string | number;
  /**
   * The most leaves, at least 2, of which the best are split first; `None` for no limit.
   * Default: `null`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The least (weighted) decrease of impurity of a split.
   * Default: `0`.
   */
  min_impurity_decrease?: number;
  /**
   * How much impurity each leaf must save so as not to be cut off again.
   * Default: `0`.
   */
  ccp_alpha?: number;
  /**
   * Look between any two numbers of a column, as scikit-learn does, instead of between
   * `max_bins` quantiles. Slower; the same where a column has no more different numbers.
   * Default: `false`.
   */
  exact?: boolean;
  /**
   * The most codes of a column, 2 to 255.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Extremely randomised trees for classes (Geurts et al. 2006): thresholds at random, of which
 * the best column's is taken.
 */
export class ExtraTreesClassifier extends Estimator<ExtraTreesClassifierParams> {
  readonly estimator = 'ExtraTreesClassifier';
}

/** Parameters of `ExtraTreesRegressor`. */
export interface ExtraTreesRegressorParams {
  /**
   * What a split improves.
   * Default: `"squared_error"`.
   */
  criterion?: string | number;
  /**
   * The number of trees.
   * Default: `100`.
   */
  n_estimators?: number;
  /**
   * Draw the rows of each tree with replacement.
   * Default: `false`.
   */
  bootstrap?: boolean;
  /**
   * Score each row by the trees that have not seen it (accuracy, or R²).
   * Default: `false`.
   */
  oob_score?: boolean;
  /**
   * With `bootstrap`, how many rows to draw: a share up to 1, or a number above; all if
   * `None`.
   * Default: `null`.
   */
  max_samples?: number | null;
  /**
   * The greatest depth, at least 1; `None` for no limit.
   * Default: `null`.
   */
  max_depth?: number | null;
  /**
   * The fewest rows that are split, at least 2.
   * Default: `2`.
   */
  min_samples_split?: number;
  /**
   * The fewest rows in a leaf, at least 1.
   * Default: `1`.
   */
  min_samples_leaf?: number;
  /**
   * The least share of all weight in a leaf, 0 to 0.5.
   * Default: `0`.
   */
  min_weight_fraction_leaf?: number;
  /**
   * How many columns each split looks at.
   * Default: `1`.
   */
  max_features?: string | number;
  /**
   * The most leaves, at least 2, of which the best are split first; `None` for no limit.
   * Default: `null`.
   */
  max_leaf_nodes?: number | null;
  /**
   * The least (weighted) decrease of impurity of a split.
   * Default: `0`.
   */
  min_impurity_decrease?: number;
  /**
   * How much impurity each leaf must save so as not to be cut off again.
   * Default: `0`.
   */
  ccp_alpha?: number;
  /**
   * Look between any two numbers of a column, as scikit-learn does, instead of between
   * `max_bins` quantiles. Slower; the same where a column has no more different numbers.
   * Default: `false`.
   */
  exact?: boolean;
  /**
   * The most codes of a column, 2 to 255.
   * Default: `255`.
   */
  max_bins?: number;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/** Extremely randomised trees for numbers (Geurts et al. 2006). */
export class ExtraTreesRegressor extends Estimator<ExtraTreesRegressorParams> {
  readonly estimator = 'ExtraTreesRegressor';
}

/** Parameters of `IsolationForest`. */
export interface IsolationForestParams {
  /**
   * The number of trees.
   * Default: `100`.
   */
  n_estimators?: number;
  /**
   * The number of rows of each tree; `None` for 256, or all where there are fewer.
   * Default: `null`.
   */
  max_samples?: number | null;
  /**
   * The share of outliers among the rows, up to 0.5; `None` for the paper's threshold.
   * Default: `null`.
   */
  contamination?: number | null;
  /**
   * The share of columns that each tree uses, above 0 and up to 1.
   * Default: `1`.
   */
  max_features?: number;
  /**
   * Draw rows with replacement.
   * Default: `false`.
   */
  bootstrap?: boolean;
  /**
   * The seed of every random choice.
   * Default: `0`.
   */
  random_state?: number;
}

/** Tells outliers (-1) from ordinary rows (1), with scikit-learn's names and meaning. */
export class IsolationForest extends Estimator<IsolationForestParams> {
  readonly estimator = 'IsolationForest';
}

/** Parameters of `IncrementalPCA`. */
export interface IncrementalPCAParams {
  /**
   * How many to keep; the lesser of the first batch's rows and columns if `None`.
   * Default: `null`.
   */
  n_components?: number | null;
  /**
   * Gives the new columns variance 1.
   * Default: `false`.
   */
  whiten?: boolean;
  /**
   * Rows of each batch of `fit`; five times the columns if `None`.
   * Default: `null`.
   */
  batch_size?: number | null;
}

/**
 * `super::Pca` for more rows than fit in memory: the components so far stand for all rows before
 * (Ross, Lim, Lin and Yang 2008). Parameters and meaning are scikit-learn's.
 */
export class IncrementalPCA extends Estimator<IncrementalPCAParams> {
  readonly estimator = 'IncrementalPCA';
}

/** Parameters of `NMF`. */
export interface NMFParams {
  /**
   * How many; as many as there are columns if `None`.
   * Default: `null`.
   */
  n_components?: number | null;
  /**
   * Where the factors start.
   * Default: `"nndsvda"`.
   */
  init?: 'nndsvda' | 'nndsvd' | 'random';
  /**
   * How they are improved.
   * Default: `"cd"`.
   */
  solver?: 'cd' | 'mu';
  /**
   * Stops when the improvement falls below this share of the first.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * Stops after so many rounds.
   * Default: `200`.
   */
  max_iter?: number;
  /**
   * How strongly W is held near 0, for each column of X; `cd` alone.
   * Default: `0`.
   */
  alpha_W?: number;
  /**
   * How strongly H is held near 0, for each row of X; as `alpha_W` if `None`.
   * Default: `null`.
   */
  alpha_H?: number | null;
  /**
   * The share of that which is by amount (and not by square).
   * Default: `0`.
   */
  l1_ratio?: number;
  /**
   * The seed of random numbers.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Non-negative matrix factorisation: X is nearly W H, with nothing negative in either, by least
 * squares. Parameters and meaning are scikit-learn's, with the Frobenius loss.
 */
export class NMF extends Estimator<NMFParams> {
  readonly estimator = 'NMF';
}

/** Parameters of `PCA`. */
export interface PCAParams {
  /**
   * As many as there can be if `None`.
   * Default: `null`.
   */
  n_components?: number | number | null;
  /**
   * Gives the new columns variance 1.
   * Default: `false`.
   */
  whiten?: boolean;
  /**
   * How to compute.
   * Default: `"auto"`.
   */
  svd_solver?: 'auto' | 'full' | 'covariance_eigh' | 'randomized';
  /**
   * Rounds of the power method of `randomized`; 7 if `None` and fewer than a tenth of all
   * components are wanted, else 4.
   * Default: `null`.
   */
  iterated_power?: number | null;
  /**
   * How many more directions `randomized` looks at than it keeps.
   * Default: `10`.
   */
  n_oversamples?: number;
  /**
   * The seed of `randomized`.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Principal component analysis: the directions of the largest variance, each at right angles to
 * those before (Pearson 1901). Parameters and meaning are scikit-learn's; `svd_solver = "arpack"`
 * and `n_components = "mle"` are left out. Sparse input is made dense.
 */
export class PCA extends Estimator<PCAParams> {
  readonly estimator = 'PCA';
}

/** Parameters of `TruncatedSVD`. */
export interface TruncatedSVDParams {
  /**
   * How many; at most as many as there are columns.
   * Default: `2`.
   */
  n_components?: number;
  /**
   * Rounds of the power method.
   * Default: `5`.
   */
  n_iter?: number;
  /**
   * How many more directions to look at than to keep.
   * Default: `10`.
   */
  n_oversamples?: number;
  /**
   * The seed of the projections.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * The singular vectors of the largest singular values, without centring, so that sparse matrices
 * stay sparse: latent semantic analysis when they count words. Parameters and meaning are
 * scikit-learn's, with `algorithm = "randomized"`.
 */
export class TruncatedSVD extends Estimator<TruncatedSVDParams> {
  readonly estimator = 'TruncatedSVD';
}

/** Parameters of `AgglomerativeClustering`. */
export interface AgglomerativeClusteringParams {
  /**
   * The number of clusters; none with a distance threshold.
   * Default: `2`.
   */
  n_clusters?: number | null;
  /**
   * How far two rows are from each other. `ward` needs `euclidean`.
   * Default: `"euclidean"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * How far two clusters are from each other.
   * Default: `"ward"`.
   */
  linkage?: 'ward' | 'complete' | 'average' | 'single';
  /**
   * Clusters farther from each other than this are not joined.
   * Default: `null`.
   */
  distance_threshold?: number | null;
}

/**
 * Hierarchical clustering, as scikit-learn's class of that name, without connectivity constraints.
 * It ignores the target.
 *
 * `single` needs no more memory than some numbers a row, nor does `ward` above 10,000 rows, where
 * it takes distances from the clusters' centres each time. `complete` and `average` keep the
 * distances of all pairs of rows: 4 `n^2` bytes, 3.6 GB for the 30,000 rows that are the most they
 * take. The time is about `n^2` columns (`n log n` for `single` with up to 8 columns).
 */
export class AgglomerativeClustering extends Estimator<AgglomerativeClusteringParams> {
  readonly estimator = 'AgglomerativeClustering';
}

/** Parameters of `DBSCAN`. */
export interface DBSCANParams {
  /**
   * How far neighbours may be.
   * Default: `0.5`.
   */
  eps?: number;
  /**
   * The weight of neighbours, itself included, that makes a row a core.
   * Default: `5`.
   */
  min_samples?: number;
  /**
   * How far two rows are from each other.
   * Default: `"euclidean"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
}

/**
 * Density-based clustering, as scikit-learn's class of that name. It ignores the target. Memory is
 * that of the rows, some numbers for each, and the neighbours of a few thousand of them at a time.
 */
export class DBSCAN extends Estimator<DBSCANParams> {
  readonly estimator = 'DBSCAN';
}

/** Parameters of `HDBSCAN`. */
export interface HDBSCANParams {
  /**
   * Fewer rows are no cluster.
   * Default: `5`.
   */
  min_cluster_size?: number;
  /**
   * A row's density is that up to its so-many-th neighbour, itself included;
   * `min_cluster_size` if absent.
   * Default: `null`.
   */
  min_samples?: number | null;
  /**
   * Clusters nearer to each other than this are joined.
   * Default: `0`.
   */
  cluster_selection_epsilon?: number;
  /**
   * Larger clusters are not chosen (`eom`).
   * Default: `null`.
   */
  max_cluster_size?: number | null;
  /**
   * How far two rows are from each other.
   * Default: `"euclidean"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * Distances are divided by it before densities join in.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Which clusters are chosen.
   * Default: `"eom"`.
   */
  cluster_selection_method?: 'eom' | 'leaf';
  /**
   * May all rows be one cluster?
   * Default: `false`.
   */
  allow_single_cluster?: boolean;
}

/**
 * Hierarchical density-based clustering, as scikit-learn's class of that name. It ignores the
 * target. Memory is that of the rows and some numbers for each; the time is about n log n with up
 * to 8 columns, where a tree of points finds the links, else n² columns.
 */
export class HDBSCAN extends Estimator<HDBSCANParams> {
  readonly estimator = 'HDBSCAN';
}

/** Parameters of `KMeans`. */
export interface KMeansParams {
  /**
   * The number of clusters.
   * Default: `8`.
   */
  n_clusters?: number;
  /**
   * The first centres.
   * Default: `"k-means++"`.
   */
  init?: unknown | Array<Array<number>>;
  /**
   * How often to begin anew.
   * Default: `"auto"`.
   */
  n_init?: 'auto' | number;
  /**
   * Most passes over the data.
   * Default: `300`.
   */
  max_iter?: number;
  /**
   * Stop when the centres move less: the sum of squared moves, as a share of the columns' mean
   * variance.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * The seed of the first centres.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * k-means clustering, as scikit-learn's class of that name. Distances to centres are computed in
 * single precision, from products of matrices; means and inertia in double. It ignores the target.
 */
export class KMeans extends Estimator<KMeansParams> {
  readonly estimator = 'KMeans';
}

/** Parameters of `MiniBatchKMeans`. */
export interface MiniBatchKMeansParams {
  /**
   * The number of clusters.
   * Default: `8`.
   */
  n_clusters?: number;
  /**
   * The first centres.
   * Default: `"k-means++"`.
   */
  init?: unknown | Array<Array<number>>;
  /**
   * Most passes over the data.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * Rows at a time.
   * Default: `1024`.
   */
  batch_size?: number;
  /**
   * The seed of centres and batches.
   * Default: `0`.
   */
  random_state?: number;
  /**
   * Stop when the centres move less, smoothed over batches; as for `KMeans`. 0 turns it off.
   * Default: `0`.
   */
  tol?: number;
  /**
   * Stop after so many batches without a lower inertia, smoothed over batches.
   * Default: `10`.
   */
  max_no_improvement?: number | null;
  /**
   * How often to choose first centres, to keep the best.
   * Default: `"auto"`.
   */
  n_init?: 'auto' | number;
  /**
   * Centres with less than this share of the largest cluster's rows are put elsewhere.
   * Default: `0.01`.
   */
  reassignment_ratio?: number;
}

/**
 * k-means clustering with a part of the rows at a time (Sculley, *Web-scale K-means Clustering*,
 * 2010), as scikit-learn's class of that name.
 */
export class MiniBatchKMeans extends Estimator<MiniBatchKMeansParams> {
  readonly estimator = 'MiniBatchKMeans';
}

/** Parameters of `GaussianMixture`. */
export interface GaussianMixtureParams {
  /**
   * The number of components.
   * Default: `1`.
   */
  n_components?: number;
  /**
   * The form of their covariances.
   * Default: `"full"`.
   */
  covariance_type?: 'full' | 'tied' | 'diag' | 'spherical';
  /**
   * Stop when the mean log-likelihood grows by less.
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * Added to variances, so that none is zero.
   * Default: `0.000001`.
   */
  reg_covar?: number;
  /**
   * Most passes over the data.
   * Default: `100`.
   */
  max_iter?: number;
  /**
   * How often to begin anew, to keep the best.
   * Default: `1`.
   */
  n_init?: number;
  /**
   * The seed of the k-means that it begins with.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * A mixture of normal distributions by expectation and maximisation (Dempster, Laird and Rubin
 * 1977), as scikit-learn's class of that name, begun by k-means. It ignores the target.
 */
export class GaussianMixture extends Estimator<GaussianMixtureParams> {
  readonly estimator = 'GaussianMixture';
}

/** Parameters of `KNeighborsClassifier`. */
export interface KNeighborsClassifierParams {
  /**
   * The number of neighbours.
   * Default: `5`.
   */
  n_neighbors?: number;
  /**
   * How much each neighbour counts.
   * Default: `"uniform"`.
   */
  weights?: 'uniform' | 'distance';
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * How far two rows are from each other.
   * Default: `"minkowski"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * How thorough the algorithm `hnsw` is.
   * Default: `{"m":16,"ef_construction":200,"ef":64,"random_state":0}`.
   */
  hnsw?: object;
}

/** Classes by a vote of the nearest rows, as scikit-learn's class of that name. */
export class KNeighborsClassifier extends Estimator<KNeighborsClassifierParams> {
  readonly estimator = 'KNeighborsClassifier';
}

/** Parameters of `KNeighborsRegressor`. */
export interface KNeighborsRegressorParams {
  /**
   * The number of neighbours.
   * Default: `5`.
   */
  n_neighbors?: number;
  /**
   * How much each neighbour counts.
   * Default: `"uniform"`.
   */
  weights?: 'uniform' | 'distance';
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * How far two rows are from each other.
   * Default: `"minkowski"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * How thorough the algorithm `hnsw` is.
   * Default: `{"m":16,"ef_construction":200,"ef":64,"random_state":0}`.
   */
  hnsw?: object;
}

/** The mean of the nearest rows' values, as scikit-learn's class of that name. */
export class KNeighborsRegressor extends Estimator<KNeighborsRegressorParams> {
  readonly estimator = 'KNeighborsRegressor';
}

/** Parameters of `LocalOutlierFactor`. */
export interface LocalOutlierFactorParams {
  /**
   * The number of neighbours; all other rows where there are fewer.
   * Default: `20`.
   */
  n_neighbors?: number;
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
  /**
   * How far two rows are from each other.
   * Default: `"minkowski"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * The share of outliers.
   * Default: `"auto"`.
   */
  contamination?: 'auto' | number;
  /**
   * Is it to judge new rows? Without it, only the rows it has learnt from are judged.
   * Default: `false`.
   */
  novelty?: boolean;
  /**
   * How thorough the algorithm `hnsw` is.
   * Default: `{"m":16,"ef_construction":200,"ef":64,"random_state":0}`.
   */
  hnsw?: object;
}

/**
 * The local outlier factor of Breunig et al. (2000), as scikit-learn's class of that name: how
 * much less dense a row's surroundings are than those of its neighbours. It ignores the target.
 */
export class LocalOutlierFactor extends Estimator<LocalOutlierFactorParams> {
  readonly estimator = 'LocalOutlierFactor';
}

/** Parameters of `NearestNeighbors`. */
export interface NearestNeighborsParams {
  /**
   * The number of neighbours.
   * Default: `5`.
   */
  n_neighbors?: number;
  /**
   * How far neighbours may be.
   * Default: `1`.
   */
  radius?: number;
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * How far two rows are from each other.
   * Default: `"minkowski"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * How thorough the algorithm `hnsw` is.
   * Default: `{"m":16,"ef_construction":200,"ef":64,"random_state":0}`.
   */
  hnsw?: object;
}

/**
 * Finds neighbours and nothing else, as scikit-learn's class of that name. As a transformer it gives
 * the distances to the `n_neighbors` nearest rows, the others left out (scikit-learn's
 * `KNeighborsTransformer`).
 */
export class NearestNeighbors extends Estimator<NearestNeighborsParams> {
  readonly estimator = 'NearestNeighbors';
}

/** Parameters of `RadiusNeighborsClassifier`. */
export interface RadiusNeighborsClassifierParams {
  /**
   * How far neighbours may be.
   * Default: `1`.
   */
  radius?: number;
  /**
   * How much each neighbour counts.
   * Default: `"uniform"`.
   */
  weights?: 'uniform' | 'distance';
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * How far two rows are from each other.
   * Default: `"minkowski"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * How thorough the algorithm `hnsw` is.
   * Default: `{"m":16,"ef_construction":200,"ef":64,"random_state":0}`.
   */
  hnsw?: object;
  /**
   * What to predict for rows without neighbours; an error without it. Their probabilities are
   * all 0.
   * Default: `null`.
   */
  outlier_label?: number | null;
}

/** Classes by a vote of all rows within a radius, as scikit-learn's class of that name. */
export class RadiusNeighborsClassifier extends Estimator<RadiusNeighborsClassifierParams> {
  readonly estimator = 'RadiusNeighborsClassifier';
}

/** Parameters of `RadiusNeighborsRegressor`. */
export interface RadiusNeighborsRegressorParams {
  /**
   * How far neighbours may be.
   * Default: `1`.
   */
  radius?: number;
  /**
   * How much each neighbour counts.
   * Default: `"uniform"`.
   */
  weights?: 'uniform' | 'distance';
  /**
   * How neighbours are found.
   * Default: `"auto"`.
   */
  algorithm?: 'auto' | 'ball_tree' | 'kd_tree' | 'brute' | 'hnsw';
  /**
   * Points in a leaf of a tree.
   * Default: `30`.
   */
  leaf_size?: number;
  /**
   * The power of the metric `minkowski`.
   * Default: `2`.
   */
  p?: number;
  /**
   * How far two rows are from each other.
   * Default: `"minkowski"`.
   */
  metric?: 'euclidean' | 'manhattan' | 'chebyshev' | 'minkowski' | 'cosine';
  /**
   * How thorough the algorithm `hnsw` is.
   * Default: `{"m":16,"ef_construction":200,"ef":64,"random_state":0}`.
   */
  hnsw?: object;
}

/**
 * The mean of the values of all rows within a radius, as scikit-learn's class of that name; NaN
 * where there are none.
 */
export class RadiusNeighborsRegressor extends Estimator<RadiusNeighborsRegressorParams> {
  readonly estimator = 'RadiusNeighborsRegressor';
}

/** Parameters of `LinearSVC`. */
export interface LinearSVCParams {
  /**
   * What keeps coefficients small.
   * Default: `"l2"`.
   */
  penalty?: 'l1' | 'l2';
  /**
   * The loss.
   * Default: `"squared_hinge"`.
   */
  loss?: 'hinge' | 'squared_hinge';
  /**
   * How far from optimal the solution may be.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * How much an error costs, above 0.
   * Default: `1`.
   */
  C?: number;
  /**
   * Learn a constant too.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * The constant is the coefficient of a column of this number: the larger, the less it is
   * penalised.
   * Default: `1`.
   */
  intercept_scaling?: number;
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * The seed of the order in which rows are looked at.
   * Default: `0`.
   */
  random_state?: number;
  /**
   * Most passes over the data.
   * Default: `1000`.
   */
  max_iter?: number;
}

/**
 * Linear support vector classification, one class against the rest, as scikit-learn's class of
 * that name. Penalty `l1` goes with the loss `squared_hinge`.
 */
export class LinearSVC extends Estimator<LinearSVCParams> {
  readonly estimator = 'LinearSVC';
}

/** Parameters of `LinearSVR`. */
export interface LinearSVRParams {
  /**
   * Half the width of the tube, not negative.
   * Default: `0`.
   */
  epsilon?: number;
  /**
   * How far from optimal the solution may be.
   * Default: `0.0001`.
   */
  tol?: number;
  /**
   * How much an error costs, above 0.
   * Default: `1`.
   */
  C?: number;
  /**
   * The loss.
   * Default: `"epsilon_insensitive"`.
   */
  loss?: 'epsilon_insensitive' | 'squared_epsilon_insensitive';
  /**
   * Learn a constant too.
   * Default: `true`.
   */
  fit_intercept?: boolean;
  /**
   * The constant is the coefficient of a column of this number.
   * Default: `1`.
   */
  intercept_scaling?: number;
  /**
   * The seed of the order in which rows are looked at.
   * Default: `0`.
   */
  random_state?: number;
  /**
   * Most passes over the data.
   * Default: `1000`.
   */
  max_iter?: number;
}

/** Linear support vector regression, as scikit-learn's class of that name. */
export class LinearSVR extends Estimator<LinearSVRParams> {
  readonly estimator = 'LinearSVR';
}

/** Parameters of `NuSVC`. */
export interface NuSVCParams {
  /**
   * Above 0, at most 1.
   * Default: `0.5`.
   */
  nu?: number;
  /**
   * The kernel function.
   * Default: `"rbf"`.
   */
  kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed';
  /**
   * The power of a polynomial kernel.
   * Default: `3`.
   */
  degree?: number;
  /**
   * The factor in the kernel.
   * Default: `"scale"`.
   */
  gamma?: 'scale' | 'auto' | number;
  /**
   * The constant of polynomial and sigmoid kernels.
   * Default: `0`.
   */
  coef0?: number;
  /**
   * Leave out points that stay where they are.
   * Default: `true`.
   */
  shrinking?: boolean;
  /**
   * Learn probabilities too, in a cross-validation of five folds.
   * Default: `false`.
   */
  probability?: boolean;
  /**
   * How far from optimal the solution may be.
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * Memory for kernel values, in megabytes.
   * Default: `200`.
   */
  cache_size?: number;
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * Most steps of a machine; -1 for no limit.
   * Default: `-1`.
   */
  max_iter?: number;
  /**
   * The form of decision values.
   * Default: `"ovr"`.
   */
  decision_function_shape?: 'ovr' | 'ovo';
  /**
   * Decide equal votes by the decision values (slower). Needs the form `ovr`.
   * Default: `false`.
   */
  break_ties?: boolean;
  /**
   * The seed of the folds for probabilities.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Support vector classification where `nu` bounds the share of errors from above and that of
 * support vectors from below (Schölkopf et al., *New Support Vector Algorithms*, 2000), as
 * scikit-learn's class of that name. Other parameters are those of `SVC`.
 */
export class NuSVC extends Estimator<NuSVCParams> {
  readonly estimator = 'NuSVC';
}

/** Parameters of `NuSVR`. */
export interface NuSVRParams {
  /**
   * Above 0, at most 1.
   * Default: `0.5`.
   */
  nu?: number;
  /**
   * How much an error costs, above 0.
   * Default: `1`.
   */
  C?: number;
  /**
   * The kernel function.
   * Default: `"rbf"`.
   */
  kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed';
  /**
   * The power of a polynomial kernel.
   * Default: `3`.
   */
  degree?: number;
  /**
   * The factor in the kernel.
   * Default: `"scale"`.
   */
  gamma?: 'scale' | 'auto' | number;
  /**
   * The constant of polynomial and sigmoid kernels.
   * Default: `0`.
   */
  coef0?: number;
  /**
   * Leave out points that stay where they are.
   * Default: `true`.
   */
  shrinking?: boolean;
  /**
   * How far from optimal the solution may be.
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * Memory for kernel values, in megabytes.
   * Default: `200`.
   */
  cache_size?: number;
  /**
   * Most steps; -1 for no limit.
   * Default: `-1`.
   */
  max_iter?: number;
}

/**
 * Support vector regression where `nu` bounds the share of rows outside the tube, whose width
 * follows from it (Schölkopf et al., *New Support Vector Algorithms*, 2000), as scikit-learn's
 * class of that name. Other parameters are those of `SVR`.
 */
export class NuSVR extends Estimator<NuSVRParams> {
  readonly estimator = 'NuSVR';
}

/** Parameters of `OneClassSVM`. */
export interface OneClassSVMParams {
  /**
   * The kernel function.
   * Default: `"rbf"`.
   */
  kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed';
  /**
   * The power of a polynomial kernel.
   * Default: `3`.
   */
  degree?: number;
  /**
   * The factor in the kernel.
   * Default: `"scale"`.
   */
  gamma?: 'scale' | 'auto' | number;
  /**
   * The constant of polynomial and sigmoid kernels.
   * Default: `0`.
   */
  coef0?: number;
  /**
   * How far from optimal the solution may be.
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * Most outliers and least support vectors, as a share of the rows: above 0, at most 1.
   * Default: `0.5`.
   */
  nu?: number;
  /**
   * Leave out points that stay where they are.
   * Default: `true`.
   */
  shrinking?: boolean;
  /**
   * Memory for kernel values, in megabytes.
   * Default: `200`.
   */
  cache_size?: number;
  /**
   * Most steps; -1 for no limit.
   * Default: `-1`.
   */
  max_iter?: number;
}

/**
 * The one-class machine of Schölkopf et al., *Estimating the Support of a High-Dimensional
 * Distribution* (2001), as scikit-learn's class of that name. It ignores the target.
 */
export class OneClassSVM extends Estimator<OneClassSVMParams> {
  readonly estimator = 'OneClassSVM';
}

/** Parameters of `SVC`. */
export interface SVCParams {
  /**
   * How much an error costs, above 0; the smaller, the smoother the boundary.
   * Default: `1`.
   */
  C?: number;
  /**
   * The kernel function.
   * Default: `"rbf"`.
   */
  kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed';
  /**
   * The power of a polynomial kernel.
   * Default: `3`.
   */
  degree?: number;
  /**
   * The factor in the kernel.
   * Default: `"scale"`.
   */
  gamma?: 'scale' | 'auto' | number;
  /**
   * The constant of polynomial and sigmoid kernels.
   * Default: `0`.
   */
  coef0?: number;
  /**
   * Leave out points that stay where they are.
   * Default: `true`.
   */
  shrinking?: boolean;
  /**
   * Learn probabilities too, in a cross-validation of five folds.
   * Default: `false`.
   */
  probability?: boolean;
  /**
   * How far from optimal the solution may be.
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * Memory for kernel values, in megabytes.
   * Default: `200`.
   */
  cache_size?: number;
  /**
   * How much each class counts.
   * Default: `null`.
   */
  class_weight?: 'balanced' | Record<string, number> | null;
  /**
   * Most steps of a machine; -1 for no limit.
   * Default: `-1`.
   */
  max_iter?: number;
  /**
   * The form of decision values.
   * Default: `"ovr"`.
   */
  decision_function_shape?: 'ovr' | 'ovo';
  /**
   * Decide equal votes by the decision values (slower). Needs the form `ovr`.
   * Default: `false`.
   */
  break_ties?: boolean;
  /**
   * The seed of the folds for probabilities.
   * Default: `0`.
   */
  random_state?: number;
}

/** Support vector classification with kernels, as scikit-learn's class of that name. */
export class SVC extends Estimator<SVCParams> {
  readonly estimator = 'SVC';
}

/** Parameters of `SVR`. */
export interface SVRParams {
  /**
   * The kernel function.
   * Default: `"rbf"`.
   */
  kernel?: 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed';
  /**
   * The power of a polynomial kernel.
   * Default: `3`.
   */
  degree?: number;
  /**
   * The factor in the kernel.
   * Default: `"scale"`.
   */
  gamma?: 'scale' | 'auto' | number;
  /**
   * The constant of polynomial and sigmoid kernels.
   * Default: `0`.
   */
  coef0?: number;
  /**
   * How far from optimal the solution may be.
   * Default: `0.001`.
   */
  tol?: number;
  /**
   * How much an error costs, above 0.
   * Default: `1`.
   */
  C?: number;
  /**
   * Half the width of the tube, not negative.
   * Default: `0.1`.
   */
  epsilon?: number;
  /**
   * Leave out points that stay where they are.
   * Default: `true`.
   */
  shrinking?: boolean;
  /**
   * Memory for kernel values, in megabytes.
   * Default: `200`.
   */
  cache_size?: number;
  /**
   * Most steps; -1 for no limit.
   * Default: `-1`.
   */
  max_iter?: number;
}

/** Support vector regression with kernels, as scikit-learn's class of that name. */
export class SVR extends Estimator<SVRParams> {
  readonly estimator = 'SVR';
}

/** Parameters of `VotingClassifier`. */
export interface VotingClassifierParams {
  /**
   * The classifiers.
   * Default: `[]`.
   */
  estimators?: Array<Part | [string, Estimator]>;
  /**
   * How they vote.
   * Default: `"hard"`.
   */
  voting?: 'hard' | 'soft';
  /**
   * How much each counts; the same without it.
   * Default: `null`.
   */
  weights?: Array<number> | null;
}

/**
 * Several classifiers that vote, as scikit-learn's class of that name. Rows' weights go to all of
 * them.
 */
export class VotingClassifier extends Estimator<VotingClassifierParams> {
  readonly estimator = 'VotingClassifier';
}

/** Parameters of `VotingRegressor`. */
export interface VotingRegressorParams {
  /**
   * The regressors.
   * Default: `[]`.
   */
  estimators?: Array<Part | [string, Estimator]>;
  /**
   * How much each counts; the same without it.
   * Default: `null`.
   */
  weights?: Array<number> | null;
}

/**
 * The mean of several regressors, as scikit-learn's class of that name. Rows' weights go to all of
 * them.
 */
export class VotingRegressor extends Estimator<VotingRegressorParams> {
  readonly estimator = 'VotingRegressor';
}

/** Parameters of `StackingClassifier`. */
export interface StackingClassifierParams {
  /**
   * The classifiers whose predictions are learnt from.
   * Default: `[]`.
   */
  estimators?: Array<Part | [string, Estimator]>;
  /**
   * The classifier that learns from them.
   * Default: `{"estimator":"LogisticRegression","state":{"penalty":"auto","C":1,"l1_ratio":0,"tol":0.0001,"fit_intercept":true,"class_weight":null,"solver":"lbfgs","max_iter":100}}`.
   */
  final_estimator?: Estimator;
  /**
   * How the rows are split.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * What is asked of the classifiers.
   * Default: `"auto"`.
   */
  stack_method?: 'auto' | 'predict_proba' | 'decision_function' | 'predict';
  /**
   * Does the last one see the features too, behind the predictions?
   * Default: `false`.
   */
  passthrough?: boolean;
}

/**
 * A classifier that learns from the predictions of others, as scikit-learn's class of that name.
 * The predictions that the last one learns from are those of models that have not seen the row
 * (cross-validation); then all learn from all rows. Of two classes only the second's probability
 * is passed on. Rows' weights go to all of them.
 */
export class StackingClassifier extends Estimator<StackingClassifierParams> {
  readonly estimator = 'StackingClassifier';
}

/** Parameters of `StackingRegressor`. */
export interface StackingRegressorParams {
  /**
   * The regressors whose predictions are learnt from.
   * Default: `[]`.
   */
  estimators?: Array<Part | [string, Estimator]>;
  /**
   * The regressor that learns from them.
   * Default: `{"estimator":"RidgeCV","state":{"alphas":[0.1,1,10],"fit_intercept":true,"scoring":null,"cv":null}}`.
   */
  final_estimator?: Estimator;
  /**
   * How the rows are split.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * Does the last one see the features too, behind the predictions?
   * Default: `false`.
   */
  passthrough?: boolean;
}

/**
 * A regressor that learns from the predictions of others, as scikit-learn's class of that name.
 * See `StackingClassifier`; folds are consecutive.
 */
export class StackingRegressor extends Estimator<StackingRegressorParams> {
  readonly estimator = 'StackingRegressor';
}

/** Parameters of `BaggingClassifier`. */
export interface BaggingClassifierParams {
  /**
   * What each model is; each gets a `random_state` of its own, where it has one.
   * Default: `{"estimator":"DecisionTreeClassifier","state":{"criterion":"gini","splitter":"best","class_weight":null,"max_depth":null,"min_samples_split":2,"min_samples_leaf":1,"min_weight_fraction_leaf":0,"max_features":null,"max_leaf_nodes":null,"min_impurity_decrease":0,"ccp_alpha":0,"exact":false,"max_bins":255,"random_state":0}}`.
   */
  estimator?: Estimator;
  /**
   * How many models.
   * Default: `10`.
   */
  n_estimators?: number;
  /**
   * How many rows each learns from; without it as many as there are, or as the weights
   * add up to.
   * Default: `null`.
   */
  max_samples?: number | number | null;
  /**
   * How many columns each learns from.
   * Default: `1`.
   */
  max_features?: number | number;
  /**
   * May a row be drawn more than once?
   * Default: `true`.
   */
  bootstrap?: boolean;
  /**
   * May a column be drawn more than once?
   * Default: `false`.
   */
  bootstrap_features?: boolean;
  /**
   * The accuracy on rows, each judged by the models that have not seen it; without rows that
   * all have seen.
   * Default: `false`.
   */
  oob_score?: number | null;
  /**
   * The seed.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Many classifiers of one kind, each on rows (and columns) drawn at random, as scikit-learn's
 * class of that name; the mean of their probabilities decides, or their votes where they have
 * none. With weights, rows are drawn by these. A model that has drawn rows of one class alone
 * always predicts it.
 */
export class BaggingClassifier extends Estimator<BaggingClassifierParams> {
  readonly estimator = 'BaggingClassifier';
}

/** Parameters of `BaggingRegressor`. */
export interface BaggingRegressorParams {
  /**
   * What each model is; each gets a `random_state` of its own, where it has one.
   * Default: `{"estimator":"DecisionTreeRegressor","state":{"criterion":"squared_error","splitter":"best","max_depth":null,"min_samples_split":2,"min_samples_leaf":1,"min_weight_fraction_leaf":0,"max_features":null,"max_leaf_nodes":null,"min_impurity_decrease":0,"ccp_alpha":0,"exact":false,"max_bins":255,"random_state":0}}`.
   */
  estimator?: Estimator;
  /**
   * How many models.
   * Default: `10`.
   */
  n_estimators?: number;
  /**
   * How many rows each learns from; without it as many as there are, or as the weights
   * add up to.
   * Default: `null`.
   */
  max_samples?: number | number | null;
  /**
   * How many columns each learns from.
   * Default: `1`.
   */
  max_features?: number | number;
  /**
   * May a row be drawn more than once?
   * Default: `true`.
   */
  bootstrap?: boolean;
  /**
   * May a column be drawn more than once?
   * Default: `false`.
   */
  bootstrap_features?: boolean;
  /**
   * The accuracy on rows, each judged by the models that have not seen it; without rows that
   * all have seen.
   * Default: `false`.
   */
  oob_score?: number | null;
  /**
   * The seed.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Many regressors of one kind, each on rows (and columns) drawn at random, as scikit-learn's
 * class of that name; predicts their mean. With weights, rows are drawn by these.
 */
export class BaggingRegressor extends Estimator<BaggingRegressorParams> {
  readonly estimator = 'BaggingRegressor';
}

/** Parameters of `ColumnTransformer`. */
export interface ColumnTransformerParams {
  /**
   * The parts.
   * Default: `[]`.
   */
  transformers?: Array<Part | [string, Estimator | null, number[]]>;
  /**
   * What becomes of other columns.
   * Default: `"drop"`.
   */
  remainder?: 'drop' | 'passthrough';
}

/**
 * Different transformers for different columns, their results side by side: as scikit-learn's
 * class of that name.
 */
export class ColumnTransformer extends Estimator<ColumnTransformerParams> {
  readonly estimator = 'ColumnTransformer';
}

/** Parameters of `Pipeline`. */
export interface PipelineParams {
  /**
   * The steps.
   * Default: `[]`.
   */
  steps?: Array<Part | [string, Estimator]>;
}

/**
 * Transformers one after the other, and a learner at the end: as scikit-learn's class of that
 * name. Weights and the like go to the last step.
 */
export class Pipeline extends Estimator<PipelineParams> {
  readonly estimator = 'Pipeline';
}

/** Parameters of `Binarizer`. */
export interface BinarizerParams {
  /**
   * The threshold.
   * Default: `0`.
   */
  threshold?: number;
}

/** Numbers above a threshold become 1, others 0: scikit-learn's class of that name. */
export class Binarizer extends Estimator<BinarizerParams> {
  readonly estimator = 'Binarizer';
}

/** Parameters of `KBinsDiscretizer`. */
export interface KBinsDiscretizerParams {
  /**
   * How many bins, at least 2. Borders that fall together make fewer.
   * Default: `5`.
   */
  n_bins?: number;
  /**
   * Where their borders lie.
   * Default: `"quantile"`.
   */
  strategy?: 'uniform' | 'quantile';
}

/**
 * Numbers as the number of the bin that they lie in: scikit-learn's class of that name, with
 * `encode="ordinal"` (a `OneHotEncoder` after it gives columns of 0 and 1)
 * and `quantile_method="linear"`.
 */
export class KBinsDiscretizer extends Estimator<KBinsDiscretizerParams> {
  readonly estimator = 'KBinsDiscretizer';
}

/** Parameters of `KNNImputer`. */
export interface KNNImputerParams {
  /**
   * How many rows.
   * Default: `5`.
   */
  n_neighbors?: number;
  /**
   * How much each counts.
   * Default: `"uniform"`.
   */
  weights?: 'uniform' | 'distance';
  /**
   * Add a column of 0 and 1 for each that had missing values in the fit?
   * Default: `false`.
   */
  add_indicator?: boolean;
  /**
   * Keep columns without any value, filled with 0?
   * Default: `false`.
   */
  keep_empty_features?: boolean;
}

/**
 * Fills each missing value (NaN) with the mean of the nearest rows of the fit that have one in this
 * column (Troyanskaya et al. 2001), as scikit-learn's class of that name. Distances are those of
 * the columns that both rows have, scaled up to all columns. A row that shares none gets the mean
 * of the column. Of rows as far away those that come first are taken. A column without any value is
 * left out, unless `keep_empty_features`. Every row with a missing value is held against every row
 * of the fit.
 */
export class KNNImputer extends Estimator<KNNImputerParams> {
  readonly estimator = 'KNNImputer';
}

/**
 * Divides each column by its largest absolute value, as scikit-learn's class of that name. Sparse
 * features stay sparse.
 */
export class MaxAbsScaler extends Estimator {
  readonly estimator = 'MaxAbsScaler';
}

/** Parameters of `MinMaxScaler`. */
export interface MinMaxScalerParams {
  /**
   * The range: low, then high.
   * Default: `[0,1]`.
   */
  feature_range?: [number, number];
  /**
   * Cut off what lies outside later?
   * Default: `false`.
   */
  clip?: boolean;
}

/** Brings each column to a range, as scikit-learn's class of that name. */
export class MinMaxScaler extends Estimator<MinMaxScalerParams> {
  readonly estimator = 'MinMaxScaler';
}

/** Parameters of `Normalizer`. */
export interface NormalizerParams {
  /**
   * What length is.
   * Default: `"l2"`.
   */
  norm?: 'l1' | 'l2' | 'max';
}

/** Brings each row to length 1, as scikit-learn's class of that name. */
export class Normalizer extends Estimator<NormalizerParams> {
  readonly estimator = 'Normalizer';
}

/** Parameters of `OneHotEncoder`. */
export interface OneHotEncoderParams {
  /**
   * What to do with a category that was not there in the fit.
   * Default: `"error"`.
   */
  handle_unknown?: 'error' | 'ignore' | 'infrequent_if_exist';
  /**
   * Leave a column out: `first` of each, or only of those with two categories.
   * Default: `null`.
   */
  drop?: 'first' | 'if_binary' | null;
  /**
   * Categories that come less often are taken together.
   * Default: `null`.
   */
  min_frequency?: number | null;
  /**
   * At most so many columns for a column, the rare categories taken together.
   * Default: `null`.
   */
  max_categories?: number | null;
}

/**
 * A column of 0 and 1 for each category, as scikit-learn's class of that name. The result is
 * sparse; a missing value is a category of its own.
 */
export class OneHotEncoder extends Estimator<OneHotEncoderParams> {
  readonly estimator = 'OneHotEncoder';
}

/** Parameters of `OrdinalEncoder`. */
export interface OrdinalEncoderParams {
  /**
   * Give categories that were not there in the fit `unknown_value`? Else they are an error.
   * Default: `false`.
   */
  use_encoded_value?: boolean;
  /**
   * The number of unknown categories; null for a missing value.
   * Default: `null`.
   */
  unknown_value?: number | null;
}

/**
 * The place of each category among those of its column, as scikit-learn's class of that name.
 * Missing values stay missing.
 */
export class OrdinalEncoder extends Estimator<OrdinalEncoderParams> {
  readonly estimator = 'OrdinalEncoder';
}

/** Parameters of `PolynomialFeatures`. */
export interface PolynomialFeaturesParams {
  /**
   * The most factors.
   * Default: `2`.
   */
  degree?: number;
  /**
   * Products of different columns alone?
   * Default: `false`.
   */
  interaction_only?: boolean;
  /**
   * A column of ones first?
   * Default: `true`.
   */
  include_bias?: boolean;
}

/** All products of columns up to a degree, as scikit-learn's class of that name, in its order. */
export class PolynomialFeatures extends Estimator<PolynomialFeaturesParams> {
  readonly estimator = 'PolynomialFeatures';
}

/** Parameters of `PowerTransformer`. */
export interface PowerTransformerParams {
  /**
   * The family of powers.
   * Default: `"yeo-johnson"`.
   */
  method?: string | number;
  /**
   * Bring the result to mean 0 and variance 1?
   * Default: `true`.
   */
  standardize?: boolean;
}

/**
 * Brings each column near to a normal distribution by the most likely power, then to mean 0 and
 * variance 1, as scikit-learn's class of that name. Missing values stay; a constant column keeps
 * the power 1.
 */
export class PowerTransformer extends Estimator<PowerTransformerParams> {
  readonly estimator = 'PowerTransformer';
}

/** Parameters of `QuantileTransformer`. */
export interface QuantileTransformerParams {
  /**
   * How many quantiles; at most as many as rows.
   * Default: `1000`.
   */
  n_quantiles?: number;
  /**
   * What is made.
   * Default: `"uniform"`.
   */
  output_distribution?: 'uniform' | 'normal';
  /**
   * Quantiles are those of at most so many rows, drawn at random; null for all.
   * Default: `10000`.
   */
  subsample?: number | null;
  /**
   * The seed of that choice.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Each number as its place among those of the fit, as scikit-learn's class of that name: between
 * quantiles in a straight line. What lies outside the range of the fit becomes its end. Missing
 * values stay.
 */
export class QuantileTransformer extends Estimator<QuantileTransformerParams> {
  readonly estimator = 'QuantileTransformer';
}

/** Parameters of `RobustScaler`. */
export interface RobustScalerParams {
  /**
   * Subtract the median?
   * Default: `true`.
   */
  with_centering?: boolean;
  /**
   * Divide by the range?
   * Default: `true`.
   */
  with_scaling?: boolean;
  /**
   * The two quantiles, in percent.
   * Default: `[25,75]`.
   */
  quantile_range?: [number, number];
}

/**
 * Subtracts the median and divides by the range between two quantiles, as scikit-learn's class of
 * that name.
 */
export class RobustScaler extends Estimator<RobustScalerParams> {
  readonly estimator = 'RobustScaler';
}

/** Parameters of `SelectKBest`. */
export interface SelectKBestParams {
  /**
   * The score.
   * Default: `"f_classif"`.
   */
  score_func?: 'f_classif' | 'f_regression' | 'chi2' | 'mutual_info_classif' | 'mutual_info_regression';
  /**
   * How many columns stay.
   * Default: `10`.
   */
  k?: number;
}

/** Keeps the columns with the highest scores: scikit-learn's class of that name. */
export class SelectKBest extends Estimator<SelectKBestParams> {
  readonly estimator = 'SelectKBest';
}

/** Parameters of `SimpleImputer`. */
export interface SimpleImputerParams {
  /**
   * What is filled in.
   * Default: `"mean"`.
   */
  strategy?: 'mean' | 'median' | 'most_frequent' | 'constant';
  /**
   * The constant.
   * Default: `0`.
   */
  fill_value?: number;
  /**
   * Add a column of 0 and 1 for each that had missing values in the fit?
   * Default: `false`.
   */
  add_indicator?: boolean;
  /**
   * Keep columns without any value, filled with 0?
   * Default: `false`.
   */
  keep_empty_features?: boolean;
}

/**
 * Fills missing values (NaN) column by column, as scikit-learn's class of that name. A column
 * without any value is left out, unless `keep_empty_features` or a constant is filled in.
 */
export class SimpleImputer extends Estimator<SimpleImputerParams> {
  readonly estimator = 'SimpleImputer';
}

/** Parameters of `StandardScaler`. */
export interface StandardScalerParams {
  /**
   * Subtract the mean?
   * Default: `true`.
   */
  with_mean?: boolean;
  /**
   * Divide by the standard deviation?
   * Default: `true`.
   */
  with_std?: boolean;
}

/**
 * Subtracts the mean and divides by the standard deviation of each column, as scikit-learn's class
 * of that name. Missing values are left out and stay; `sample_weight` counts.
 */
export class StandardScaler extends Estimator<StandardScalerParams> {
  readonly estimator = 'StandardScaler';
}

/** Parameters of `TargetEncoder`. */
export interface TargetEncoderParams {
  /**
   * What the target is.
   * Default: `"auto"`.
   */
  target_type?: 'auto' | 'continuous' | 'binary' | 'multiclass';
  /**
   * How much the mean of all rows counts.
   * Default: `"auto"`.
   */
  smooth?: 'auto' | number;
  /**
   * How the rows are split.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * In a random order, where `cv` is a number?
   * Default: `true`.
   */
  shuffle?: boolean;
  /**
   * The seed of that order.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Each category as the mean of the target over its rows, drawn towards the mean of all rows
 * (Micci-Barreca 2001), as scikit-learn's class of that name. With more than two classes there is a
 * column for each class (of the first feature, then of the second, and so on). Unknown categories
 * become the mean of all rows; a missing value is a category of its own.
 *
 * `Estimator::fit_transform`, and so a pipeline, codes each row by the rows of other folds, since
 * a mean that a row's own target is part of tells too much; `Model::transform` codes by all rows.
 */
export class TargetEncoder extends Estimator<TargetEncoderParams> {
  readonly estimator = 'TargetEncoder';
}

/** Parameters of `TSNE`. */
export interface TSNEParams {
  /**
   * How forces are added up.
   * Default: `"barnes_hut"`.
   */
  method?: 'barnes_hut' | 'exact';
  /**
   * Columns of the picture: 1 to 3, or any number with `exact`.
   * Default: `2`.
   */
  n_components?: number;
  /**
   * About how many neighbours count; at least 1 and less than the number of rows.
   * Default: `30`.
   */
  perplexity?: number;
  /**
   * How much stronger attraction is in the first 250 rounds.
   * Default: `12`.
   */
  early_exaggeration?: number;
  /**
   * The length of a step; rows / `early_exaggeration` / 4, at least 50, if `None`.
   * Default: `null`.
   */
  learning_rate?: number | null;
  /**
   * The number of rounds, at least 250.
   * Default: `1000`.
   */
  max_iter?: number;
  /**
   * Stops when the slope falls below.
   * Default: `1e-7`.
   */
  min_grad_norm?: number;
  /**
   * Where rows start.
   * Default: `"pca"`.
   */
  init?: 'pca' | 'random';
  /**
   * How coarse the tree of `barnes_hut` is: 0 is exact, 0.8 is fast.
   * Default: `0.5`.
   */
  angle?: number;
  /**
   * The seed of random starts.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * t-distributed stochastic neighbour embedding: places rows so that near ones attract each other
 * (van der Maaten and Hinton 2008). Parameters, defaults and meaning are scikit-learn's, with
 * Euclidean distances.
 *
 * Neighbours are found by a k-d tree (up to 8 columns), else exactly by products of matrices (up
 * to 20,000 rows) or by a graph (more rows). The picture does not depend on the number of threads.
 *
 * Student's t has one degree of freedom, as in the paper; scikit-learn's has one less than there
 * are components, so its pictures of three columns or more are others.
 */
export class TSNE extends Estimator<TSNEParams> {
  readonly estimator = 'TSNE';
}

/** Parameters of `UMAP`. */
export interface UMAPParams {
  /**
   * How many neighbours of each row count, itself among them: 2 or more.
   * Default: `15`.
   */
  n_neighbors?: number;
  /**
   * Columns of the picture.
   * Default: `2`.
   */
  n_components?: number;
  /**
   * How near rows may come in the picture; at most `spread`.
   * Default: `0.1`.
   */
  min_dist?: number;
  /**
   * The scale of the picture.
   * Default: `1`.
   */
  spread?: number;
  /**
   * The number of rounds; 500 for up to 10,000 rows, else 200, if `None`.
   * Default: `null`.
   */
  n_epochs?: number | null;
  /**
   * The length of the first step.
   * Default: `1`.
   */
  learning_rate?: number;
  /**
   * How many others push a row away each time one attracts it.
   * Default: `5`.
   */
  negative_sample_rate?: number;
  /**
   * How strongly they push.
   * Default: `1`.
   */
  repulsion_strength?: number;
  /**
   * Where rows start.
   * Default: `"spectral"`.
   */
  init?: 'spectral' | 'pca' | 'random';
  /**
   * The seed.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Uniform manifold approximation and projection (McInnes, Healy and Melville 2018): places rows so
 * that a graph of near ones is kept. Parameters, defaults and meaning are those of the Python
 * package `umap-learn`, with Euclidean distances. Neighbours are found by a k-d tree (up to 8
 * columns), else exactly by products of matrices (up to 20,000 rows) or by a graph (more rows).
 */
export class UMAP extends Estimator<UMAPParams> {
  readonly estimator = 'UMAP';
}

/** Parameters of `VarianceThreshold`. */
export interface VarianceThresholdParams {
  /**
   * The threshold.
   * Default: `0`.
   */
  threshold?: number;
}

/** Leaves out columns whose variance is not above a threshold: scikit-learn's class of that name. */
export class VarianceThreshold extends Estimator<VarianceThresholdParams> {
  readonly estimator = 'VarianceThreshold';
}

/** Parameters of `RFE`. */
export interface RFEParams {
  /**
   * The model: a linear one, trees, boosting.
   * Default: `{"estimator":"LogisticRegression","state":{"penalty":"auto","C":1,"l1_ratio":0,"tol":0.0001,"fit_intercept":true,"class_weight":null,"solver":"lbfgs","max_iter":100}}`.
   */
  estimator?: Estimator;
  /**
   * How many columns are left in the end; half of them without it.
   * Default: `null`.
   */
  n_features_to_select?: number | number | null;
  /**
   * How many are left out at once.
   * Default: `1`.
   */
  step?: number | number;
}

/**
 * Fits, leaves out the columns that matter least to the model, and so on until few enough are left,
 * as scikit-learn's class of that name. The model on the columns that are left also predicts.
 */
export class RFE extends Estimator<RFEParams> {
  readonly estimator = 'RFE';
}

/** Parameters of `RFECV`. */
export interface RFECVParams {
  /**
   * The model: a linear one, trees, boosting.
   * Default: `{"estimator":"LogisticRegression","state":{"penalty":"auto","C":1,"l1_ratio":0,"tol":0.0001,"fit_intercept":true,"class_weight":null,"solver":"lbfgs","max_iter":100}}`.
   */
  estimator?: Estimator;
  /**
   * How many columns are left out at once.
   * Default: `1`.
   */
  step?: number | number;
  /**
   * The fewest columns that may be left.
   * Default: `1`.
   */
  min_features_to_select?: number;
  /**
   * How the rows are split.
   * Default: `5`.
   */
  cv?: number | unknown;
  /**
   * The score; without it accuracy for classes, R² for numbers.
   * Default: `null`.
   */
  scoring?: 'accuracy' | 'balanced_accuracy' | 'roc_auc' | 'neg_log_loss' | 'r2' | 'neg_root_mean_squared_error' | 'neg_mean_squared_error' | 'neg_mean_absolute_error' | null;
}

/**
 * `RFE` with as many columns as do best in cross-validation, as scikit-learn's class of that
 * name; of equals the fewest.
 */
export class RFECV extends Estimator<RFECVParams> {
  readonly estimator = 'RFECV';
}

/** Parameters of `SelectFromModel`. */
export interface SelectFromModelParams {
  /**
   * The model: a linear one, trees, boosting.
   * Default: `{"estimator":"RandomForestClassifier","state":{"criterion":"gini","n_estimators":100,"bootstrap":true,"oob_score":false,"max_samples":null,"class_weight":null,"max_depth":null,"min_samples_split":2,"min_samples_leaf":1,"min_weight_fraction_leaf":0,"max_features":"sqrt","max_leaf_nodes":null,"min_impurity_decrease":0,"ccp_alpha":0,"exact":false,"max_bins":255,"random_state":0}}`.
   */
  estimator?: Estimator;
  /**
   * From where on a column matters; without it 1e-5 for penalties on absolute values (which make
   * coefficients 0), else the mean.
   * Default: `null`.
   */
  threshold?: number | string | null;
  /**
   * The norm of coefficients over several rows of scores: above 0, 1 for the sum of absolute
   * values.
   * Default: `1`.
   */
  norm_order?: number;
  /**
   * At most so many columns.
   * Default: `null`.
   */
  max_features?: number | null;
}

/**
 * Keeps the columns that matter to a model, as scikit-learn's class of that name: those whose
 * importance (or norm of coefficients) is not below a threshold.
 */
export class SelectFromModel extends Estimator<SelectFromModelParams> {
  readonly estimator = 'SelectFromModel';
}

/** Parameters of `SequentialFeatureSelector`. */
export interface SequentialFeatureSelectorParams {
  /**
   * The learner.
   * Default: `{"estimator":"LogisticRegression","state":{"penalty":"auto","C":1,"l1_ratio":0,"tol":0.0001,"fit_intercept":true,"class_weight":null,"solver":"lbfgs","max_iter":100}}`.
   */
  estimator?: Estimator;
  /**
   * How many columns stay; without it half of them, or with `tol` as many as help.
   * Default: `null`.
   */
  n_features_to_select?: number | number | null;
  /**
   * Without a number of columns: stop when the score grows by less than this (when forward), or
   * falls by more than its negative (when backward).
   * Default: `null`.
   */
  tol?: number | null;
  /**
   * Add columns, or leave them out?
   * Default: `"forward"`.
   */
  direction?: 'forward' | 'backward';
  /**
   * The score; without it accuracy for classes, R² for numbers.
   * Default: `null`.
   */
  scoring?: 'accuracy' | 'balanced_accuracy' | 'roc_auc' | 'neg_log_loss' | 'r2' | 'neg_root_mean_squared_error' | 'neg_mean_squared_error' | 'neg_mean_absolute_error' | null;
  /**
   * How the rows are split.
   * Default: `5`.
   */
  cv?: number | unknown;
}

/**
 * Adds (or leaves out) one column at a time, that whose model scores best in cross-validation, as
 * scikit-learn's class of that name. For any estimator; takes as many cross-validations as there
 * are columns for each one added.
 */
export class SequentialFeatureSelector extends Estimator<SequentialFeatureSelectorParams> {
  readonly estimator = 'SequentialFeatureSelector';
}

/** Parameters of `GaussianNB`. */
export interface GaussianNBParams {
  /**
   * The classes' shares; those of the rows if not given.
   * Default: `null`.
   */
  priors?: Array<number> | null;
  /**
   * The share of the largest column's variance that is added to all.
   * Default: `1e-9`.
   */
  var_smoothing?: number;
}

/** Naive Bayes of numbers that are normal within each class, as scikit-learn's class of that name. */
export class GaussianNB extends Estimator<GaussianNBParams> {
  readonly estimator = 'GaussianNB';
}

/** Parameters of `MultinomialNB`. */
export interface MultinomialNBParams {
  /**
   * What is added to each count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether the classes' shares are learnt; else all are the same.
   * Default: `true`.
   */
  fit_prior?: boolean;
  /**
   * The classes' shares, if given.
   * Default: `null`.
   */
  class_prior?: Array<number> | null;
}

/** Naive Bayes of counts, of words for instance, as scikit-learn's class of that name. */
export class MultinomialNB extends Estimator<MultinomialNBParams> {
  readonly estimator = 'MultinomialNB';
}

/** Parameters of `ComplementNB`. */
export interface ComplementNBParams {
  /**
   * What is added to each count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether each class's weights are made to add up to 1.
   * Default: `false`.
   */
  norm?: boolean;
  /**
   * Whether the classes' shares are learnt; else all are the same.
   * Default: `true`.
   */
  fit_prior?: boolean;
  /**
   * The classes' shares, if given.
   * Default: `null`.
   */
  class_prior?: Array<number> | null;
}

/**
 * Naive Bayes of counts that learns each class from all others (Rennie and others 2003), as
 * scikit-learn's class of that name: better where classes are of unequal size.
 */
export class ComplementNB extends Estimator<ComplementNBParams> {
  readonly estimator = 'ComplementNB';
}

/** Parameters of `BernoulliNB`. */
export interface BernoulliNBParams {
  /**
   * What is added to each count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Above which a number counts as there; `None` if they are 0 and 1 already.
   * Default: `0`.
   */
  binarize?: number | null;
  /**
   * Whether the classes' shares are learnt; else all are the same.
   * Default: `true`.
   */
  fit_prior?: boolean;
  /**
   * The classes' shares, if given.
   * Default: `null`.
   */
  class_prior?: Array<number> | null;
}

/** Naive Bayes of columns that are there or not, as scikit-learn's class of that name. */
export class BernoulliNB extends Estimator<BernoulliNBParams> {
  readonly estimator = 'BernoulliNB';
}

/** Parameters of `CategoricalNB`. */
export interface CategoricalNBParams {
  /**
   * What is added to each count, 0 or more.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * Whether the classes' shares are learnt; else all are the same.
   * Default: `true`.
   */
  fit_prior?: boolean;
  /**
   * The classes' shares, if given.
   * Default: `null`.
   */
  class_prior?: Array<number> | null;
  /**
   * The fewest categories of each column; more where more are seen.
   * Default: `0`.
   */
  min_categories?: number;
}

/**
 * Naive Bayes of columns of categories, whole numbers from 0, as scikit-learn's class of that
 * name. A category that was not seen counts as one that was never seen in any class.
 */
export class CategoricalNB extends Estimator<CategoricalNBParams> {
  readonly estimator = 'CategoricalNB';
}

/** Parameters of `LinearDiscriminantAnalysis`. */
export interface LinearDiscriminantAnalysisParams {
  /**
   * How it is computed.
   * Default: `"svd"`.
   */
  solver?: 'svd' | 'lsqr' | 'eigen';
  /**
   * How far the covariance is drawn towards a multiple of the identity; not with `svd`.
   * Default: `null`.
   */
  shrinkage?: 'auto' | number | null;
  /**
   * The classes' shares; those of the rows if not given.
   * Default: `null`.
   */
  priors?: Array<number> | null;
  /**
   * How many columns `Model::transform` gives at most; one less than classes if not given.
   * Default: `null`.
   */
  n_components?: number | null;
  /**
   * Singular values below it count as zero (`svd`).
   * Default: `0.0001`.
   */
  tol?: number;
}

/**
 * Linear discriminant analysis, as scikit-learn's class of that name: a classifier, and a way to
 * few columns that keep classes apart (`Model::transform`).
 */
export class LinearDiscriminantAnalysis extends Estimator<LinearDiscriminantAnalysisParams> {
  readonly estimator = 'LinearDiscriminantAnalysis';
}

/** Parameters of `QuadraticDiscriminantAnalysis`. */
export interface QuadraticDiscriminantAnalysisParams {
  /**
   * The classes' shares; those of the rows if not given.
   * Default: `null`.
   */
  priors?: Array<number> | null;
  /**
   * How far variances are drawn towards 1: `(1 - reg_param) variance + reg_param`.
   * Default: `0`.
   */
  reg_param?: number;
  /**
   * A class with a variance along one of its axes of at most this is refused.
   * Default: `0.0001`.
   */
  tol?: number;
}

/**
 * Quadratic discriminant analysis, as scikit-learn's class of that name: each class has a
 * covariance of its own.
 */
export class QuadraticDiscriminantAnalysis extends Estimator<QuadraticDiscriminantAnalysisParams> {
  readonly estimator = 'QuadraticDiscriminantAnalysis';
}

/** Parameters of `IsotonicRegression`. */
export interface IsotonicRegressionParams {
  /**
   * The least that is predicted.
   * Default: `null`.
   */
  y_min?: number | null;
  /**
   * The most.
   * Default: `null`.
   */
  y_max?: number | null;
  /**
   * Whether the curve rises; `None` finds out by the rank correlation.
   * Default: `true`.
   */
  increasing?: boolean | null;
  /**
   * What is predicted outside the range.
   * Default: `"nan"`.
   */
  out_of_bounds?: 'nan' | 'clip' | 'raise';
}

/**
 * The curve of one column that never falls and is nearest to the target (pool adjacent violators),
 * as scikit-learn's class of that name: straight between the points that it learnt from.
 */
export class IsotonicRegression extends Estimator<IsotonicRegressionParams> {
  readonly estimator = 'IsotonicRegression';
}

/** Parameters of `CalibratedClassifierCV`. */
export interface CalibratedClassifierCVParams {
  /**
   * The classifier.
   * Default: `{"estimator":"LogisticRegression","state":{"penalty":"auto","C":1,"l1_ratio":0,"tol":0.0001,"fit_intercept":true,"class_weight":null,"solver":"lbfgs","max_iter":100}}`.
   */
  estimator?: Estimator;
  /**
   * The form of the curve.
   * Default: `"sigmoid"`.
   */
  method?: 'sigmoid' | 'isotonic';
  /**
   * The number of folds, at least 2.
   * Default: `5`.
   */
  cv?: number;
  /**
   * Whether each fold's own classifier predicts; else one that has learnt from all rows does,
   * with curves from all folds.
   * Default: `true`.
   */
  ensemble?: boolean;
}

/**
 * Any classifier with probabilities that mean what they say, as scikit-learn's class of that name:
 * for each fold it learns from the others, and a curve from scores of the fold to probabilities;
 * predictions are the mean over folds. Folds are stratified and not shuffled.
 */
export class CalibratedClassifierCV extends Estimator<CalibratedClassifierCVParams> {
  readonly estimator = 'CalibratedClassifierCV';
}

/** Parameters of `AlternatingLeastSquares`. */
export interface AlternatingLeastSquaresParams {
  /**
   * Numbers for each user and item.
   * Default: `100`.
   */
  factors?: number;
  /**
   * How strongly factors are held near 0; more than 0.
   * Default: `0.01`.
   */
  regularization?: number;
  /**
   * What values are multiplied with to become confidence; more than 0.
   * Default: `1`.
   */
  alpha?: number;
  /**
   * How often users and items are solved in turn.
   * Default: `15`.
   */
  iterations?: number;
  /**
   * Steps of conjugate gradients each time.
   * Default: `3`.
   */
  cg_steps?: number;
  /**
   * The seed of the first factors.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Factors of users and items whose products come near 1 where there was an interaction and near 0
 * elsewhere, the more so the stronger it was (Hu, Koren and Volinsky 2008). Each half step is
 * solved by a few steps of conjugate gradients (Takács, Pilászy and Tikk 2011).
 *
 * The value of an interaction, times `alpha`, is the confidence in it; where there is none, the
 * confidence is 1. A negative value says, with that confidence, that the item was not liked.
 * Parameters and defaults are those of the Python package `implicit`.
 */
export class AlternatingLeastSquares extends Recommender<AlternatingLeastSquaresParams> {
  readonly estimator = 'AlternatingLeastSquares';
}

/** Parameters of `BayesianPersonalizedRanking`. */
export interface BayesianPersonalizedRankingParams {
  /**
   * Numbers for each user and item, the item's bias not counted.
   * Default: `100`.
   */
  factors?: number;
  /**
   * The length of a step; more than 0.
   * Default: `0.01`.
   */
  learning_rate?: number;
  /**
   * How strongly factors are held near 0; 0 or more.
   * Default: `0.01`.
   */
  regularization?: number;
  /**
   * Each draws as many pairs as there are interactions.
   * Default: `100`.
   */
  iterations?: number;
  /**
   * Skips pairs whose second item the user has met too.
   * Default: `true`.
   */
  verify_negative_samples?: boolean;
  /**
   * The seed of first factors and pairs.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * Factors of users and items, and a bias for each item, that put what a user has met before what
 * the user has not (Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009): stochastic gradient
 * steps on the logistic loss of random pairs. Values do not count, only that they are there.
 *
 * Parameters and defaults are those of the Python package `implicit`.
 */
export class BayesianPersonalizedRanking extends Recommender<BayesianPersonalizedRankingParams> {
  readonly estimator = 'BayesianPersonalizedRanking';
}

/** Parameters of `MatrixFactorization`. */
export interface MatrixFactorizationParams {
  /**
   * Numbers for each user and item.
   * Default: `50`.
   */
  n_factors?: number;
  /**
   * How often each rating is learnt from.
   * Default: `20`.
   */
  n_epochs?: number;
  /**
   * The length of a step; more than 0.
   * Default: `0.01`.
   */
  learning_rate?: number;
  /**
   * How strongly biases and factors are held near 0; 0 or more.
   * Default: `0.05`.
   */
  regularization?: number;
  /**
   * The spread of the first factors.
   * Default: `0.1`.
   */
  init_std?: number;
  /**
   * The seed of the first factors and of the order of ratings.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * A rating is the mean of all, plus the user's bias, plus the item's, plus the product of their
 * factors (Koren, Bell and Volinsky 2009), learnt by stochastic gradient descent.
 */
export class MatrixFactorization extends Recommender<MatrixFactorizationParams> {
  readonly estimator = 'MatrixFactorization';
}

/** Parameters of `SvdPlusPlus`. */
export interface SvdPlusPlusParams {
  /**
   * Numbers for each user and item.
   * Default: `20`.
   */
  n_factors?: number;
  /**
   * How often each rating is learnt from.
   * Default: `20`.
   */
  n_epochs?: number;
  /**
   * The length of a step; more than 0.
   * Default: `0.007`.
   */
  learning_rate?: number;
  /**
   * How strongly biases and factors are held near 0; 0 or more.
   * Default: `0.02`.
   */
  regularization?: number;
  /**
   * The spread of the first factors.
   * Default: `0.01`.
   */
  init_std?: number;
  /**
   * The seed of the first factors and of the order of ratings.
   * Default: `0`.
   */
  random_state?: number;
}

/**
 * `MatrixFactorization` in which a user's factors are joined by those of all items the user
 * has rated, whatever the ratings (Koren 2008). The items' part is learnt once for each user
 * and epoch, from the sum of the gradients of all the user's ratings, so that an epoch takes
 * no longer than that of `MatrixFactorization`. Learning rate and size are the paper's.
 */
export class SvdPlusPlus extends Recommender<SvdPlusPlusParams> {
  readonly estimator = 'SvdPlusPlus';
}

/** Parameters of `CosineRecommender`. */
export interface CosineRecommenderParams {
  /**
   * How many neighbours each item keeps, itself among them.
   * Default: `20`.
   */
  k?: number;
}

/**
 * Items are alike by the cosine of their columns (Sarwar et al. 2001). Parameters, defaults
 * and meaning are those of the Python package `implicit`.
 */
export class CosineRecommender extends Recommender<CosineRecommenderParams> {
  readonly estimator = 'CosineRecommender';
}

/** Parameters of `TfidfRecommender`. */
export interface TfidfRecommenderParams {
  /**
   * How many neighbours each item keeps, itself among them.
   * Default: `20`.
   */
  k?: number;
}

/**
 * Items are alike by the cosine of their columns, in which a value counts by its square root
 * and a user the less, the more items they have met.
 */
export class TfidfRecommender extends Recommender<TfidfRecommenderParams> {
  readonly estimator = 'TfidfRecommender';
}

/** Parameters of `Bm25Recommender`. */
export interface Bm25RecommenderParams {
  /**
   * How many neighbours each item keeps, itself among them.
   * Default: `20`.
   */
  k?: number;
  /**
   * How soon the strength of an interaction saturates; 0 or more.
   * Default: `1.2`.
   */
  k1?: number;
  /**
   * How much the popularity of an item counts against it, 0 to 1.
   * Default: `0.75`.
   */
  b?: number;
}

/**
 * Items are alike by the product of their columns weighted as words are by Okapi BM25
 * (Robertson and Zaragoza 2009): items take the place of documents, users that of words.
 */
export class Bm25Recommender extends Recommender<Bm25RecommenderParams> {
  readonly estimator = 'Bm25Recommender';
}

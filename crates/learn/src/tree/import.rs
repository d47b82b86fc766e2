//! Models of LightGBM (text) and XGBoost (JSON) as boosting models that predict the same.

use super::boosting::{BoostingModel, Task};
use super::loss::Loss;
use super::structure::Tree;
use crate::{Error, Model, Result};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};

const LIGHTGBM: &str = "LightGBM model";
const XGBOOST: &str = "XGBoost model";

fn wrong(what: &str, reason: impl Into<String>) -> Error {
    Error::Model { what: what.into(), reason: reason.into() }
}

/// A node of a foreign tree.
enum Foreign {
    Leaf { value: f64, weight: f64 },
    Split(ForeignSplit),
}

struct ForeignSplit {
    feature: u32,
    threshold: f64,
    left: usize,
    right: usize,
    missing_left: bool,
    categories: Option<Vec<u32>>,
    value: f64,
    gain: f64,
    weight: f64,
}

/// Renumbers a tree so that children follow one another and come after their parents.
fn renumber(what: &str, node: impl Fn(usize) -> Result<Foreign>, most: usize) -> Result<Tree> {
    let mut tree = Tree::new(1);
    tree.push_leaf(0.0);
    let mut queue = VecDeque::from([(0usize, 0usize)]);
    while let Some((theirs, ours)) = queue.pop_front() {
        match node(theirs)? {
            Foreign::Leaf { value, weight } => {
                tree.value[ours] = value;
                tree.weight[ours] = weight;
            }
            Foreign::Split(split) => {
                let left = tree.push_leaf(0.0);
                tree.push_leaf(0.0);
                if tree.nodes() > most {
                    return Err(wrong(what, "a tree's nodes go round in circles"));
                }
                tree.left[ours] = left as u32;
                tree.feature[ours] = split.feature;
                tree.threshold[ours] = split.threshold;
                tree.missing_left[ours] = split.missing_left;
                tree.gain[ours] = split.gain;
                tree.weight[ours] = split.weight;
                tree.value[ours] = split.value;
                if let Some(set) = split.categories {
                    tree.category[ours] = tree.categories.len() as u32;
                    tree.categories.push(set);
                }
                queue.push_back((split.left, left));
                queue.push_back((split.right, left + 1));
            }
        }
    }
    Ok(tree)
}

/// The fields `key=value` of a part of LightGBM's text.
struct Fields<'a>(HashMap<&'a str, &'a str>, usize);

impl<'a> Fields<'a> {
    fn of(lines: &[&'a str], number: usize) -> Fields<'a> {
        Fields(lines.iter().filter_map(|line| line.split_once('=')).collect(), number)
    }

    fn text(&self, key: &str) -> Result<&'a str> {
        self.0.get(key).copied().ok_or_else(|| {
            wrong(LIGHTGBM, format!("the part from line {} on has no {key}", self.1))
        })
    }

    fn list<T: std::str::FromStr>(&self, key: &str, count: usize) -> Result<Vec<T>> {
        let text = self.text(key)?;
        let list: Option<Vec<T>> = text.split_whitespace().map(|t| t.parse().ok()).collect();
        match list {
            Some(list) if list.len() == count => Ok(list),
            _ => Err(wrong(
                LIGHTGBM,
                format!("{key} in the part from line {} on: expected {count} numbers", self.1),
            )),
        }
    }

    fn number<T: std::str::FromStr>(&self, key: &str) -> Result<T> {
        self.list(key, 1)?.pop().ok_or_else(|| wrong(LIGHTGBM, format!("{key} is empty")))
    }
}

impl BoostingModel {
    /// Reads a model that LightGBM has saved as text. Classes get the numbers 0, 1, ...
    ///
    /// ```no_run
    /// use sparkler_learn::tree::BoostingModel;
    /// let text = std::fs::read_to_string("model.txt").unwrap();
    /// let model = BoostingModel::from_lightgbm(&text).unwrap();
    /// ```
    ///
    /// # Errors
    /// If the text is broken, or the model has something that cannot be represented: linear
    /// leaves, zeros that count as missing, one-against-all classes.
    pub fn from_lightgbm(text: &str) -> Result<BoostingModel> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        if lines.first() != Some(&"tree") {
            return Err(wrong(LIGHTGBM, "the first line is not `tree`"));
        }
        let starts: Vec<usize> =
            (0..lines.len()).filter(|&i| lines[i].starts_with("Tree=")).collect();
        let end = lines.iter().position(|l| *l == "end of trees").ok_or_else(|| {
            wrong(LIGHTGBM, "the line `end of trees` is missing: is the file complete?")
        })?;
        let head = Fields::of(&lines[..starts.first().copied().unwrap_or(end)], 1);
        let groups: usize = head.number("num_tree_per_iteration")?;
        let columns = head.number::<usize>("max_feature_idx")?.saturating_add(1);
        let objective = head.text("objective").unwrap_or("regression");
        let mut words = objective.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let options: Vec<&str> = words.collect();
        let mut scale = 1.0;
        let (task, loss) = match kind {
            "binary" => {
                if let Some(s) = options.iter().find_map(|o| o.strip_prefix("sigmoid:")) {
                    scale = s.parse().map_err(|_| wrong(LIGHTGBM, format!("sigmoid:{s}")))?;
                }
                (Task::Classifier, Loss::Logistic)
            }
            "cross_entropy" => (Task::Classifier, Loss::Logistic),
            "multiclass" => (Task::Classifier, Loss::Multinomial),
            "regression" | "regression_l1" | "huber" | "fair" | "quantile" | "mape"
                if !options.contains(&"sqrt") =>
            {
                (Task::Regressor, Loss::SquaredError)
            }
            "poisson" | "gamma" | "tweedie" => (Task::Regressor, Loss::Poisson),
            "lambdarank" | "rank_xendcg" => (Task::Ranker, Loss::Rank { truncation: 30 }),
            _ => {
                return Err(wrong(
                    LIGHTGBM,
                    format!(
                        "the objective `{objective}` is not supported: expected binary, \
                         multiclass, cross_entropy, a regression, poisson, gamma, tweedie or \
                         lambdarank"
                    ),
                ));
            }
        };
        let mut trees = Vec::with_capacity(starts.len());
        for (i, &start) in starts.iter().enumerate() {
            let stop = starts.get(i + 1).copied().unwrap_or(end).max(start);
            trees.push(lightgbm_tree(&Fields::of(&lines[start..stop], start + 1))?);
        }
        if lines.contains(&"average_output") {
            scale /= (trees.len() / groups.max(1)).max(1) as f64;
        }
        if scale != 1.0 {
            trees.iter_mut().flat_map(|t| &mut t.value).for_each(|v| *v *= scale);
        }
        finish(LIGHTGBM, task, loss, columns, vec![0.0; groups], trees, false)
    }

    /// Reads a model that XGBoost has saved as JSON. Classes get the numbers 0, 1, ...
    ///
    /// # Errors
    /// If the JSON is broken, or the model has something that cannot be represented: a booster
    /// other than `gbtree`, vector leaves, categorical splits.
    pub fn from_xgboost(json: &str) -> Result<BoostingModel> {
        let root: Value = serde_json::from_str(json).map_err(|e| wrong(XGBOOST, e.to_string()))?;
        let at = |path: &str| {
            root.pointer(path).ok_or_else(|| wrong(XGBOOST, format!("{path} is missing")))
        };
        let booster = at("/learner/gradient_booster/name")?.as_str().unwrap_or_default();
        if booster != "gbtree" {
            return Err(wrong(XGBOOST, format!("the booster is {booster}: expected gbtree")));
        }
        let number = |path: &str| -> Result<usize> {
            at(path)?
                .as_str()
                .and_then(|s| s.parse().ok())
                .ok_or_else(|| wrong(XGBOOST, format!("{path} is not a number in quotes")))
        };
        let columns = number("/learner/learner_model_param/num_feature")?;
        let groups = number("/learner/learner_model_param/num_class")?.max(1);
        let base: Option<Vec<f64>> =
            at("/learner/learner_model_param/base_score")?.as_str().and_then(|s| {
                s.trim_matches(['[', ']']).split(',').map(|s| s.trim().parse().ok()).collect()
            });
        let base = base
            .filter(|b| b.len() == 1 || b.len() == groups)
            .ok_or_else(|| wrong(XGBOOST, format!("base_score: expected 1 or {groups} numbers")))?;
        let objective = at("/learner/objective/name")?.as_str().unwrap_or_default();
        let (task, loss) = match objective {
            "binary:logistic" | "reg:logistic" | "binary:logitraw" => {
                (Task::Classifier, Loss::Logistic)
            }
            "multi:softprob" | "multi:softmax" => (Task::Classifier, Loss::Multinomial),
            "reg:squarederror" | "reg:absoluteerror" | "reg:pseudohubererror" => {
                (Task::Regressor, Loss::SquaredError)
            }
            "count:poisson" | "reg:gamma" | "reg:tweedie" => (Task::Regressor, Loss::Poisson),
            "rank:ndcg" | "rank:pairwise" | "rank:map" => {
                (Task::Ranker, Loss::Rank { truncation: 30 })
            }
            _ => return Err(wrong(XGBOOST, format!("the objective {objective} is not supported"))),
        };
        let base = |group: usize| {
            let base = base[group % base.len()];
            match loss {
                Loss::Logistic if objective != "binary:logitraw" => (base / (1.0 - base)).ln(),
                Loss::Poisson => base.ln(),
                _ => base,
            }
        };
        let baseline = (0..groups).map(base).collect();
        let list = at("/learner/gradient_booster/model/trees")?
            .as_array()
            .ok_or_else(|| wrong(XGBOOST, "trees is not an array"))?;
        let info = at("/learner/gradient_booster/model/tree_info")?
            .as_array()
            .ok_or_else(|| wrong(XGBOOST, "tree_info is not an array"))?;
        if info.len() != list.len()
            || (0..info.len()).any(|i| info[i].as_u64() != Some((i % groups) as u64))
        {
            return Err(wrong(XGBOOST, "the trees are not in rounds of one for each class"));
        }
        let trees = list.iter().map(xgboost_tree).collect::<Result<Vec<_>>>()?;
        finish(XGBOOST, task, loss, columns, baseline, trees, true)
    }
}

fn finish(
    what: &str,
    task: Task,
    loss: Loss,
    n_features: usize,
    baseline: Vec<f64>,
    trees: Vec<Tree>,
    single_precision: bool,
) -> Result<BoostingModel> {
    let classes = match task {
        Task::Classifier => (0..baseline.len().max(2)).map(|c| c as f64).collect(),
        _ => Vec::new(),
    };
    let model = BoostingModel {
        task,
        loss,
        n_features,
        classes,
        baseline,
        trees,
        train_score: Vec::new(),
        validation_score: Vec::new(),
        single_precision,
    };
    model.validate().map_err(|e| wrong(what, e.to_string()))?;
    Ok(model)
}

fn lightgbm_tree(fields: &Fields<'_>) -> Result<Tree> {
    let leaves: usize = fields.number("num_leaves")?;
    if leaves == 0 {
        return Err(wrong(LIGHTGBM, "a tree has 0 leaves"));
    }
    if fields.text("is_linear").is_ok_and(|l| l != "0") {
        return Err(wrong(LIGHTGBM, "linear leaves are not supported"));
    }
    let values: Vec<f64> = fields.list("leaf_value", leaves)?;
    let splits = leaves - 1;
    let weights: Vec<f64> = fields.list("leaf_count", leaves).unwrap_or_else(|_| vec![0.0; leaves]);
    if splits == 0 {
        let leaf = |_| Ok(Foreign::Leaf { value: values[0], weight: weights[0] });
        return renumber(LIGHTGBM, leaf, 1);
    }
    let features: Vec<u32> = fields.list("split_feature", splits)?;
    let thresholds: Vec<f64> = fields.list("threshold", splits)?;
    let decisions: Vec<u8> = fields.list("decision_type", splits)?;
    let left: Vec<i64> = fields.list("left_child", splits)?;
    let right: Vec<i64> = fields.list("right_child", splits)?;
    let optional = |key| fields.list(key, splits).unwrap_or_else(|_| vec![0.0; splits]);
    let (gains, node_values, node_weights) =
        (optional("split_gain"), optional("internal_value"), optional("internal_count"));
    let sets: usize = fields.number("num_cat").unwrap_or(0);
    let (bounds, words): (Vec<usize>, Vec<u32>) = if sets > 0 {
        let bounds: Vec<usize> = fields.list("cat_boundaries", sets + 1)?;
        let words = fields.list("cat_threshold", bounds[sets])?;
        (bounds, words)
    } else {
        (Vec::new(), Vec::new())
    };
    // Inner nodes are 0, 1, ...; leaf number `l` is -1 - l, and here `splits + l`.
    let place = |child: i64| match usize::try_from(child) {
        Ok(node) if node < splits => Ok(node),
        Err(_) if (-1 - child) < leaves as i64 => Ok(splits + (-1 - child) as usize),
        _ => Err(wrong(LIGHTGBM, format!("a child {child} in a tree of {leaves} leaves"))),
    };
    let node = |node: usize| {
        if node >= splits {
            let leaf = node - splits;
            return Ok(Foreign::Leaf { value: values[leaf], weight: weights[leaf] });
        }
        let decision = decisions[node];
        let missing_type = decision >> 2 & 3;
        let is_category = decision & 1 == 1;
        if missing_type == 1 && !is_category {
            return Err(wrong(LIGHTGBM, "zeros that count as missing are not supported"));
        }
        let categories = if is_category {
            let set = thresholds[node] as usize;
            let range = match (bounds.get(set), bounds.get(set + 1)) {
                (Some(&a), Some(&b)) => a..b,
                _ => 0..usize::MAX,
            };
            let set = words.get(range);
            Some(set.ok_or_else(|| wrong(LIGHTGBM, "a set of categories is missing"))?.to_vec())
        } else {
            None
        };
        // Where missing values were not seen, they count as 0.
        let missing_left = match (is_category, missing_type) {
            (true, _) => false,
            (false, 2) => decision & 2 != 0,
            _ => 0.0 <= thresholds[node],
        };
        Ok(Foreign::Split(ForeignSplit {
            feature: features[node],
            threshold: thresholds[node],
            left: place(left[node])?,
            right: place(right[node])?,
            missing_left,
            categories,
            value: node_values[node],
            gain: gains[node],
            weight: node_weights[node],
        }))
    };
    renumber(LIGHTGBM, node, 2 * leaves)
}

fn xgboost_tree(tree: &Value) -> Result<Tree> {
    let list = |key: &str| -> Result<&Vec<Value>> {
        tree[key].as_array().ok_or_else(|| wrong(XGBOOST, format!("a tree has no {key}")))
    };
    let (left, right) = (list("left_children")?, list("right_children")?);
    let (features, conditions) = (list("split_indices")?, list("split_conditions")?);
    let defaults = list("default_left")?;
    let n = left.len();
    for (key, other) in [
        ("right_children", right),
        ("split_indices", features),
        ("split_conditions", conditions),
        ("default_left", defaults),
    ] {
        if other.len() != n {
            return Err(wrong(XGBOOST, format!("a tree has {n} nodes, but {} {key}", other.len())));
        }
    }
    if tree["split_type"].as_array().is_some_and(|t| t.iter().any(|t| t.as_u64() == Some(1))) {
        return Err(wrong(XGBOOST, "categorical splits are not supported"));
    }
    let float = |key: &str, node: usize| tree[key][node].as_f64().unwrap_or(0.0);
    let node = |node: usize| {
        if node >= n {
            return Err(wrong(XGBOOST, format!("a child {node} in a tree of {n} nodes")));
        }
        let condition = conditions[node]
            .as_f64()
            .ok_or_else(|| wrong(XGBOOST, "a split condition is not a number"))?;
        let weight = float("sum_hessian", node);
        let child = |list: &[Value]| list[node].as_i64().unwrap_or(-1);
        if child(left) < 0 {
            return Ok(Foreign::Leaf { value: f64::from(condition as f32), weight });
        }
        Ok(Foreign::Split(ForeignSplit {
            feature: features[node]
                .as_u64()
                .and_then(|f| u32::try_from(f).ok())
                .ok_or_else(|| wrong(XGBOOST, "a split index is not a column"))?,
            // Left is what lies below the number, so at most the next lower one.
            threshold: f64::from((condition as f32).next_down()),
            left: child(left) as usize,
            right: usize::try_from(child(right))
                .map_err(|_| wrong(XGBOOST, "a node has a left child alone"))?,
            missing_left: defaults[node].as_u64() == Some(1)
                || defaults[node].as_bool() == Some(true),
            categories: None,
            value: float("base_weights", node),
            gain: float("loss_changes", node),
            weight,
        }))
    };
    renumber(XGBOOST, node, 2 * n + 1)
}

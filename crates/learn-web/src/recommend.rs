//! Recommenders. Scores come as a list of numbers: an item's or user's number, its score, the next
//! number, ...

use crate::progress::{Watched, Watcher};
use crate::{parsed, thrown};
use sparkler_learn::recommend::{
    Interactions, SavedRecommender, Scored, recommender_list, recommender_params,
};
use sparkler_learn::{Error, FitOptions};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

type Result<T> = std::result::Result<T, JsError>;

/// All recommenders: a list of names and parameters with their defaults.
#[wasm_bindgen]
pub fn recommenders() -> Result<String> {
    recommender_list().map(|list| list.to_string()).map_err(thrown)
}

/// All parameters of a recommender, where some are given.
#[wasm_bindgen(js_name = recommenderParameters)]
pub fn recommender_parameters(name: &str, params: &str) -> Result<String> {
    let given = parsed(name, params).map_err(thrown)?;
    recommender_params(name, &given).map(|all| all.to_string()).map_err(thrown)
}

fn flat(list: Vec<Scored>) -> Vec<f64> {
    list.into_iter().flat_map(|one| [one.id as f64, one.score]).collect()
}

/// What has learnt to recommend.
#[wasm_bindgen]
pub struct Recommends(SavedRecommender);

impl Recommends {
    fn user(&self, name: &str) -> Result<usize> {
        self.0.names().user(name).map_err(thrown)
    }

    fn item(&self, name: &str) -> Result<usize> {
        self.0.names().item(name).map_err(thrown)
    }
}

#[wasm_bindgen]
impl Recommends {
    /// `users` and `items` hold places among the names, `values` one number for each.
    pub fn fit(
        name: &str,
        params: &str,
        user_names: Vec<String>,
        item_names: Vec<String>,
        users: Vec<u32>,
        items: Vec<u32>,
        values: Vec<f64>,
        watcher: Option<Watcher>,
    ) -> Result<Recommends> {
        let params = parsed(name, params).map_err(thrown)?;
        let mut met = Interactions::default();
        for ((&user, &item), &value) in users.iter().zip(&items).zip(&values) {
            let names = (user_names.get(user as usize), item_names.get(item as usize));
            let (Some(user), Some(item)) = names else {
                let reason = format!("user {user} or item {item} has no name");
                return Err(thrown(Error::Parameters { estimator: name.into(), reason }));
            };
            met.push(user, item, value, None);
        }
        let fitted = Watched::run(watcher, |progress| {
            let options = FitOptions { progress: Some(progress), ..FitOptions::default() };
            SavedRecommender::fit(name, &params, &met, &options)
        });
        fitted.map(Recommends).map_err(thrown)
    }

    pub fn load(bytes: &[u8]) -> Result<Recommends> {
        SavedRecommender::from_bytes("recommender", bytes).map(Recommends).map_err(thrown)
    }

    pub fn save(&self) -> Result<Vec<u8>> {
        self.0.to_bytes().map_err(thrown)
    }

    pub fn estimator(&self) -> String {
        self.0.model().estimator().into()
    }

    pub fn users(&self) -> Vec<String> {
        let names = self.0.names();
        (0..names.n_users()).map(|user| names.user_name(user).into()).collect()
    }

    pub fn items(&self) -> Vec<String> {
        let names = self.0.names();
        (0..names.n_items()).map(|item| names.item_name(item).into()).collect()
    }

    pub fn predict(&self, user: &str, item: &str) -> Result<f64> {
        let (user, item) = (self.user(user)?, self.item(item)?);
        self.0.model().predict(user, item).map_err(thrown)
    }

    pub fn recommend(&self, user: &str, n: usize, filter_already_liked: bool) -> Result<Vec<f64>> {
        let user = self.user(user)?;
        self.0.model().recommend(user, n, filter_already_liked).map(flat).map_err(thrown)
    }

    /// For somebody it has not learnt from.
    #[wasm_bindgen(js_name = recommendFor)]
    pub fn recommend_for(
        &self,
        items: Vec<String>,
        values: Vec<f64>,
        n: usize,
        filter_already_liked: bool,
    ) -> Result<Vec<f64>> {
        let mut met = Vec::with_capacity(items.len());
        for (item, value) in items.iter().zip(values) {
            met.push((self.item(item)?, value));
        }
        self.0.model().recommend_for(&met, n, filter_already_liked).map(flat).map_err(thrown)
    }

    #[wasm_bindgen(js_name = similarItems)]
    pub fn similar_items(&self, item: &str, n: usize) -> Result<Vec<f64>> {
        let item = self.item(item)?;
        self.0.model().similar_items(item, n).map(flat).map_err(thrown)
    }

    #[wasm_bindgen(js_name = similarUsers)]
    pub fn similar_users(&self, user: &str, n: usize) -> Result<Vec<f64>> {
        let user = self.user(user)?;
        self.0.model().similar_users(user, n).map(flat).map_err(thrown)
    }

    /// The score, then the parts.
    pub fn explain(&self, user: &str, item: &str, n: usize) -> Result<Vec<f64>> {
        let (user, item) = (self.user(user)?, self.item(item)?);
        let why = self.0.model().explain(user, item, n).map_err(thrown)?;
        let mut out = vec![why.score];
        out.extend(flat(why.contributions));
        Ok(out)
    }
}

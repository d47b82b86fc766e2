//! Models as Keras writes them down, and back.
//!
//! The form is that of Keras 2 and TensorFlow.js, which Keras 3 reads too: a sequential model is a
//! list of layers; any other names, for each time a layer is applied, the layers, applications and
//! outputs it takes.

use super::{KerasTensor, Model, ModelOptions, Network, Sequential, network::is_input};
use crate::layers::{InputLayer, LayerRef, Registry, dims_json, parse_dims};
use crate::{Error, Result};
use serde_json::{Map, Value as Json, json};
use sparkler_engine::DType;
use std::collections::HashMap;

/// More layers than this are taken for a broken file.
const MAX_LAYERS: usize = 20_000;

/// The `config` of a network.
pub(super) fn of_network(network: &Network) -> Map<String, Json> {
    let mut config = Map::new();
    config.insert("name".into(), network.name().into());
    let layers: Vec<Json> = match network.is_sequential() {
        true => sequential_layers(network),
        false => functional_layers(network),
    };
    config.insert("layers".into(), layers.into());
    if !network.is_sequential() {
        let places = places(network);
        let reference = |node: &usize| {
            json!([network.all_layers()[network.nodes()[*node].layer].name(), places[*node], 0])
        };
        let inputs = network.inputs().iter().map(reference).collect::<Vec<_>>();
        let outputs = network.outputs().iter().map(reference).collect::<Vec<_>>();
        config.insert("input_layers".into(), inputs.into());
        config.insert("output_layers".into(), outputs.into());
    }
    config
}

/// The shape of the input goes into the first layer, as TensorFlow.js wants it; an input of another
/// type than float32 is a layer of its own, since a layer's type is that of its weights too.
fn sequential_layers(network: &Network) -> Vec<Json> {
    let mut layers: Vec<Json> = network.layers().iter().map(LayerRef::config).collect();
    let input = &network.nodes()[network.inputs()[0]];
    if input.dtype != DType::F32 {
        layers.insert(0, network.all_layers()[0].config());
        return layers;
    }
    if let Some(config) = layers.first_mut().and_then(|l| l["config"].as_object_mut())
        && !config.contains_key("layers")
    {
        config.insert("batch_input_shape".into(), dims_json(&input.shape));
        config.insert("dtype".into(), input.dtype.name().into());
    }
    layers
}

/// For each node, how many times its layer was applied before.
fn places(network: &Network) -> Vec<usize> {
    let mut count = vec![0usize; network.all_layers().len()];
    network
        .nodes()
        .iter()
        .map(|node| {
            count[node.layer] += 1;
            count[node.layer] - 1
        })
        .collect()
}

fn functional_layers(network: &Network) -> Vec<Json> {
    let (layers, nodes, places) = (network.all_layers(), network.nodes(), places(network));
    layers
        .iter()
        .enumerate()
        .map(|(i, layer)| {
            let inbound: Vec<Json> = nodes
                .iter()
                .filter(|node| node.layer == i && !node.inputs.is_empty())
                .map(|node| {
                    let inputs = node.inputs.iter();
                    inputs
                        .map(|&x| json!([layers[nodes[x].layer].name(), places[x], 0, {}]))
                        .collect()
                })
                .collect();
            let mut out = layer.config();
            out["name"] = layer.name().into();
            out["inbound_nodes"] = inbound.into();
            out
        })
        .collect()
}

fn model_error(message: impl Into<String>) -> Error {
    Error::config("model", message)
}

/// A field under Keras's name, or under that which JavaScript gives it: `inboundNodes`.
fn field<'a>(json: &'a Json, name: &str) -> Option<&'a Json> {
    let found = json.get(name).or_else(|| json.get(camel_case(name)));
    found.filter(|value| !value.is_null())
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().unwrap_or_default().to_string();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        out.extend(letters);
    }
    out
}

/// The class name and the config of a layer or model.
fn parts(json: &Json) -> Result<(&str, &Json)> {
    let class = field(json, "class_name").and_then(Json::as_str);
    let class = class.ok_or_else(|| model_error("a layer without class_name"))?;
    Ok((class, json.get("config").unwrap_or(&Json::Null)))
}

fn is_model(class: &str) -> bool {
    matches!(class, "Sequential" | "Functional" | "Model")
}

/// The model of a configuration, with initial weights of that seed.
pub(super) fn model(json: &Json, registry: &Registry, seed: u64) -> Result<Model> {
    let (class, config) = parts(json)?;
    match class {
        "Sequential" => sequential(config, registry, seed),
        "Functional" | "Model" => functional(config, registry, seed),
        other => Err(Error::config(
            other,
            "is no class of model, expected Sequential, Functional or Model",
        )),
    }
}

fn layer(json: &Json, registry: &Registry, seed: u64) -> Result<LayerRef> {
    let (class, config) = parts(json)?;
    if !is_model(class) {
        return registry.layer(class, config);
    }
    let model = model(json, registry, seed)?;
    let outer = json.get("name").and_then(Json::as_str);
    Ok(LayerRef::new(
        Box::new(model.network().clone()),
        Some(outer.unwrap_or(model.name()).to_string()),
    ))
}

fn layers_of(config: &Json) -> Result<&Vec<Json>> {
    // Old files have the list itself.
    let layers = config.as_array().or_else(|| config.get("layers")?.as_array());
    match layers {
        Some(layers) if layers.len() <= MAX_LAYERS => Ok(layers),
        Some(layers) => {
            Err(model_error(format!("{} layers, expected at most {MAX_LAYERS}", layers.len())))
        }
        None => Err(model_error("layers is missing, expected a list of layers")),
    }
}

fn sequential(config: &Json, registry: &Registry, seed: u64) -> Result<Model> {
    let mut chain = Sequential::new().seed(seed);
    if let Some(name) = config.get("name").and_then(Json::as_str) {
        chain = chain.name(name);
    }
    let layers = layers_of(config)?;
    // Models inside a nameless chain may share a name: `sequential`, `sequential_1`, ...
    let mut names: HashMap<String, usize> = HashMap::new();
    for (i, json) in layers.iter().enumerate() {
        let (class, arguments) = parts(json)?;
        if i == 0 && class != "InputLayer" && !is_model(class) {
            chain = chain.add(input_of(arguments, config)?);
        }
        let mut made =
            layer(json, registry, seed.wrapping_add(i as u64 * u64::from(is_model(class))))?;
        if let (true, Some(network)) = (is_model(class), made.layer().as_network()) {
            let count = names.entry(network.name().to_string()).or_default();
            if *count > 0 {
                let name = format!("{}_{count}", network.name());
                made = LayerRef::new(Box::new(network.clone()), Some(name));
            }
            *count += 1;
        }
        chain = chain.add(made);
    }
    chain.build()
}

/// The input that a chain's first layer or the chain itself speaks of.
fn input_of(first: &Json, chain: &Json) -> Result<InputLayer> {
    let dims = ["batch_input_shape", "batch_shape"]
        .iter()
        .find_map(|key| field(first, key))
        .or_else(|| field(chain, "build_input_shape"));
    let dims = dims.ok_or_else(|| {
        model_error("its first layer has no batch_input_shape, so the input's shape is not known")
    })?;
    let dims = parse_dims(dims).ok_or_else(|| {
        model_error(format!("batch_input_shape is {dims}, expected a list of extents"))
    })?;
    Ok(InputLayer::with_dims(dims))
}

/// `[layer, application, output]`.
fn reference(json: &Json) -> Option<(&str, usize, usize)> {
    let [name, application, output, ..] = json.as_array()?.as_slice() else { return None };
    let index = |v: &Json| v.as_u64().and_then(|i| usize::try_from(i).ok());
    Some((name.as_str()?, index(application)?, index(output)?))
}

/// A list of references; a lone one may stand for a list of one.
fn references<'a>(json: Option<&'a Json>, what: &str) -> Result<Vec<(&'a str, usize, usize)>> {
    let error = || {
        let found = json.map_or("missing".into(), Json::to_string);
        model_error(format!("{what} is {found}, expected references [layer, application, output]"))
    };
    let list = json.and_then(Json::as_array).ok_or_else(error)?;
    if let Some(lone) = json.and_then(reference) {
        return Ok(vec![lone]);
    }
    list.iter().map(|item| reference(item).ok_or_else(error)).collect()
}

/// The references in a call as Keras 3 writes it: `{"args": [...], "kwargs": {...}}`, in which a
/// tensor is an object of the class `__keras_tensor__`.
fn call_arguments<'a>(call: &'a Json, what: &str) -> Result<Vec<(&'a str, usize, usize)>> {
    /// Collects the tensors in a value, at any depth.
    fn collect<'a>(value: &'a Json, out: &mut Vec<&'a Json>) {
        match value {
            Json::Object(map) if map.get("class_name").is_some_and(|c| c == "__keras_tensor__") => {
                out.push(&value["config"]["keras_history"]);
            }
            Json::Object(map) => map.values().for_each(|v| collect(v, out)),
            Json::Array(list) => list.iter().for_each(|v| collect(v, out)),
            _ => {}
        }
    }
    let (mut given, mut named) = (Vec::new(), Vec::new());
    collect(&call["args"], &mut given);
    collect(&call["kwargs"], &mut named);
    if !named.is_empty() {
        return Err(model_error(format!("{what} gives a tensor by name, which is not supported")));
    }
    let wrong = |found: &Json| {
        model_error(format!("{what} is {found}, expected [layer, application, output]"))
    };
    given.into_iter().map(|at| reference(at).ok_or_else(|| wrong(at))).collect()
}

fn functional(config: &Json, registry: &Registry, seed: u64) -> Result<Model> {
    struct Pending<'a> {
        layer: LayerRef,
        name: &'a str,
        /// What each application takes.
        calls: Vec<Vec<(&'a str, usize, usize)>>,
        outputs: Vec<KerasTensor>,
    }
    let layers = layers_of(config)?;
    let mut pending: Vec<Pending<'_>> = Vec::with_capacity(layers.len());
    let mut index: HashMap<&str, usize> = HashMap::new();
    for json in layers {
        let (class, arguments) = parts(json)?;
        let name = json.get("name").or_else(|| arguments.get("name")).and_then(Json::as_str);
        let name = name.ok_or_else(|| Error::config(class, "has no name"))?;
        let inner_seed = seed.wrapping_add(pending.len() as u64 * u64::from(is_model(class)));
        let layer = layer(json, registry, inner_seed)?;
        let mut calls = Vec::new();
        if let Some(given) = field(json, "inbound_nodes") {
            let what = format!("inbound_nodes of {name}");
            let nodes =
                given.as_array().ok_or_else(|| model_error(format!("{what} is no list")))?;
            // A single application may stand there without the outer list.
            let bare = nodes.iter().any(|n| reference(n).is_some());
            for node in if bare { std::slice::from_ref(given) } else { nodes } {
                calls.push(match node.get("args") {
                    Some(_) => call_arguments(node, &what)?,
                    None => references(Some(node), &what)?,
                });
            }
        }
        let outputs = match is_input(&layer) {
            true => vec![KerasTensor::of_input(&layer)],
            false => Vec::new(),
        };
        if index.insert(name, pending.len()).is_some() {
            return Err(model_error(format!("two layers are called {name:?}")));
        }
        pending.push(Pending { layer, name, calls, outputs });
    }
    let find = |pending: &[Pending<'_>], at: (&str, usize, usize)| -> Result<Option<KerasTensor>> {
        let (name, application, output) = at;
        let Some(&i) = index.get(name) else {
            return Err(model_error(format!("there is no layer {name:?}")));
        };
        if output != 0 {
            return Err(model_error(format!("layer {name:?} has no output {output}, only 0")));
        }
        Ok(pending[i].outputs.get(application).cloned())
    };
    // Layers stand in any order: go round until nothing more can be applied.
    loop {
        let mut progress = false;
        let mut left = None;
        for i in 0..pending.len() {
            while pending[i].outputs.len() < pending[i].calls.len() && !is_input(&pending[i].layer)
            {
                let call = &pending[i].calls[pending[i].outputs.len()];
                let inputs: Vec<Option<KerasTensor>> =
                    call.iter().map(|&at| find(&pending, at)).collect::<Result<_>>()?;
                let Some(inputs) = inputs.into_iter().collect::<Option<Vec<_>>>() else {
                    left = Some(pending[i].name);
                    break;
                };
                let inputs: Vec<&KerasTensor> = inputs.iter().collect();
                let y = pending[i].layer.apply_all(&inputs)?;
                pending[i].outputs.push(y);
                progress = true;
            }
        }
        match left {
            None => break,
            Some(name) if !progress => {
                return Err(model_error(format!("layer {name:?} depends on itself or on nothing")));
            }
            Some(_) => {}
        }
    }
    let ends = |what: &str| -> Result<Vec<KerasTensor>> {
        references(field(config, what), what)?
            .into_iter()
            .map(|at| {
                find(&pending, at)?.ok_or_else(|| {
                    model_error(format!(
                        "{what}: layer {:?} is not applied {} times",
                        at.0,
                        at.1 + 1
                    ))
                })
            })
            .collect()
    };
    let (inputs, outputs) = (ends("input_layers")?, ends("output_layers")?);
    let (inputs, outputs): (Vec<_>, Vec<_>) = (inputs.iter().collect(), outputs.iter().collect());
    let name = config.get("name").and_then(Json::as_str).map(str::to_string);
    Model::with_options(&inputs, &outputs, ModelOptions { name, seed, sequential: false })
}

//! The table of a model's layers, as Keras prints it.

use super::{Network, network::is_input};
use crate::layers::{LayerRef, format_dims};
use sparkler_engine::Variable;

/// `12,345`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `397.54 KB`.
fn readable(bytes: usize) -> String {
    let (mut size, mut unit) = (bytes as f64, 0);
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    format!("{size:.2} {}", UNITS[unit])
}

/// Numbers and bytes of some variables, each counted once.
fn totals<'a>(variables: impl Iterator<Item = &'a Variable>) -> (usize, usize) {
    let mut seen = std::collections::HashSet::new();
    variables.filter(|v| seen.insert(v.id())).fold((0, 0), |(n, bytes), v| {
        (n + v.shape().size(), bytes + v.shape().size() * v.dtype().size())
    })
}

fn line(label: &str, (count, bytes): (usize, usize)) -> String {
    format!(" {label}: {} ({})\n", grouped(count), readable(bytes))
}

/// The table, and the totals below it; with the optimizer's state if there is one.
pub(super) fn summary(network: &Network, optimizer: &[Variable]) -> String {
    let mut header = vec!["Layer (type)", "Output Shape", "Param #"];
    if !network.is_sequential() {
        header.push("Connected to");
    }
    let rows: Vec<Vec<String>> = rows(network);
    let widths: Vec<usize> = (0..header.len())
        .map(|c| {
            let cells = rows.iter().map(|row| row[c].chars().count());
            let least = [31, 22, 13, 20][c];
            cells.chain([header[c].len(), least]).max().unwrap_or(least)
        })
        .collect();
    let rule = |left: char, fill: &str, middle: char, right: char| {
        let parts: Vec<String> = widths.iter().map(|w| fill.repeat(w + 2)).collect();
        format!("{left}{}{right}\n", parts.join(&middle.to_string()))
    };
    let row = |cells: &[String], bar: char| {
        let cells: Vec<String> = cells
            .iter()
            .zip(&widths)
            .enumerate()
            .map(
                |(c, (cell, &w))| {
                    if c == 2 { format!(" {cell:>w$} ") } else { format!(" {cell:<w$} ") }
                },
            )
            .collect();
        format!("{bar}{}{bar}\n", cells.join(&bar.to_string()))
    };
    let header: Vec<String> = header.into_iter().map(str::to_string).collect();
    let mut out = format!("Model: \"{}\"\n", network.name());
    out += &rule('┏', "━", '┳', '┓');
    out += &row(&header, '┃');
    out += &rule('┡', "━", '╇', '┩');
    for (i, cells) in rows.iter().enumerate() {
        if i > 0 {
            out += &rule('├', "─", '┼', '┤');
        }
        out += &row(cells, '│');
    }
    out += &rule('└', "─", '┴', '┘');
    let weights = network.variables();
    out += &line("Total params", totals(weights.iter().chain(optimizer)));
    out += &line("Trainable params", totals(weights.iter().filter(|v| v.is_trainable())));
    out += &line("Non-trainable params", totals(weights.iter().filter(|v| !v.is_trainable())));
    if !optimizer.is_empty() {
        out += &line("Optimizer params", totals(optimizer.iter()));
    }
    out
}

fn rows(network: &Network) -> Vec<Vec<String>> {
    let (layers, nodes) = (network.all_layers(), network.nodes());
    let shown = |layer: &&LayerRef| !(network.is_sequential() && is_input(layer));
    layers
        .iter()
        .filter(shown)
        .map(|layer| {
            let own: Vec<_> = nodes.iter().filter(|n| layers[n.layer].is(layer)).collect();
            let shape = own.first().map_or("?".into(), |n| format_dims(&n.shape));
            let mut cells = vec![
                format!("{} ({})", layer.name(), layer.class_name()),
                shape,
                grouped(layer.count_params()),
            ];
            if !network.is_sequential() {
                let sources: Vec<&str> = own
                    .iter()
                    .flat_map(|n| &n.inputs)
                    .map(|&x| layers[nodes[x].layer].name())
                    .collect();
                cells.push(if sources.is_empty() { "-".into() } else { sources.join(", ") });
            }
            cells
        })
        .collect()
}

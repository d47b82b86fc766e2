//! The list of functions, from which each face makes its wrappers.

/// Calls `$wrap!` with every function of the interface: its name here, its name in JavaScript, its
/// parameters and what it gives. Types are `u32`, `i32`, `f64`, `bool`, and words that each face
/// has its own types for: `text` (a string) and `bytes` (a byte array). `fallible` functions give
/// a [`Result`](crate::Result), whose error is thrown.
#[macro_export]
macro_rules! interface {
    ($wrap:ident) => {
        $wrap! {
            plain table_version tableVersion() -> u32;
            plain op_table opTable() -> text;
            plain run run(op: u32, inputs: u32) -> i32;
            plain last_error lastError() -> text;
            fallible create create(dtype: u32, rank: u32, data: bytes) -> u32;
            fallible create_strings createStrings(rank: u32, data: bytes) -> u32;
            fallible describe describe(handle: u32) -> unit;
            fallible read read(handle: u32) -> bytes;
            fallible read_strings readStrings(handle: u32) -> bytes;
            fallible print print(handle: u32) -> text;
            fallible duplicate duplicate(handle: u32) -> u32;
            fallible release release(handle: u32) -> unit;
            fallible memory memory() -> unit;

            plain tape_begin tapeBegin() -> u32;
            fallible tape_watch tapeWatch(tape: u32, tensor: u32) -> unit;
            fallible tape_gradient tapeGradient(tape: u32, y: u32, dy: u32, count: u32) -> unit;
            plain pause_tapes pauseTapes(pause: bool) -> bool;
            fallible custom_gradient customGradient(value: u32, count: u32, callback: u32) -> u32;

            plain text text(value: text) -> u32;
            fallible text_of textOf(handle: u32) -> text;

            fallible variable variable(value: u32, name: text, trainable: bool) -> u32;
            fallible variable_assign variableAssign(variable: u32, value: u32) -> unit;
            fallible variable_value variableValue(variable: u32) -> u32;
            fallible name_of nameOf(handle: u32) -> text;

            fallible input input(config: text) -> u32;
            fallible layer layer(class_name: text, config: text) -> u32;
            fallible custom_layer customLayer(class_name: text, config: text, callback: u32) -> u32;
            fallible layer_add_weight layerAddWeight(config: text) -> u32;
            plain layer_training layerTraining() -> bool;
            fallible layer_apply layerApply(layer: u32, count: u32) -> u32;
            fallible layer_call layerCall(layer: u32, count: u32, training: bool) -> u32;
            fallible layer_build layerBuild(layer: u32, count: u32) -> unit;
            fallible layer_info layerInfo(layer: u32) -> text;
            fallible weights weights(handle: u32, kind: u32) -> u32;
            fallible set_trainable setTrainable(handle: u32, trainable: bool) -> unit;

            fallible model model(config: text, inputs: u32, outputs: u32) -> u32;
            fallible model_info modelInfo(model: u32) -> text;
            fallible model_layers modelLayers(model: u32) -> u32;
            fallible model_ends modelEnds(model: u32) -> u32;
            fallible model_summary modelSummary(model: u32) -> text;
            fallible model_predict modelPredict(model: u32, count: u32, batch_size: u32) -> u32;
            fallible model_compile modelCompile(model: u32, optimizer: u32, config: text) -> unit;
            fallible model_evaluate modelEvaluate(model: u32, count: u32, batch_size: u32) -> text;
            fallible model_train_on_batch modelTrainOnBatch(model: u32, count: u32) -> text;
            fallible model_topology modelTopology(model: u32, include_optimizer: bool) -> text;
            fallible model_weight_data modelWeightData(model: u32, include_optimizer: bool) -> bytes;
            fallible model_load modelLoad(json: text, weights: bytes) -> u32;
            fallible register_layer_class registerLayerClass(class_name: text, callback: u32) -> unit;

            fallible training_begin trainingBegin(model: u32, count: u32, validation_count: u32, config: text) -> u32;
            fallible training_next trainingNext(training: u32, want_logs: bool) -> u32;
            fallible training_names trainingNames(training: u32) -> text;

            fallible optimizer optimizer(class_name: text, config: text) -> u32;
            fallible optimizer_build optimizerBuild(optimizer: u32, count: u32) -> unit;
            fallible optimizer_apply optimizerApply(optimizer: u32, count: u32) -> unit;
            fallible optimizer_info optimizerInfo(optimizer: u32) -> text;
            fallible optimizer_set_learning_rate optimizerSetLearningRate(optimizer: u32, learning_rate: f64) -> unit;
            fallible optimizer_weights optimizerWeights(optimizer: u32) -> u32;

            plain threads threads() -> u32;
            plain set_threads setThreads(count: u32) -> unit;
        }
    };
}

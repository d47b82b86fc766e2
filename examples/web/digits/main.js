// The page: buttons, curves, paper, mistakes. What is learned, and how, is in worker.js.

import { SIDE, picture } from './centre.js';
import { Chart } from './chart.js';
import { learner } from './learner.js';
import { TRAINING } from './networks.js';
import { worksOffline } from './offline.js';
import { Pad } from './pad.js';

const $ = (id) => document.getElementById(id);
const percent = (value, digits = 0) => `${(100 * value).toFixed(digits)} %`;
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const list = (values) => values.join(', ');

/** How many mistakes are shown until somebody wants all. */
const FEW_MISTAKES = 48;
/** Milliseconds between two readings of the same drawing while the network learns. */
const READ_EVERY = 150;

/** What the page knows of the network. */
let network = 'mlp';
/** `loading`, `new`, `learning`, `stopping` or `learned`. */
let phase = 'loading';
let saved = null;

// --- what is said --------------------------------------------------------------------------------

/** Says something to those who listen instead of looking. */
function say(text) {
  $('say').textContent = text;
}

/** Shows what went wrong; nothing if all is well. */
function trouble(text) {
  $('trouble').textContent = text ?? '';
  $('trouble').hidden = !text;
  if (text) $('trouble').scrollIntoView({ block: 'nearest' });
}

/** Does something that may fail, and shows why it did. */
async function attempt(what, action) {
  trouble(null);
  try {
    return await action();
  } catch (error) {
    trouble(`${what}: ${error.message}`);
    return undefined;
  }
}

function show() {
  const idle = phase === 'new' || phase === 'learned';
  const texts = {
    loading: 'Loading…', new: 'Learn', learning: 'Stop', stopping: 'Stopping…', learned: 'Go on',
  };
  $('learn').textContent = texts[phase];
  $('learn').disabled = phase === 'loading' || phase === 'stopping';
  $('reset').disabled = phase !== 'learned';
  for (const id of ['save', 'download', 'networks', 'files']) $(id).disabled = !idle;
  $('forget').disabled = !idle || !saved;
  for (const radio of document.getElementsByName('network')) radio.checked = radio.value === network;
  $('saved').textContent = saved
    ? `A model is saved in this browser since ${new Date(saved.date).toLocaleString('en')}.`
    : 'Nothing is saved in this browser.';
}

// --- learning ------------------------------------------------------------------------------------

const lossChart = new Chart($('loss-chart'), {
  name: 'Loss', lowest: 0, highest: 0.5, format: (value) => value.toFixed(1),
});
const accuracyChart = new Chart($('accuracy-chart'), {
  name: 'Accuracy', lowest: 0.8, highest: 1, format: (value) => percent(value),
});

function clearFigures() {
  for (const id of ['accuracy', 'epoch', 'speed']) $(id).textContent = '–';
  lossChart.clear();
  accuracyChart.clear();
  showMistakes(null);
}

learner.addEventListener('progress', ({ detail }) => {
  const { loss, accuracy, testLoss, testAccuracy, epoch, epochs, passes, speed } = detail;
  lossChart.add('training', passes, loss);
  accuracyChart.add('training', passes, accuracy);
  lossChart.add('test', passes, testLoss);
  accuracyChart.add('test', passes, testAccuracy);
  if (testAccuracy !== undefined) $('accuracy').textContent = percent(testAccuracy, 1);
  $('epoch').textContent = `${epoch} of ${epochs}`;
  $('speed').textContent = whole.format(speed);
  readSoon(READ_EVERY);
});

async function learn() {
  phase = 'learning';
  show();
  say('It learns.');
  const done = await attempt('It stopped learning', () => learner.learn(TRAINING[network].epochs));
  phase = 'learned';
  show();
  readSoon();
  // What went wrong stays to be read.
  if (!done) return;
  const result = await findMistakes();
  const what = done.stopped ? 'Stopped.' : 'It has learned.';
  if (result) say(`${what} It reads ${percent(result.accuracy, 1)} of the test digits right.`);
}

async function startOver() {
  const done = await attempt('Cannot start over', () => learner.reset(network));
  if (!done) return;
  phase = 'new';
  clearFigures();
  show();
  readSoon();
  say('A new network, which knows nothing yet.');
}

$('learn').addEventListener('click', () => {
  if (phase === 'learning') {
    phase = 'stopping';
    show();
    attempt('Cannot stop', () => learner.stop());
  } else {
    learn();
  }
});
$('reset').addEventListener('click', startOver);
$('networks').addEventListener('change', ({ target }) => {
  network = target.value;
  startOver();
});

// --- threads -------------------------------------------------------------------------------------

const THREADS = 'digits-threads';
const cores = Math.max(navigator.hardwareConcurrency ?? 1, 1);

function showThreads(count, possible) {
  $('threads').disabled = !possible || cores === 1;
  $('threads').checked = count > 1;
  if (possible) $('threads-text').textContent = `Threads (${count} of ${cores})`;
  else $('threads-text').textContent = 'Threads (not here)';
}

$('threads').addEventListener('change', async () => {
  const wanted = $('threads').checked ? cores : 1;
  const count = await attempt('Cannot change the threads', () => learner.threads(wanted));
  if (count === undefined) return;
  localStorage.setItem(THREADS, String(wanted));
  showThreads(count, true);
});

// --- reading a drawing ---------------------------------------------------------------------------

const pad = new Pad($('pad'));
const rows = Array.from({ length: 10 }, (_, digit) => {
  const row = document.createElement('li');
  row.innerHTML = `<span class="digit">${digit}</span><span class="bar"><span></span></span><span class="score">–</span>`;
  $('scores').append(row);
  return row;
});

function showScores(scores) {
  const top = scores ? scores.indexOf(Math.max(...scores)) : -1;
  rows.forEach((row, digit) => {
    const score = scores?.[digit] ?? 0;
    row.classList.toggle('top', digit === top);
    row.querySelector('.bar span').style.transform = `scaleX(${score})`;
    row.querySelector('.score').textContent = scores ? percent(score) : '–';
  });
  $('answer').textContent = scores ? top : '?';
  $('sureness').textContent = scores ? `${percent(scores[top])} sure` : 'Nothing drawn yet';
  if (scores && phase === 'new') $('sureness').textContent = 'It has learned nothing yet: it guesses';
}

let readTimer = null;
let reading = false;
let again = false;
let spoken = null;

/** Reads the drawing in a moment, once for however many ask. */
function readSoon(delay = 0) {
  readTimer ??= setTimeout(read, delay);
}

async function read() {
  readTimer = null;
  if (phase === 'loading') return;
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  let result = null;
  try {
    if (!pad.empty) result = await learner.readDrawing(pad.ink(), pad.side);
  } catch (error) {
    trouble(`Cannot read the drawing: ${error.message}`);
  }
  const seen = $('seen').getContext('2d');
  if (result) seen.putImageData(picture(result.pixels), 0, 0);
  else seen.clearRect(0, 0, SIDE, SIDE);
  showScores(result?.scores);
  reading = false;
  if (again) {
    again = false;
    readSoon();
  }
}

/** Says what was read once the hand rests. */
function sayReading() {
  clearTimeout(spoken);
  spoken = setTimeout(() => {
    if (!pad.empty && $('answer').textContent !== '?') {
      say(`It reads ${$('answer').textContent}, ${$('sureness').textContent}.`);
    }
  }, 800);
}

pad.addEventListener('change', () => {
  readSoon();
  sayReading();
});
pad.addEventListener('pen', ({ detail }) => say(detail ? 'Pen down.' : 'Pen up.'));
$('clear').addEventListener('click', () => {
  pad.clear();
  say('Clean paper.');
});

// --- mistakes ------------------------------------------------------------------------------------

let mistakes = null;

async function findMistakes() {
  const result = await attempt('Cannot test it', () => learner.test());
  if (result) {
    $('accuracy').textContent = percent(result.accuracy, 1);
    for (const chart of [lossChart, accuracyChart]) {
      chart.describe(`${percent(result.accuracy, 1)} of the test digits are read right`);
    }
    showMistakes(result);
  }
  return result;
}

function mistake({ pixels, said, truth, score }) {
  const item = document.createElement('li');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `A handwritten ${truth}`);
  canvas.getContext('2d').putImageData(picture(pixels), 0, 0);
  const text = document.createElement('span');
  text.innerHTML = `said <b>${said}</b>, is <b>${truth}</b>`;
  text.title = `${percent(score)} sure`;
  item.append(canvas, text);
  return item;
}

function showMistakes(result, all = false) {
  mistakes = result;
  const wrong = result?.wrong ?? [];
  const shown = all ? wrong : wrong.slice(0, FEW_MISTAKES);
  $('mistakes-grid').replaceChildren(...shown.map(mistake));
  $('mistakes-more').hidden = shown.length === wrong.length;
  $('mistakes-more').textContent = `Show all ${whole.format(wrong.length)}`;
  $('mistakes-text').textContent = result
    ? `${whole.format(wrong.length)} of ${whole.format(result.count)} test digits are read wrong; those it was surest of come first.`
    : 'Once it has learned, the test digits that it reads wrong are shown here.';
}

$('mistakes-more').addEventListener('click', () => showMistakes(mistakes, true));

// --- keeping -------------------------------------------------------------------------------------

$('save').addEventListener('click', () => attempt('Cannot save it in this browser', async () => {
  saved = await learner.save();
  show();
  say('Saved in this browser.');
}));

$('forget').addEventListener('click', () => attempt('Cannot remove it', async () => {
  await learner.forget();
  saved = null;
  show();
  say('Removed from this browser.');
}));

$('download').addEventListener('click', () => attempt('Cannot download it', async () => {
  for (const { name, data } of await learner.files()) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(data);
    link.download = name;
    link.click();
    // The browser has taken its copy once this comes to pass.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}));

/** What is wrong with files that are no model, or null. */
function wrongFiles(files) {
  const names = list(files.map((file) => file.name));
  const of = (ending) => files.filter((file) => file.name.toLowerCase().endsWith(ending)).length;
  const expected = 'expected model.json together with its weights, weights.bin';
  if (of('.json') + of('.bin') < files.length) return `${names}: not a model; ${expected}`;
  if (of('.json') !== 1) return `${names}: ${of('.json') ? 'more than one model' : 'the weights alone'}; ${expected}`;
  if (of('.bin') === 0) return `${names}: the weights are missing; ${expected}`;
  return null;
}

async function open(files) {
  if (!files.length || phase === 'loading') return;
  if (phase === 'learning' || phase === 'stopping') {
    trouble('It is learning: stop it before you open another model.');
    return;
  }
  const wrong = wrongFiles(files);
  if (wrong) {
    trouble(wrong);
    return;
  }
  // The model's file goes before those of its weights.
  const ordered = files.toSorted((a, b) => b.name.endsWith('.json') - a.name.endsWith('.json'));
  const opened = await attempt(`Cannot open ${list(files.map((file) => file.name))}`,
    () => learner.open(ordered));
  if (opened) await opening(opened, 'Opened.');
}

/** Shows a model that came from elsewhere. */
async function opening(state, text) {
  network = state.network;
  phase = 'learned';
  clearFigures();
  show();
  const result = await findMistakes();
  if (result) say(`${text} It reads ${percent(result.accuracy, 1)} of the test digits right.`);
  readSoon();
}

$('files').addEventListener('change', async ({ target }) => {
  await open([...target.files]);
  target.value = '';
});
// Files may be dropped anywhere: a miss would have the browser leave the page.
addEventListener('dragover', (event) => {
  event.preventDefault();
  $('drop').classList.add('over');
});
for (const end of ['dragleave', 'drop']) {
  addEventListener(end, () => $('drop').classList.remove('over'));
}
addEventListener('drop', (event) => {
  event.preventDefault();
  const { files } = event.dataTransfer;
  if (files.length) open([...files]);
  else trouble('That was no file; expected model.json together with its weights, weights.bin');
});

// --- the beginning -------------------------------------------------------------------------------

function showSamples(pixels) {
  const context = $('samples').getContext('2d');
  const columns = $('samples').width / SIDE;
  for (let i = 0; i < pixels.length / SIDE ** 2; i++) {
    const sample = picture(pixels.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2));
    context.putImageData(sample, SIDE * (i % columns), SIDE * Math.floor(i / columns));
  }
}

async function begin() {
  showScores();
  show();
  const wanted = Number(localStorage.getItem(THREADS)) || undefined;
  const started = await attempt('This page cannot learn', () => learner.start(wanted));
  if (!started) return;
  showSamples(started.samples);
  showThreads(started.threads, started.canThread);
  $('machine').textContent = `Computes with ${started.backend}, ${started.threads === 1
    ? 'one thread' : `${started.threads} threads`}.`;
  const kept = await attempt('Cannot look for a saved model', () => learner.restore());
  saved = kept ?? null;
  if (kept && !kept.trouble) {
    await opening(kept, 'The model that was saved in this browser is here again.');
  } else {
    phase = 'new';
    show();
    if (kept) {
      trouble(`The model that is saved in this browser cannot be opened: ${kept.trouble}. It is left as it is.`);
    }
  }
  $('offline').textContent = await worksOffline(started.loaded)
    ? 'Works without a network from now on.' : 'Needs a network each time (this browser keeps nothing).';
}

begin();

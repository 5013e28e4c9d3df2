import { proxy, wrap } from 'comlink';
import type { Backend, BackendName } from '../network/backends.js';
import type { Architecture } from '../network/models.js';
import type { Report, Settings, Trainer } from '../network/trainer.js';
import { Dashboard } from './dashboard.js';
import { element, slider } from './dom.js';
import { download } from './download.js';
import { Drawing } from './drawing.js';
import { Prediction } from './prediction.js';

const TITLES: Record<BackendName, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'JavaScript (cpu)',
};

/** The network section of the page. Training happens in a worker, so the page never waits for it. */
export async function startLab(): Promise<void> {
  const worker = new Worker(new URL('../network/worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', ({ message }) =>
    showProblem(`The worker that trains does not run: ${message || 'this browser refuses it'}.`),
  );
  const trainer = wrap<Trainer>(worker);
  const dashboard = new Dashboard();
  const prediction = new Prediction();
  const backend = element('backend', HTMLSelectElement);
  const architecture = element('architecture', HTMLSelectElement);
  const digits = element('digits', HTMLSelectElement);
  const twin = element('twin', HTMLInputElement);
  const train = element('train', HTMLButtonElement);
  const controls = element('controls', HTMLFieldSetElement);
  const modelFiles = element('load', HTMLInputElement);
  const drawing = new Drawing(
    element('drawing', HTMLCanvasElement),
    element('pen', HTMLElement),
    () => void attempt(predict),
  );

  const maxValue = slider('c', POWER_OF_2, (c) => void adjust({ maxValue: c }));
  const dropout = slider('dropout', SHARE, (rate) => void adjust({ dropout: rate }));
  const learningRate = slider('rate', POWER_OF_10, (rate) => void adjust({ learningRate: rate }));

  let training = false;
  let predicting = false;
  let changed = false;

  function settings(): Settings {
    return {
      architecture: architecture.value as Architecture,
      maxValue: maxValue.read(),
      dropout: dropout.read(),
      learningRate: learningRate.read(),
      digits: Number(digits.value),
      twin: twin.checked,
    };
  }

  async function show(report: Report): Promise<void> {
    dashboard.show(report);
    await predict();
  }

  async function reset(): Promise<void> {
    await trainer.reset(settings());
    dashboard.clear();
    await show(await trainer.report());
  }

  function adjust(change: Parameters<Trainer['adjust']>[0]): Promise<void> {
    return attempt(() => trainer.adjust(change));
  }

  /** What changes while a prediction is made is predicted once, after it. */
  async function predict(): Promise<void> {
    changed = true;
    if (predicting) return;
    predicting = true;
    try {
      while (changed) {
        changed = false;
        const pixels = drawing.pixels();
        prediction.show(pixels == null ? [] : await trainer.predict(pixels));
      }
    } finally {
      predicting = false;
    }
  }

  async function toggleTraining(): Promise<void> {
    if (training) return trainer.pause();
    training = true;
    train.textContent = 'Pause';
    try {
      await trainer.train(proxy(show));
    } finally {
      training = false;
      train.textContent = 'Train';
    }
  }

  async function switchBackend(): Promise<void> {
    controls.disabled = true;
    try {
      await trainer.useBackend(backend.value as BackendName);
    } finally {
      controls.disabled = false;
      const report = await trainer.report();
      backend.value = report.backend;
      await show(report);
    }
  }

  async function load(): Promise<void> {
    const files = [...(modelFiles.files ?? [])];
    modelFiles.value = '';
    const loaded = await trainer.load(files);
    architecture.value = loaded.architecture;
    maxValue.moveTo(Math.log2(loaded.maxValue));
    dropout.moveTo(loaded.dropout);
    twin.checked = false;
    dashboard.clear();
    await show(await trainer.report());
  }

  train.addEventListener('click', () => void attempt(toggleTraining));
  element('reset', HTMLButtonElement).addEventListener('click', () => void attempt(reset));
  for (const select of [architecture, digits, twin]) {
    select.addEventListener('change', () => void attempt(reset));
  }
  backend.addEventListener('change', () => void attempt(switchBackend));
  element('clear', HTMLButtonElement).addEventListener('click', () => drawing.clear());
  element('unseen', HTMLButtonElement).addEventListener(
    'click',
    () => void attempt(async () => drawing.show((await trainer.unseenDigit()).pixels)),
  );
  element('save', HTMLButtonElement).addEventListener(
    'click',
    () => void attempt(async () => download(await trainer.save())),
  );
  modelFiles.addEventListener('change', () => void attempt(load));

  await attempt(async () => {
    showBackends(await trainer.start());
    await reset();
    backend.value = (await trainer.report()).backend;
    controls.disabled = false;
  });

  function showBackends(backends: Backend[]): void {
    backend.replaceChildren(
      ...backends.map(({ name, missing, emulated }) => {
        const note = missing == null ? (emulated ? ' (emulated: slow)' : '') : ' (not here)';
        const option = new Option(TITLES[name] + note, name);
        option.disabled = missing != null;
        return option;
      }),
    );
    element('missing', HTMLElement).replaceChildren(
      ...backends
        .filter(({ missing }) => missing != null)
        .map(({ name, missing }) => {
          const line = document.createElement('li');
          line.textContent = `No ${TITLES[name]}: ${missing}.`;
          return line;
        }),
    );
  }
}

const POWER_OF_2 = { value: (x: number) => twoDigits(2 ** x), show: String };
const POWER_OF_10 = { value: (x: number) => twoDigits(10 ** x), show: String };
const SHARE = { value: (x: number) => x, show: (rate: number) => rate.toFixed(2) };

/** What is used is what is shown. */
function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}

/** Says on the page what went wrong, until something goes right. */
async function attempt(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
    showProblem('');
  } catch (error) {
    showProblem(`That did not work: ${(error as Error).message.replace(/\.?$/, '.')}`);
  }
}

function showProblem(problem: string): void {
  const alert = element('problem', HTMLElement);
  alert.textContent = problem;
  alert.hidden = problem === '';
}

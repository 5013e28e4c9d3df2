import { proxy, wrap } from 'comlink';
import type { BackendName } from '../network/backendNames.js';
import type { Report } from '../network/report.js';
import type { Settings } from '../network/settings.js';
import type { Trainer } from '../network/trainer.js';
import { fromHash, toHash } from './address.js';
import { BackendChoice } from './backendChoice.js';
import { Controls } from './controls.js';
import { Dashboard } from './dashboard.js';
import { element, motionReduced, onClick } from './dom.js';
import { DrawingChapter } from './drawingChapter.js';
import { Inspector } from './inspector.js';
import { KeepChapter } from './keepChapter.js';
import { Messages } from './messages.js';
import { Run } from './run.js';
import { ShuffleChapter } from './shuffleChapter.js';
import { Story } from './story.js';
import { goToChapters } from './chapters.js';
import { onThingToTry } from './thingsToTry.js';

/** The networks on the page. They train in a worker, so the page never waits for them. */
export async function startLab(): Promise<void> {
  const messages = new Messages();
  const attempt = (action: () => Promise<unknown>) => messages.attempt(action);
  const worker = new Worker(new URL('../network/worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', ({ message }) =>
    messages.problem(`The worker that trains does not run: ${message || 'the browser refuses it'}`),
  );
  const trainer = wrap<Trainer>(worker);
  const dashboard = new Dashboard();
  const story = new Story();
  const inspector = new Inspector((layer, unit) => trainer.unit(layer, unit));
  const drawing = new DrawingChapter(trainer, attempt);
  const shuffles = new ShuffleChapter(() => drawing.pixels());
  const keep = new KeepChapter(trainer, attempt, onLoaded);
  const controls = new Controls({
    onAdjust: (change) => void attempt(() => trainer.adjust(change)),
    onRestart: () => void attempt(reset),
    onChosen: remember,
  });
  const backends = new BackendChoice((name) => {
    remember();
    void attempt(() => switchBackend(name));
  });
  const run = new Run(
    (steps) => attempt(() => trainer.train(proxy(show), steps)),
    () => void trainer.pause(),
  );

  /** In the address, and in the program. */
  function remember(): void {
    const place = { settings: controls.settings, backend: backends.chosen };
    keep.showProgram(place);
    const hash = toHash(place);
    if (hash !== location.hash.slice(1)) history.pushState(null, '', `#${hash}`);
  }

  async function show(report: Report): Promise<void> {
    messages.progress(report);
    backends.show(report.backend);
    story.show(report);
    dashboard.show(report);
    shuffles.show(report);
    await Promise.all([inspector.show(report), drawing.predict()]);
  }

  async function showNow(): Promise<void> {
    await show(await trainer.report());
  }

  async function reset(): Promise<void> {
    await trainer.reset(controls.settings);
    await showNow();
  }

  async function switchBackend(name: BackendName): Promise<void> {
    try {
      await backends.follow(name, () => trainer.useBackend(name));
    } finally {
      await showNow();
    }
  }

  /** As the address says: at the start, and after Back. */
  function settle(): BackendName | null {
    const place = fromHash(location.hash);
    controls.settings = place.settings;
    backends.chosen = place.backend;
    keep.showProgram(place);
    return place.backend;
  }

  async function onLoaded(settings: Settings): Promise<void> {
    controls.settings = settings;
    remember();
    await showNow();
  }

  onThingToTry((change) => {
    controls.settings = { ...controls.settings, ...change };
    remember();
    void attempt(reset);
    void run.start();
  });
  onClick('reset', () => attempt(reset));
  onClick('longest', () => inspector.selectLongest());
  onClick('shuffle', () =>
    attempt(async () => {
      await trainer.shuffle();
      await showNow();
    }),
  );
  addEventListener('popstate', () => {
    const backend = settle();
    void attempt(async () => {
      if (backend != null) await switchBackend(backend);
      await reset();
    });
  });

  goToChapters();

  const wanted = settle();
  await attempt(async () => {
    backends.offer(await trainer.start(controls.settings, proxy(messages.say)));
    if (wanted != null) await attempt(() => switchBackend(wanted));
    await drawing.begin();
    await showNow();
    element('lab', HTMLElement).dataset.ready = '';
  });
  if (!motionReduced()) run.tell();
}

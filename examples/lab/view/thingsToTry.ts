import { type Settings, STORY } from '../network/settings.js';

/** What the buttons of the page set; each starts over with it. */
const THINGS: Record<string, Partial<Settings>> = {
  story: STORY,
  free: { ...STORY, maxValue: 256 },
  short: { ...STORY, maxValue: 0.125 },
  calm: { ...STORY, learningRate: 0.02, maxValue: 2 },
  overfit: { ...STORY, digits: 250, learningRate: 0.1, maxValue: 2 },
  dropout: { ...STORY, dropout: 0.5, learningRate: 0.2, maxValue: 1 },
  plasticity: {
    ...STORY,
    maxValue: 0.7,
    learningRate: 0.1,
    digits: 8000,
    batchSize: 16,
    shuffleEvery: 100,
  },
};

/** Calls back with the settings of a button with `data-try`, and goes to what it shows, `data-show`. */
export function onThingToTry(start: (change: Partial<Settings>) => void): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-try]')) {
    button.addEventListener('click', () => {
      const { try: thing, show } = button.dataset;
      start(THINGS[thing!]);
      if (show != null) document.getElementById(show)!.scrollIntoView({ block: 'center' });
    });
  }
}

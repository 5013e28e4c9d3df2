import { element, onClick } from '../view/dom.js';
import { LINEAR, Slider } from '../view/slider.js';
import { Plane, type PlaneOptions } from './plane.js';
import {
  coordinateClipping,
  gradientClipping,
  gradientStep,
  type Knobs,
  l2Decay,
  maxNorm,
  type Move,
  type Rule,
} from './rules.js';
import { length, subtract, type Vector } from './vector.js';

const START: Vector = [1.2, -1.2];
const MINIMUM: Vector = [2.6, 1.5];
const PACE = 400; // milliseconds between two steps
const TRAIL = 60;
/** A run ends where w does not move any more, or goes to and fro for ever. */
const STILL = 1e-3;
const LONGEST_RUN = 40;
const FAR_MINIMUM: Vector = [2.9, 2.4];

/** A rule with its own weight vector, its picture and its reading. */
class Panel {
  trail: Vector[] = [];
  move: Move = still(START);
  private readonly plane: Plane;
  private readonly reading: HTMLElement;

  constructor(
    figure: HTMLElement,
    readonly rule: Rule,
    options: PlaneOptions,
  ) {
    this.plane = new Plane(figure, options);
    this.reading = figure.querySelector('.reading')!;
    figure.querySelector('.name')!.textContent = rule.name;
    figure.querySelector('.formula')!.textContent = rule.formula;
  }

  take(from: Vector, step: Vector, knobs: Knobs): void {
    const free: Vector = [from[0] + step[0], from[1] + step[1]];
    this.move = { from, free, to: this.rule.apply(from, step, knobs) };
  }

  remember(): void {
    this.trail = [...this.trail, this.move.to].slice(-TRAIL);
  }

  draw(minimum: Vector, knobs: Knobs): void {
    const { move, trail } = this;
    this.plane.draw({ maxValue: knobs.maxValue, minimum, move, trail });
    this.reading.textContent = this.rule.read(move, knobs);
  }
}

export function startBall(): void {
  const maxValue = new Slider('ball-c', LINEAR, redo);
  const learningRate = new Slider('ball-rate', LINEAR);
  const decay = new Slider('ball-decay', LINEAR, redo);
  const longestStep = new Slider('ball-clip', LINEAR, redo);
  const run = element('ball-run', HTMLButtonElement);
  let minimum = MINIMUM;
  let timer = 0;
  let steps = 0;

  const panels = (
    [
      ['ball-max-norm', maxNorm, 'ball'],
      ['ball-clipping', coordinateClipping, 'box'],
      ['ball-l2', l2Decay, 'none'],
      ['ball-gradient', gradientClipping, 'none'],
    ] as const
  ).map(([id, rule, bound]) => {
    const panel: Panel = new Panel(element(id, HTMLElement), rule, {
      bound,
      onGrab: () => grab(panel),
      onDrag: drag,
      onDragMinimum(to) {
        minimum = to;
        draw();
      },
    });
    return panel;
  });

  function knobs(): Knobs {
    return {
      maxValue: maxValue.value,
      decay: decay.value,
      longestStep: longestStep.value,
    };
  }

  function draw(): void {
    for (const panel of panels) panel.draw(minimum, knobs());
  }

  /** A step by hand starts from the same place everywhere. */
  function grab({ move: { to } }: Panel): void {
    stop();
    for (const panel of panels) {
      panel.move = still(to);
      panel.trail = [to];
    }
  }

  function drag(to: Vector): void {
    for (const panel of panels) {
      panel.take(panel.move.from, subtract(to, panel.move.from), knobs());
    }
    draw();
  }

  /** The last move again, with the knobs as they are now. */
  function redo(): void {
    for (const panel of panels) {
      panel.take(panel.move.from, subtract(panel.move.free, panel.move.from), knobs());
    }
    draw();
  }

  function step(): void {
    for (const panel of panels) {
      const { to } = panel.move;
      panel.remember();
      panel.take(to, gradientStep(to, minimum, learningRate.value), knobs());
    }
    draw();
  }

  function stop(): void {
    clearInterval(timer);
    timer = 0;
    run.textContent = 'Run';
  }

  function reset(): void {
    stop();
    minimum = MINIMUM;
    for (const panel of panels) {
      panel.move = still(START);
      panel.trail = [];
    }
    step();
  }

  function start(): void {
    stop();
    steps = 0;
    run.textContent = 'Stop';
    timer = window.setInterval(() => {
      step();
      const moved = panels.some(({ move: { from, to } }) => length(subtract(to, from)) > STILL);
      if (!moved || ++steps === LONGEST_RUN || document.hidden) stop();
    }, PACE);
    step();
  }

  run.addEventListener('click', () => (timer === 0 ? start() : stop()));
  onClick('ball-step', () => {
    stop();
    step();
  });
  onClick('ball-reset', reset);
  onClick('ball-try', () => {
    reset();
    minimum = FAR_MINIMUM;
    start();
  });
  reset();
}

function still(w: Vector): Move {
  return { from: w, free: w, to: w };
}

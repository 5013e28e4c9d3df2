import type { Adjustable, Architecture, Settings } from '../network/settings.js';
import { element } from './dom.js';
import { LINEAR, power, Slider } from './slider.js';

export interface ControlEvents {
  /** Something that acts on the networks as they are. */
  onAdjust: (change: Partial<Pick<Settings, Adjustable>>) => void;
  /** Something that needs new networks. */
  onRestart: () => void;
  /** A choice is made; a slider is let go. */
  onChosen: () => void;
}

const SHUFFLE_EVERY = 100;

/** The form that holds the settings. */
export class Controls {
  private readonly maxValue: Slider;
  private readonly dropout: Slider;
  private readonly learningRate: Slider;
  private readonly architecture = element('architecture', HTMLSelectElement);
  private readonly digits = element('digits', HTMLSelectElement);
  private readonly batchSize = element('batch', HTMLSelectElement);
  private readonly automatic = element('automatic', HTMLInputElement);

  constructor({ onAdjust, onRestart, onChosen }: ControlEvents) {
    this.maxValue = new Slider('c', power(2), (maxValue) => onAdjust({ maxValue }));
    this.dropout = new Slider('dropout', LINEAR, (dropout) => onAdjust({ dropout }));
    this.learningRate = new Slider('rate', power(10), (learningRate) => onAdjust({ learningRate }));
    for (const select of [this.architecture, this.digits, this.batchSize]) {
      select.addEventListener('change', () => {
        onRestart();
        onChosen();
      });
    }
    this.automatic.addEventListener('change', () => {
      onAdjust({ shuffleEvery: this.settings.shuffleEvery });
      onChosen();
    });
    for (const id of ['c', 'dropout', 'rate']) {
      element(id, HTMLInputElement).addEventListener('change', onChosen);
    }
  }

  get settings(): Settings {
    return {
      architecture: this.architecture.value as Architecture,
      maxValue: this.maxValue.value,
      dropout: this.dropout.value,
      learningRate: this.learningRate.value,
      digits: Number(this.digits.value),
      batchSize: Number(this.batchSize.value),
      shuffleEvery: this.automatic.checked ? SHUFFLE_EVERY : 0,
    };
  }

  set settings(settings: Settings) {
    this.maxValue.value = settings.maxValue;
    this.dropout.value = settings.dropout;
    this.learningRate.value = settings.learningRate;
    this.architecture.value = settings.architecture;
    choose(this.digits, settings.digits);
    choose(this.batchSize, settings.batchSize);
    this.automatic.checked = settings.shuffleEvery > 0;
  }
}

/** A number that a link brought and the list lacks leaves the choice as it is. */
function choose(select: HTMLSelectElement, value: number): void {
  const option = [...select.options].find((option) => Number(option.value) === value);
  if (option != null) option.selected = true;
}

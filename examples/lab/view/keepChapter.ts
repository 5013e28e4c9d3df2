import type { Remote } from 'comlink';
import type { Settings } from '../network/settings.js';
import type { Trainer } from '../network/trainer.js';
import type { Place } from './address.js';
import { element, onClick } from './dom.js';
import { download } from './download.js';
import { programFor } from './program.js';

/** What a visitor takes along: the program, a link, the models. */
export class KeepChapter {
  private readonly program = element('program', HTMLElement);
  private readonly done = element('kept', HTMLElement);

  constructor(
    trainer: Remote<Trainer>,
    attempt: (action: () => Promise<unknown>) => Promise<void>,
    onLoaded: (settings: Settings) => Promise<void>,
  ) {
    const files = element('load', HTMLInputElement);
    files.addEventListener('change', () => {
      const chosen = [...(files.files ?? [])];
      files.value = '';
      void attempt(async () => {
        await onLoaded(await trainer.load(chosen));
        this.done.textContent = `Loaded ${chosen.map(({ name }) => name).join(' and ')}.`;
      });
    });
    ['save', 'save-twin'].forEach((id, network) =>
      onClick(id, () => attempt(async () => download(await trainer.save(network)))),
    );
    onClick('copy', () => attempt(() => this.copy(this.program.textContent, 'The program')));
    onClick('copy-link', () => attempt(() => this.copy(location.href, 'The link')));
  }

  showProgram({ settings, backend }: Place): void {
    this.program.textContent = programFor(settings, backend);
  }

  private async copy(text: string, what: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.done.textContent = `${what} is on the clipboard.`;
  }
}

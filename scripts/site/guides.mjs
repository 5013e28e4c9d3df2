import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Converter, JSX, KindRouter, PageEvent, RendererEvent } from 'typedoc';

/** A plugin of typedoc that makes pages of the guides in docs/, and leads to the lab. */
export function load(app) {
  const files = new Map();

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // typedoc sets a title above README itself.
    project.readme[0].text = project.readme[0].text.replace(/^# .+\n/, '');
    for (const guide of project.documents) {
      files.set(guide, guide.name.replace(/^docs\/|\/README$/g, ''));
      guide.name = /^# (.+)/.exec(guide.content[0].text)[1].replaceAll('`', '');
    }
    for (const entry of project.children) {
      entry.name = entry.name === 'index' ? project.name : `${project.name}/${entry.name}`;
    }
  });

  class Router extends KindRouter {
    getIdealBaseName(reflection) {
      const file = files.get(reflection);
      return file ? `guides/${file}` : super.getIdealBaseName(reflection);
    }
  }
  app.renderer.defineRouter('guides', Router);

  app.renderer.hooks.on('sidebar.begin', (context) =>
    JSX.createElement('a', { href: context.relativeURL('lab/index.html') }, 'Open the lab'),
  );

  // Hosts serve the sources that the guides link to as videos or downloads, and as text if that is their name.
  const source = /\.(ts|py)$/;
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents.replace(/(href="[^":]*media\/[^":]+\.(?:ts|py))"/g, '$1.txt"');
  });
  const afterTheCopies = -1000;
  app.renderer.on(
    RendererEvent.END,
    ({ outputDirectory }) => {
      const media = join(outputDirectory, 'media');
      for (const name of readdirSync(media).filter((file) => source.test(file))) {
        renameSync(join(media, name), join(media, `${name}.txt`));
      }
    },
    afterTheCopies,
  );
}

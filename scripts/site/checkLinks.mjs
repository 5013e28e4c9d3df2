// Follows every link of the built site to its file and its anchor, from below a path, as on a host of several sites.
import { LinkChecker } from 'linkinator';

const checker = new LinkChecker();
const check = () =>
  checker.check({
    path: 'site/**/*.html',
    serverRoot: 'output',
    port: 48617,
    checkFragments: true,
    linksToSkip: ['^https?://(?!localhost)'],
  });

// A page is searched for the anchors known when it is read: in the first round they are collected from all pages.
await check();
const { links } = await check();
const broken = new Set(
  links
    .filter(({ state }) => state === 'BROKEN')
    .map(({ url, parent, status }) =>
      status === 200 ? `${url}: there is no such anchor` : `${url}: ${status}, in ${parent}`,
    ),
);
broken.forEach((line) => console.error(line));
const found = links.filter(({ state }) => state === 'OK').length;
console.log(`Of the site's links, ${found} lead to a file and its anchors, ${broken.size} do not.`);
process.exitCode = broken.size > 0 ? 1 : 0;

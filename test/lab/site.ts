import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build, preview } from 'vite';

const configFile = 'examples/lab/vite.config.ts';
/** The page must run under any path of a server. */
const PATH = 'some/where';

export interface Site {
  url: string;
  close(): Promise<void>;
}

export interface Lab {
  page: Page;
  /** What went wrong on the page so far: errors, and requests to elsewhere. */
  problems: string[];
}

export interface Opening extends BrowserContextOptions {
  /** The part of the address that holds the settings. */
  hash?: string;
}

/** Builds the lab into a folder of its own and serves that. */
export async function serveLab(): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'lab-'));
  await build({ configFile, build: { outDir: join(outDir, PATH) }, logLevel: 'error' });
  const server = await preview({ configFile, build: { outDir }, preview: { port: 0 } });
  return {
    url: `${server.resolvedUrls!.local[0]}${PATH}/`,
    async close() {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
}

/** A page of the lab that is ready, and does not train by itself unless motion is welcome. */
export async function openLab(
  browser: Browser,
  { url }: Site,
  { hash = '', ...options }: Opening = {},
): Promise<Lab> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  page.setDefaultTimeout(120_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(url)) {
      problems.push(`fetched from elsewhere: ${request.url()}`);
    }
  });
  await page.goto(`${url}#${hash}`);
  await ready(page);
  return { page, problems };
}

export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('#lab[data-ready]');
}

/** Waits until so many steps are done since the last start. */
export async function reachStep(page: Page, steps: number): Promise<void> {
  await page.waitForFunction((least) => {
    const [, step] = /^step ([\d,]+)/.exec(document.querySelector('#steps')!.textContent) ?? [];
    return Number(step?.replace(',', '') ?? 0) >= least;
  }, steps);
}

export async function stop(page: Page): Promise<void> {
  await page.click('#train:text-is("Stop")');
  await page.waitForSelector('#train:text-is("Train")');
}

/** Trains until so many steps are done since the last start, then stops. */
export async function trainTo(page: Page, steps: number): Promise<void> {
  await page.click('#train:text-is("Train")');
  await reachStep(page, steps);
  await stop(page);
}

export function textOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).innerText();
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build, preview } from 'vite';

const configFile = 'examples/lab/vite.config.ts';

export interface Site {
  url: string;
  close(): Promise<void>;
}

/** Builds the lab into a folder of its own and serves that. */
export async function serveLab(): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'lab-'));
  await build({ configFile, build: { outDir }, logLevel: 'error' });
  const server = await preview({ configFile, build: { outDir }, preview: { port: 0 } });
  return {
    url: server.resolvedUrls!.local[0],
    async close() {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
}

/** A page of the lab that can be worked with, and what went wrong on it so far. */
export async function openLab(
  browser: Browser,
  { url }: Site,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
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
  await page.goto(url);
  await page.waitForSelector('#controls:enabled');
  return { page, problems };
}

/** Trains until so many steps are done since the last reset, then pauses. */
export async function trainTo(page: Page, steps: number): Promise<void> {
  await page.click('#train');
  await page.waitForFunction((least) => {
    const [, step] = /^Step ([\d,]+)/.exec(document.querySelector('#status')!.textContent) ?? [];
    return Number(step?.replace(',', '') ?? 0) >= least;
  }, steps);
  await page.click('#train');
  await page.waitForSelector('#train:text("Train")');
}

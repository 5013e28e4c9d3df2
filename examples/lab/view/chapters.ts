/** Links to chapters scroll there and leave the address to the settings. */
export function goToChapters(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const chapter = document.querySelector<HTMLElement>(link.hash)!;
      chapter.tabIndex = -1;
      chapter.focus({ preventScroll: true });
      chapter.scrollIntoView();
    });
  }
}

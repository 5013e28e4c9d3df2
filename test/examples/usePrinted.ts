/** What an example prints during each test, on either stream; nothing reaches the terminal. */
export function usePrinted(): { readonly text: string } {
  let text = '';
  beforeEach(() => {
    text = '';
    const print = (line = '') => (text += `${line}\n`);
    jest.spyOn(console, 'log').mockImplementation(print);
    jest.spyOn(console, 'error').mockImplementation(print);
    jest.spyOn(process.stdout, 'write').mockImplementation((part) => !!print(String(part)));
  });
  afterEach(() => jest.restoreAllMocks());
  return {
    get text() {
      return text;
    },
  };
}

/** Breaks lines between words, so that each has 80 columns at most where its words allow it. */
export function wrap(text: string): string {
  return text.split(' ').reduce((lines, word) => {
    const [line] = lines.split('\n').slice(-1);
    const isFull = line.length + 1 + word.split('\n')[0].length > 80;
    return `${lines}${isFull ? '\n' : ' '}${word}`;
  });
}

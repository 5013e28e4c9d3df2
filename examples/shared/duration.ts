/** Milliseconds as `1:05`, or `1:00:05` from an hour on. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const pad = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}`
    : `${minutes}:${pad(seconds % 60)}`;
}

/** Whether a CORS origin stands for every site, of one scheme or of any. */
export function isEveryOrigin(origin: string): boolean {
  return /^(\*|https?:\/\/\*)$/.test(origin);
}

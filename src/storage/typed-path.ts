/** A path as one types it into a command: in quotes where it holds blanks. */
export function typedPath(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}

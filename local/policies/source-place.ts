/** A place in a file of the project. */
export interface SourcePlace {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** The place that a state keeps of where a resource is declared: `project:///index.ts#12,3`. */
export function sourcePlace(sourcePosition: string | undefined): SourcePlace | undefined {
  const [, file, line, column] = /^project:\/\/\/(.+)#(\d+)(?:,(\d+))?$/.exec(sourcePosition ?? "") ?? [];
  if (file === undefined) return undefined;
  return {
    file: decodeURI(file),
    line: Number(line),
    ...(column !== undefined && { column: Number(column) }),
  };
}

/** What is wrong with a definition. Source: Step Functions API Reference, ValidateStateMachineDefinitionDiagnostic. */
export interface Diagnostic {
  readonly severity: "ERROR";
  readonly code:
    | "SCHEMA_VALIDATION_FAILED"
    | "INVALID_JSON_DESCRIPTION"
    | "MISSING_TRANSITION_TARGET"
    | "MISSING_END_STATE"
    | "DUPLICATE_STATE_NAME";
  readonly message: string;
  readonly location?: string;
}

/** Collects what is wrong, each with where. */
export class Findings {
  readonly list: Diagnostic[] = [];

  schema(location: string, message: string): void {
    this.add("SCHEMA_VALIDATION_FAILED", location, message);
  }

  add(code: Diagnostic["code"], location: string | undefined, message: string): void {
    this.list.push({ severity: "ERROR", code, message, ...(location !== undefined && { location }) });
  }
}

/** As `InvalidDefinition` has them. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(
      ({ code, message, location }) =>
        `${code}: ${message}${location === undefined ? "" : ` at ${location}`}`,
    )
    .join(", ");
}

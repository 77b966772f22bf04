import { AwsError } from "../../core/errors.ts";

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const MAX_WIDGETS = 500;

/** Dashboards by name; nothing here draws them. Source: CloudWatch API Reference, PutDashboard. */
export class Dashboards {
  readonly #bodies = new Map<string, string>();

  /** @throws {AwsError} `InvalidParameterInput` for a name or a body that CloudWatch refuses. */
  put(name: string, body: string): void {
    if (!NAME.test(name)) {
      throw invalid(`DashboardName ${name} may have 1 to 255 letters, digits, dashes and underscores.`);
    }
    const { widgets } = parse(body);
    if (!Array.isArray(widgets)) throw invalid("The dashboard body has no list of widgets.");
    if (widgets.length > MAX_WIDGETS) {
      throw invalid(`The dashboard has ${widgets.length} widgets: CloudWatch takes ${MAX_WIDGETS}.`);
    }
    for (const [index, widget] of widgets.entries()) {
      if (typeof widget?.type !== "string" || typeof widget?.properties !== "object") {
        throw invalid(`/widgets/${index} needs a type and properties.`);
      }
    }
    this.#bodies.set(name, body);
  }

  get(name: string): string | undefined {
    return this.#bodies.get(name);
  }

  names(): readonly string[] {
    return [...this.#bodies.keys()];
  }

  delete(name: string): void {
    this.#bodies.delete(name);
  }
}

function parse(body: string): { readonly widgets?: unknown } {
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Said below, like a body that is JSON of another shape.
  }
  throw invalid("The dashboard body is not a JSON object.");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterInput", message);
}

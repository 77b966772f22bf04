import { readFileSync } from "node:fs";
import { readSettings, type Settings } from "../../components/core/settings.ts";

const PROJECT = "orderflow";

/** The defaults that `Pulumi.yaml` declares, as Pulumi hands them to the program: text, lists as JSON. */
export function projectDefaults(): Record<string, string> {
  const text = readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8");
  const declarations = text
    .slice(text.indexOf("\nconfig:\n"))
    .split(/\n {2}(?=\w+:\n)/)
    .slice(1);
  return Object.fromEntries(
    declarations.map((declaration) => {
      const [, key] = /^(\w+):/.exec(declaration) ?? [];
      const [, value] = /\n {4}default: (.*)/.exec(declaration) ?? [];
      return [`${PROJECT}:${key}`, value === '""' ? "" : String(value)];
    }),
  );
}

/** Settings as a stack has them that changes nothing but `overrides`, given as `{ production: "true" }`. */
export function testSettings(overrides: Readonly<Record<string, string>> = {}): Settings {
  const own = Object.entries(overrides).map(([key, value]) => [`${PROJECT}:${key}`, value]);
  return readSettings({ ...projectDefaults(), ...Object.fromEntries(own) }, PROJECT);
}

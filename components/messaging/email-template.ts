import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../core/errors.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const TITLE = /<title>\s*([^<]+?)\s*<\/title>/;

export interface EmailTemplate {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * A template of SES from two files of the project, `<path>.html` and `<path>.txt`. The subject is the HTML's title.
 *
 * @throws {ConfigError} for one without a title
 */
export function emailTemplate(path: string): EmailTemplate {
  const read = (extension: string) => readFileSync(resolve(PROJECT, `${path}.${extension}`), "utf8");
  const html = read("html");
  const [, subject] = TITLE.exec(html) ?? [];
  if (subject === undefined) throw new ConfigError(`${path}.html has no <title>: it is the mail's subject.`);
  return { subject, html, text: read("txt") };
}

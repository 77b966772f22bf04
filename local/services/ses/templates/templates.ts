import { type Account, arn } from "../../../core/account.ts";
import type { Clock } from "../../../core/clock.ts";
import { alreadyExists, badRequest, notFound } from "../errors.ts";
import { parseTemplate } from "./syntax.ts";

/** Source: SES API v2 Reference, CreateEmailTemplate and EmailTemplateContent. */
const MAX_BYTES = 500 * 1024;

export interface TemplateContent {
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
}

export interface EmailTemplate {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  content: TemplateContent;
}

/** The templates that mail is rendered from. */
export class EmailTemplates {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #byName = new Map<string, EmailTemplate>();

  constructor(account: Account, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  /** @throws {AwsError} `AlreadyExistsException`, `BadRequestException` */
  create(name: string, content: TemplateContent): EmailTemplate {
    checkTemplateName(name);
    checkContent(content);
    if (this.#byName.has(name)) throw alreadyExists(`Template ${name} already exists.`);
    const template = { name, arn: this.arnOf(name), createdAt: this.#clock.now(), content };
    this.#byName.set(name, template);
    return template;
  }

  /** @throws {AwsError} `NotFoundException`, `BadRequestException` */
  update(name: string, content: TemplateContent): EmailTemplate {
    const template = this.require(name);
    checkContent(content);
    template.content = content;
    return template;
  }

  arnOf(name: string): string {
    return arn(this.#account, "ses", `template/${name}`);
  }

  *[Symbol.iterator](): Iterator<EmailTemplate> {
    yield* this.#byName.values();
  }

  find(name: string): EmailTemplate | undefined {
    return this.#byName.get(name);
  }

  /** @throws {AwsError} `NotFoundException` */
  require(name: string): EmailTemplate {
    const template = this.#byName.get(name);
    if (template === undefined) throw notFound(`Template ${name} does not exist.`);
    return template;
  }

  /** @throws {AwsError} `NotFoundException` */
  delete(name: string): void {
    this.require(name);
    this.#byName.delete(name);
  }
}

/** @throws {AwsError} `BadRequestException` */
export function checkTemplateName(name: string): void {
  if (!/^[\w-]{1,64}$/.test(name))
    throw badRequest(`The template name '${name}' must have 1 to 64 letters, digits, - and _.`);
}

/** @throws {AwsError} `BadRequestException` */
export function checkContent({ subject, text, html }: TemplateContent): void {
  if (!subject) throw badRequest("The template has no subject.");
  if (!text && !html) throw badRequest("The template has neither a text nor an HTML part.");
  const bytes = Buffer.byteLength([subject, text ?? "", html ?? ""].join(""));
  if (bytes > MAX_BYTES) throw badRequest(`The template has ${bytes} bytes, more than ${MAX_BYTES}.`);
  for (const part of [subject, text ?? "", html ?? ""]) parseTemplate(part);
}

import type { Members } from "../../../core/members.ts";
import { badRequest } from "../errors.ts";
import type { Ses } from "../ses.ts";
import type { TemplateContent } from "../templates/templates.ts";
import { access, listed, type Operations, operation, unscoped } from "./operations.ts";

export function templateOperations({ templates, sending }: Ses): Operations {
  const on = (action: string) => (input: Members) => [
    access(action, templates.arnOf(input.text("TemplateName"))),
  ];
  return {
    CreateEmailTemplate: operation(on("CreateEmailTemplate"), (input) => {
      input.refuse("CreateEmailTemplate", "Tags");
      templates.create(input.text("TemplateName"), contentIn(input.structure("TemplateContent")));
      return {};
    }),
    UpdateEmailTemplate: operation(on("UpdateEmailTemplate"), (input) => {
      templates.update(input.text("TemplateName"), contentIn(input.structure("TemplateContent")));
      return {};
    }),
    GetEmailTemplate: operation(on("GetEmailTemplate"), (input) => {
      const { name, content } = templates.require(input.text("TemplateName"));
      const { subject: Subject, text: Text, html: Html } = content;
      return { TemplateName: name, TemplateContent: { Subject, Text, Html } };
    }),
    DeleteEmailTemplate: operation(on("DeleteEmailTemplate"), (input) => {
      templates.delete(input.text("TemplateName"));
      return {};
    }),
    ListEmailTemplates: operation(unscoped("ListEmailTemplates"), (input) =>
      listed(input, "TemplatesMetadata", templates, ({ name, createdAt }) => ({
        TemplateName: name,
        CreatedTimestamp: createdAt / 1000,
      })),
    ),
    TestRenderEmailTemplate: operation(on("TestRenderEmailTemplate"), (input) => {
      const { content } = templates.require(input.text("TemplateName"));
      const data = templateDataIn(input.text("TemplateData"));
      return { RenderedTemplate: sending.testRender(content, data) };
    }),
  };
}

export function contentIn(content: Members): TemplateContent {
  return {
    subject: content.optionalText("Subject"),
    text: content.optionalText("Text"),
    html: content.optionalText("Html"),
  };
}

/** @throws {AwsError} `BadRequestException` */
export function templateDataIn(json: string): unknown {
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return data;
  } catch {
    // What is no JSON is as wrong as what is no object.
  }
  throw badRequest("TemplateData is not valid: it must be a JSON object.");
}

import { AwsError } from "../../core/errors.ts";
import type { Ses } from "../../services/ses/ses.ts";
import {
  checkContent,
  checkTemplateName,
  type EmailTemplate,
} from "../../services/ses/templates/templates.ts";
import type { CheckFailure, Properties, ProviderModule, ResourceHandler } from "../resource.ts";
import { holdsUnknown } from "../resource.ts";
import { checkProperties, type Rules, refused, text } from "./property-rules.ts";

/** `aws:ses/template:Template`, which makes the templates of version 2 of the API too. */
export function sesModule(ses: Ses): ProviderModule {
  return { resources: { "aws:ses/template:Template": templateHandler(ses) } };
}

const RULES: Rules = {
  name: refused(checkTemplateName, text({ min: 1 })),
  subject: text(),
  text: text(),
  html: text(),
};

function templateHandler({ templates }: Ses): ResourceHandler {
  return {
    replaceOn: ["name"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs = { ...given, name: given.name ?? autoName(64) };
      return { inputs, failures: [...checkProperties(inputs, RULES), ...contentFailures(inputs)] };
    },
    create(inputs) {
      const template = templates.create(String(inputs.name), contentOf(inputs));
      return { id: template.name, outputs: outputsOf(template, inputs) };
    },
    update: (id, inputs) => outputsOf(templates.update(id, contentOf(inputs)), inputs),
    delete(id) {
      if (templates.find(id) !== undefined) templates.delete(id);
    },
    read(id, olds) {
      const template = templates.find(id);
      return template && { id, outputs: outputsOf(template, { ...olds, ...template.content, name: id }) };
    },
  };
}

function contentFailures(inputs: Properties): readonly CheckFailure[] {
  if (holdsUnknown([inputs.subject, inputs.text, inputs.html])) return [];
  try {
    checkContent(contentOf(inputs));
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ property: "subject", reason: error.message }];
  }
}

function contentOf({ subject, text, html }: Properties): EmailTemplate["content"] {
  return {
    subject: subject as string | undefined,
    text: text as string | undefined,
    html: html as string | undefined,
  };
}

function outputsOf({ arn }: EmailTemplate, inputs: Properties): Properties {
  return { ...inputs, arn, region: arn.split(":")[3] };
}

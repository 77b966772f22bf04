import { _, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { z } from "zod";
import { idempotencyRecord } from "./idempotency.ts";
import { orderBody, orderCreated, storedOrder } from "./order.ts";
import { outboxRecord } from "./outbox.ts";

/** File name -> contract and the module it is in. The validator of `order-body` is `isOrderBody`, its type `OrderBody`. */
const CONTRACTS = {
  "idempotency-record": { contract: idempotencyRecord, module: "idempotency" },
  "order-body": { contract: orderBody, module: "order" },
  "order-created": { contract: orderCreated, module: "order" },
  "outbox-record": { contract: outboxRecord, module: "outbox" },
  "stored-order": { contract: storedOrder, module: "order" },
} as const;

const NOTICE = "// Written by `npm run generate` from functions/shared/contracts. Do not edit.\n";

function replacement(
  keyword: string,
  type: "number" | "string",
  fails: (context: KeywordCxt) => Code,
): CodeKeywordDefinition {
  const params = ({ schema }: { schema?: unknown }) => _`{limit: ${Number(schema)}}`;
  return {
    keyword,
    type,
    schemaType: "number",
    error: { message: "", params },
    code: (context: KeywordCxt) => context.fail(fails(context)),
  };
}

/**
 * What ajv's own keywords do otherwise: dividing, it refuses 1.1 as a multiple of 0.01, where the zod contract takes
 * the nearest number of cents; and it counts characters with a helper that the validators would have to import.
 */
const REPLACEMENTS: readonly CodeKeywordDefinition[] = [
  replacement("multipleOf", "number", ({ schema, data }) => {
    const perUnit = Math.round(1 / Number(schema));
    if (1 / perUnit !== schema) throw new Error(`multipleOf ${schema} is not a decimal fraction.`);
    return _`Math.round(${data} * ${perUnit}) / ${perUnit} !== ${data}`;
  }),
  replacement("minLength", "string", ({ schema, data }) => _`[...${data}].length < ${Number(schema)}`),
  replacement("maxLength", "string", ({ schema, data }) => _`[...${data}].length > ${Number(schema)}`),
];

function validatorSource(schema: object, name: string): string {
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    strict: true,
    formats: { uuid: true },
    code: { source: true, esm: true, lines: true },
  });
  for (const definition of REPLACEMENTS) {
    ajv.removeKeyword(String(definition.keyword));
    ajv.addKeyword(definition);
  }
  ajv.addSchema({ ...schema, $id: name });
  return standaloneCode.default(ajv, { [name]: name });
}

/** Everything under `generated/`: file name -> content. The same contracts always give the same bytes. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [file, { contract, module }] of Object.entries(CONTRACTS)) {
    const schema = z.toJSONSchema(contract, { io: "input" });
    const type = String(schema.title);
    files.set(`${file}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
    files.set(`${file}.js`, `${NOTICE}${validatorSource(schema, `is${type}`)}\n`);
    files.set(
      `${file}.d.ts`,
      `${NOTICE}import type { ${type} } from "../${module}.ts";\n` +
        `import type { Validator } from "../validation.ts";\n\n` +
        `export declare const is${type}: Validator<${type}>;\n`,
    );
  }
  return files;
}

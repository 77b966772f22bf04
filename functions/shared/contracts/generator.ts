import { _, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { z } from "zod";
import { circuit } from "./circuit.ts";
import { EVENTS } from "./events/catalogue.ts";
import type { Schema } from "./events/schema-changes.ts";
import { idempotencyRecord } from "./idempotency.ts";
import { reservation, stockItem } from "./inventory.ts";
import { orderBody, orderCreatedMessage, storedOrder } from "./order.ts";
import { outboxRecord } from "./outbox.ts";

/** File name -> contract and the module it is in; those of events are in their catalogue. The validator of `order-body` is `isOrderBody`, its type `OrderBody`. */
const CONTRACTS = {
  circuit: { contract: circuit, module: "circuit" },
  "idempotency-record": { contract: idempotencyRecord, module: "idempotency" },
  "order-body": { contract: orderBody, module: "order" },
  "order-created-message": { contract: orderCreatedMessage, module: "order" },
  "outbox-record": { contract: outboxRecord, module: "outbox" },
  reservation: { contract: reservation, module: "inventory" },
  "stock-item": { contract: stockItem, module: "inventory" },
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
    formats: { uuid: true, "date-time": true },
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
    const schema = schemaOf(contract);
    files.set(`${file}.schema.json`, jsonFile(schema));
    addValidator(files, file, module, schema);
  }
  for (const [file, { contract }] of Object.entries(EVENTS))
    addValidator(files, file, `events/${file}`, schemaOf(contract));
  return files;
}

/** The JSON Schemas of the events, as `docs/events` has them for whoever is not in this repository: file name -> schema. */
export function eventSchemas(): ReadonlyMap<string, Schema> {
  return new Map(
    Object.entries(EVENTS).map(([name, { contract }]) => {
      const { version } = contract.shape.metadata.shape;
      return [`${name}.v${version.value}.json`, schemaOf(contract)];
    }),
  );
}

/** zod's own type also has schemas that are `true` or `false`, which no contract is. */
const schemaOf = (contract: z.ZodType) => z.toJSONSchema(contract, { io: "input" }) as Schema;
export const jsonFile = (schema: Schema): string => `${JSON.stringify(schema, null, 2)}\n`;

function addValidator(files: Map<string, string>, file: string, module: string, schema: Schema): void {
  const type = String(schema.title);
  files.set(`${file}.js`, `${NOTICE}${validatorSource(schema, `is${type}`)}\n`);
  files.set(
    `${file}.d.ts`,
    `${NOTICE}import type { ${type} } from "../${module}.ts";\n` +
      `import type { Validator } from "../validation.ts";\n\n` +
      `export declare const is${type}: Validator<${type}>;\n`,
  );
}

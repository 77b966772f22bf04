import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rulesPage } from "./lib/rules-page.ts";
import { RULES } from "./rules/index.ts";

writeFileSync(join(import.meta.dirname, "RULES.md"), rulesPage(RULES));

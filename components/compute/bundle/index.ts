export { functionCode } from "./function-code.ts";

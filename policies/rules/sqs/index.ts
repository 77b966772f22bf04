export * from "./sqs-dlq-fifo-match.ts";

export * from "./sagemaker-endpoint-kms.ts";
export * from "./sagemaker-model-isolated.ts";
export * from "./sagemaker-notebook.ts";

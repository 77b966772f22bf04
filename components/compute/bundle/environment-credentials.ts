/**
 * Stands in for `@aws-sdk/credential-provider-node` in a bundle. Lambda puts a function's credentials into its
 * environment, so the chain's other providers (SSO, INI files, processes, instance metadata) only cost a
 * cold start. Reads the environment at every call of a service, so rotated credentials take effect.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";

import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { invalid } from "./errors.ts";

const generate = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }>;

/** Source: KMS API Reference, "GenerateDataKeyPair": the specs of data key pairs. */
const SPECS: Readonly<Record<string, readonly [type: string, options: object]>> = {
  ECC_NIST_P256: ["ec", { namedCurve: "P-256" }],
  ECC_NIST_P384: ["ec", { namedCurve: "P-384" }],
  ECC_NIST_P521: ["ec", { namedCurve: "P-521" }],
  ECC_SECG_P256K1: ["ec", { namedCurve: "secp256k1" }],
  RSA_2048: ["rsa", { modulusLength: 2_048 }],
  RSA_3072: ["rsa", { modulusLength: 3_072 }],
  RSA_4096: ["rsa", { modulusLength: 4_096 }],
};

/** A key pair in DER, as PKCS #8 and SubjectPublicKeyInfo. @throws {AwsError} `ValidationException` */
export async function dataKeyPair(
  spec: string,
): Promise<{ readonly publicKey: Buffer; readonly privateKey: Buffer }> {
  const known = Object.hasOwn(SPECS, spec) ? SPECS[spec] : undefined;
  if (known === undefined)
    throw invalid(`KeyPairSpec must be one of ${Object.keys(SPECS).join(", ")}, not ${spec}.`);
  const { publicKey, privateKey } = await generate(...known);
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }),
  };
}

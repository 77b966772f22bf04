import { randomBytes } from "node:crypto";
import { AwsError } from "../../core/errors.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import { readHeader } from "./cipher.ts";
import { invalid, missingMember, unsupported } from "./errors.ts";
import type { Key } from "./key.ts";
import type { KmsContext } from "./key-access.ts";
import { dataKeyPair } from "./key-pairs.ts";
import { open, seal } from "./sealing.ts";
import { readBlob, readContext } from "./wire.ts";

const operation = operationsOf(missingMember);

/** Source: KMS API Reference, "Encrypt", "Decrypt" and "GenerateDataKey". */
const MAX_PLAINTEXT = 4_096;
const MAX_CIPHERTEXT = 6_144;
const MAX_DATA_KEY = 1_024;
const DATA_KEY_BYTES: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };
const ALGORITHM = "SYMMETRIC_DEFAULT";

/** What is done with keys. */
export function cryptoOperations({ store, access }: KmsContext): Record<string, Operation<unknown>> {
  const named = (input: Members, action: string) => {
    const name = input.text("KeyId");
    return [access.toCrypt(store.resolve(name), action, name, readContext(input))];
  };
  const usable = (key: Key) => {
    key.requireUsable();
    return key;
  };

  /** The key that a ciphertext names; a key named in the request must be the same. */
  const keyOf = (ciphertext: Buffer, expected: string | undefined) => {
    const key = store.key(readHeader(ciphertext).keyId);
    if (expected !== undefined && store.resolve(expected) !== key)
      throw new AwsError(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
      );
    return key;
  };

  const dataKey = (input: Members) => {
    input.refuse("GenerateDataKey", "Recipient", "DryRun");
    const key = usable(store.resolve(input.text("KeyId")));
    const plaintext = randomBytes(dataKeyBytes(input));
    return { key, plaintext, sealed: seal(key, plaintext, readContext(input)).toString("base64") };
  };

  const keyPair = async (input: Members) => {
    input.refuse("GenerateDataKeyPair", "Recipient", "DryRun");
    const key = usable(store.resolve(input.text("KeyId")));
    const KeyPairSpec = input.text("KeyPairSpec");
    const { publicKey, privateKey } = await dataKeyPair(KeyPairSpec);
    return {
      PrivateKeyCiphertextBlob: seal(key, privateKey, readContext(input)).toString("base64"),
      PrivateKeyPlaintext: privateKey.toString("base64"),
      PublicKey: publicKey.toString("base64"),
      KeyId: key.arn,
      KeyPairSpec,
    };
  };

  return {
    Encrypt: operation(
      (input) => named(input, "kms:Encrypt"),
      (input) => {
        refuseOptions("Encrypt", input, "EncryptionAlgorithm");
        const plaintext = readBlob(input, "Plaintext", MAX_PLAINTEXT);
        const key = usable(store.resolve(input.text("KeyId")));
        return {
          CiphertextBlob: seal(key, plaintext, readContext(input)).toString("base64"),
          KeyId: key.arn,
          EncryptionAlgorithm: ALGORITHM,
        };
      },
    ),
    Decrypt: operation(
      (input) => {
        const name = input.optionalText("KeyId");
        const key = keyOf(readBlob(input, "CiphertextBlob", MAX_CIPHERTEXT), name);
        return [access.toCrypt(key, "kms:Decrypt", name, readContext(input))];
      },
      (input) => {
        refuseOptions("Decrypt", input, "EncryptionAlgorithm");
        const ciphertext = readBlob(input, "CiphertextBlob", MAX_CIPHERTEXT);
        const key = usable(keyOf(ciphertext, input.optionalText("KeyId")));
        const plaintext = open(key, ciphertext, readContext(input));
        return { Plaintext: plaintext.toString("base64"), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
      },
    ),
    GenerateDataKey: operation(
      (input) => named(input, "kms:GenerateDataKey"),
      (input) => {
        const { key, plaintext, sealed } = dataKey(input);
        return { CiphertextBlob: sealed, Plaintext: plaintext.toString("base64"), KeyId: key.arn };
      },
    ),
    GenerateDataKeyWithoutPlaintext: operation(
      (input) => named(input, "kms:GenerateDataKeyWithoutPlaintext"),
      (input) => {
        const { key, sealed } = dataKey(input);
        return { CiphertextBlob: sealed, KeyId: key.arn };
      },
    ),
    GenerateDataKeyPair: operation((input) => named(input, "kms:GenerateDataKeyPair"), keyPair),
    GenerateDataKeyPairWithoutPlaintext: operation(
      (input) => named(input, "kms:GenerateDataKeyPairWithoutPlaintext"),
      async (input) => {
        const { PrivateKeyPlaintext: _, ...pair } = await keyPair(input);
        return pair;
      },
    ),
    ReEncrypt: operation(
      (input) => {
        const sourceName = input.optionalText("SourceKeyId");
        const targetName = input.text("DestinationKeyId");
        const source = keyOf(readBlob(input, "CiphertextBlob", MAX_CIPHERTEXT), sourceName);
        const target = store.resolve(targetName);
        const from = readContext(input, "SourceEncryptionContext");
        const to = readContext(input, "DestinationEncryptionContext");
        return [
          access.toCrypt(source, "kms:ReEncryptFrom", sourceName, from),
          access.toCrypt(target, "kms:ReEncryptTo", targetName, to),
        ];
      },
      (input) => {
        refuseOptions("ReEncrypt", input, "SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm");
        const ciphertext = readBlob(input, "CiphertextBlob", MAX_CIPHERTEXT);
        const source = usable(keyOf(ciphertext, input.optionalText("SourceKeyId")));
        const target = usable(store.resolve(input.text("DestinationKeyId")));
        const plaintext = open(source, ciphertext, readContext(input, "SourceEncryptionContext"));
        return {
          CiphertextBlob: seal(
            target,
            plaintext,
            readContext(input, "DestinationEncryptionContext"),
          ).toString("base64"),
          SourceKeyId: source.arn,
          KeyId: target.arn,
          SourceEncryptionAlgorithm: ALGORITHM,
          DestinationEncryptionAlgorithm: ALGORITHM,
        };
      },
    ),
    GenerateRandom: operation(
      () => [{ action: "kms:GenerateRandom", resource: "*" }],
      (input) => {
        input.refuse("GenerateRandom", "CustomKeyStoreId", "Recipient");
        const bytes = checkLength(input.integer("NumberOfBytes"));
        return { Plaintext: randomBytes(bytes).toString("base64") };
      },
    ),
  };
}

function refuseOptions(name: string, input: Members, ...algorithms: readonly string[]): void {
  input.refuse(name, "Recipient", "DryRun");
  for (const member of algorithms) {
    const algorithm = input.optionalText(member) ?? ALGORITHM;
    if (algorithm !== ALGORITHM)
      throw unsupported(`The local cloud has ${member} ${ALGORITHM} only, not ${algorithm}.`);
  }
}

function dataKeyBytes(input: Members): number {
  const spec = input.optionalText("KeySpec");
  const length = input.optionalInteger("NumberOfBytes");
  if ((spec === undefined) === (length === undefined))
    throw invalid("Please specify either number of bytes or key spec.");
  if (spec === undefined) return checkLength(length ?? 0);
  const bytes = DATA_KEY_BYTES[spec];
  if (bytes === undefined)
    throw invalid(`KeySpec must be one of ${Object.keys(DATA_KEY_BYTES).join(", ")}, not ${spec}.`);
  return bytes;
}

function checkLength(bytes: number): number {
  if (bytes >= 1 && bytes <= MAX_DATA_KEY) return bytes;
  throw invalid(
    `1 validation error detected: Value '${bytes}' at 'numberOfBytes' failed to satisfy constraint: Member must have value between 1 and ${MAX_DATA_KEY}`,
  );
}

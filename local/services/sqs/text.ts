/** Whether a text has a character that XML 1.0, and so a message, cannot hold. Lone surrogates are among them. */
export function hasInvalidCharacters(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 ? code !== 0x9 && code !== 0xa && code !== 0xd : code >= 0xfffe) return true;
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = text.charCodeAt(index + 1);
      if (code > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return true;
      index++;
    }
  }
  return false;
}

/** What a deduplication id or a group id is made of: up to 128 letters, digits and punctuation. */
export function isMessageToken(text: string): boolean {
  return /^[\x21-\x7e]{1,128}$/.test(text);
}

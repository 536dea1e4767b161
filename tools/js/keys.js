import { readFileSync, statSync } from "node:fs";

const z85 = /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/;

// Its own errors are words for who knows Node.
function contentOf(path) {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    const why = { ENOENT: "there is no such file", EACCES: "you may not read it", EISDIR: "it is a folder" }[error.code] ?? `cannot be read (${error.code})`;
    throw new Error(`${path}: ${why}; name a key file; \`sluice keys NAME\` makes a pair`);
  }
}

/** Reads a certificate as `sluice keys`, pyzmq and czmq write it: { publicKey, secretKey }. Throws what the user should read. */
export function readKeyFile(path, needSecret) {
  const text = contentOf(path).slice(0, 64 * 1024);
  const keys = {};
  let curve = false;
  for (const line of text.split("\n")) {
    if (/^[^\s#]/.test(line)) curve = line.trimEnd() === "curve";
    const found = curve && /^\s+(public|secret)-key\s*=\s*"([^"]*)"/.exec(line);
    if (found) keys[`${found[1]}Key`] ??= found[2];
  }
  if (keys.secretKey && statSync(path).mode & 0o077) throw new Error(`${path}: others can read the secret key; chmod 600 ${path}`);
  if (!z85.test(keys.publicKey)) throw new Error(`${path}: no public key in it; name a key file; \`sluice keys NAME\` makes a pair`);
  if (needSecret && !z85.test(keys.secretKey))
    throw new Error(`${path}: no secret key in it; name the file of the pair that ends in .key_secret`);
  return keys;
}

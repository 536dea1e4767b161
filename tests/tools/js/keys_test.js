import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { curveKeyPair, Publisher } from "zeromq";

import { readKeyFile, subscribe } from "./sluice.js";

const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
after(() => rmSync(folder, { recursive: true }));

function makeKeys(name) {
  const { publicKey, secretKey } = curveKeyPair();
  const head = `#   ZeroMQ CURVE Certificate\n\nmetadata\ncurve\n    public-key = "${publicKey}"\n`;
  const file = join(folder, `${name}.key`), secretFile = `${file}_secret`;
  writeFileSync(file, head);
  writeFileSync(secretFile, `${head}    secret-key = "${secretKey}"\n`, { mode: 0o600 });
  return { publicKey, secretKey, file, secretFile };
}

test("both kinds of key files are read", () => {
  const keys = makeKeys("a");
  assert.deepEqual(readKeyFile(keys.secretFile, true), { publicKey: keys.publicKey, secretKey: keys.secretKey });
  assert.deepEqual(readKeyFile(keys.file, false), { publicKey: keys.publicKey });
  assert.throws(() => readKeyFile(keys.file, true), /no secret key in it; name the file/);
  writeFileSync(keys.file, "curve\n");
  assert.throws(() => readKeyFile(keys.file, false), /no public key in it; /);
});

test("a file that is not there is told in words", () => {
  const absent = join(folder, "absent.key_secret");
  assert.throws(() => readKeyFile(absent, true), { message: `${absent}: there is no such file; name a key file; \`sluice keys NAME\` makes a pair` });
  assert.throws(() => readKeyFile(folder, true), { message: `${folder}: it is a folder; name a key file; \`sluice keys NAME\` makes a pair` });
});

test("a secret that others can read is refused", () => {
  const { secretFile } = makeKeys("b");
  chmodSync(secretFile, 0o640);
  assert.throws(() => readKeyFile(secretFile, true), { message: `${secretFile}: others can read the secret key; chmod 600 ${secretFile}` });
});

test("frames come through CURVE, and not without", { timeout: 30000 }, async () => {
  const server = makeKeys("server"), mine = makeKeys("mine");
  const publisher = new Publisher({ linger: 0, curveServer: true, curveSecretKey: server.secretKey, curvePublicKey: server.publicKey });
  await publisher.bind("tcp://127.0.0.1:*");
  const frames = subscribe(publisher.lastEndpoint, "front/jpeg/", { key: mine.secretFile, serverKey: server.file });
  const stranger = subscribe(publisher.lastEndpoint, "front/jpeg/");
  const header = { v: 1, src: "front", epoch: 1, ts_us: 1, wall_us: 1, codec: "jpeg", w: 1, h: 1, size: 1 };
  let frame = null;
  for (let seq = 0; !frame || !stranger.trouble.includes("does not let us in"); ++seq) {
    await publisher.send(["front/jpeg/", JSON.stringify({ ...header, seq }), "x"]);
    frame = (await frames.next(10)) ?? frame;
    assert.equal(await stranger.next(1), null);
  }
  assert.equal(frame.payload.toString(), "x");
  assert.equal(frames.trouble, "");
  for (const one of [frames, stranger, publisher]) one.close();
});

test("half of the keys, and addresses that are none, are mistakes", () => {
  assert.throws(() => subscribe("tcp://127.0.0.1:1", "front/jpeg/", { key: "a" }), /belong together; set both/);
  assert.throws(() => subscribe("5555", "front/jpeg/"), /no address to connect to; write tcp/);
  assert.throws(() => subscribe("tcp://*:5555", "front/jpeg/"), /no address/);
  assert.throws(() => subscribe("tcp://127.0.0.1:1", []), /no topic; /);
});

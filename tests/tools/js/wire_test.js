// Every message in sinks/zmq/vectors, and what no well-behaved publisher sends.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { readMessage } from "./wire.js";

const folder = process.env.SLUICE_VECTORS;
const vectors = readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, "utf8"))]);

test("there are vectors", () => assert.ok(vectors.length >= 30));

for (const [name, vector] of vectors)
  test(name, () => {
    const parts = vector.parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part.base64, "base64")));
    const message = readMessage(parts);
    if (!vector.reads) return assert.equal(message, null, vector.ignored);
    assert.ok(message);
    assert.equal(message.name, vector.reads.name);
    assert.equal(message.kind, vector.reads.kind);
    assert.deepEqual(message.header, vector.reads.header);
    assert.equal(message.payload.length, vector.reads.payload_size);
  });

const good = '{"v":1,"src":"front","seq":5,"epoch":7,"ts_us":1,"wall_us":2,"codec":"nv12","w":4,"h":2,"size":12,"planes":[[0,4,2],[8,4,1]]}';
const read = (header, topic = "front/raw/", payload = 12) => readMessage([Buffer.from(topic), Buffer.from(header), Buffer.alloc(payload)]);

test("planes that lie in the payload are read", () => assert.ok(read(good)));

test("planes that leave it are not", () => {
  for (const planes of ["[[0,4,2],[9,4,1]]", "[[0,4,2],[8,9007199254740991,1]]", "[[0,4,2],[8,4,9007199254740991]]", "[[0,4,2],[9007199254740991,4,1]]",
    "[[0,4,2],[-1,4,1]]", "[[0,4,2],8]", "[[0,4],[8,4,1]]", "{}", "null", "[]", "[[0,3,2],[8,4,1]]", "[[0,4,1],[8,4,1]]"])
    assert.equal(read(good.replace("[[0,4,2],[8,4,1]]", planes)), null, planes);
});

test("what is no topic is passed over", () => {
  for (const topic of ["", "/", "//", "front", "front/", "front/raw", "/raw/", "front//", "front/raw/x", "fr ont/raw/", "1front/raw/", "front/raw/raw/",
    "front/raw/\n", "sluice/raw/", "front/stat/", "front/constructor/", `${"a".repeat(33)}/raw/`])
    assert.equal(read(good, topic), null, topic);
});

test("headers beyond the limits are passed over", () => {
  const sized = (size) => good.replace('"v":1', `"v":1,"x":"${"x".repeat(size - good.length - 7)}"`);
  assert.equal(sized(65536).length, 65536);
  assert.ok(read(sized(65536)));
  assert.equal(read(sized(65537)), null);
  assert.equal(read("[".repeat(60000)), null);
  assert.equal(readMessage([Buffer.from("front/raw/"), Buffer.from(good.replace("front", "fr\xffont"), "latin1"), Buffer.alloc(12)]), null);
  assert.equal(read(good.replace('"v":1', '"v":1,"__proto__":{"a":1}')).header.a, undefined);
});

test("any bytes are read or passed over", () => {
  let state = 1;
  const random = (below) => (state = (state * 48271) % 2147483647) % below;
  for (let i = 0; i < 20000; ++i) {
    const header = Buffer.from(good);
    for (let changes = 0; changes < 3; ++changes) header[random(header.length)] = random(256);
    const message = readMessage([Buffer.from("front/raw/"), header, Buffer.alloc(12)]);
    for (const [offset, stride, rows] of message?.header.planes ?? []) assert.ok(offset + stride * rows <= 12);
  }
});

// Why nothing comes, from what a publisher says of itself.
import assert from "node:assert/strict";
import test from "node:test";

import { explainSilence } from "./silence.js";

const front = { topic: "front/jpeg/", src: "front", state: "online", why: "" };
const back = { topic: "back/raw/", src: "back", state: "offline", why: "it was unplugged\x1b[2J" };
const told = (topics, longSilent = false, stat = { topics: [front, back] }) => explainSilence([topics].flat(), stat, longSilent);

test("the topic that was meant is named", () => {
  assert.equal(told("front/jpg/"), "linked, but there is no topic front/jpg/; did you mean front/jpeg/?");
  assert.equal(told("fornt/event/"), "linked, but there is no topic fornt/event/; did you mean front/jpeg/?");
  assert.equal(told("back/jpeg/"), "linked, but there is no topic back/jpeg/; did you mean back/raw/?");
  assert.equal(told(["front/jpeg/", "garden/jpeg/"]), "linked, but there is no topic garden/jpeg/; there are: front/jpeg/, back/raw/");
  assert.equal(told("front/jpeg/", false, { topics: [] }), "linked, and the publisher there has no topic; its sink needs a from");
});

test("of what is there its state is told, after a while", () => {
  for (const asked of ["front/jpeg/", "front/", "", "back/notes/", "sluice/stat/"]) assert.equal(told(asked), "");
  assert.equal(told("back/raw/", true), "linked, and back is offline: it was unplugged?[2J");
  assert.equal(told("", true, { topics: [{ ...front, fps: 0.1 }] }), "linked, and front is online with a frame every 10 s; wait for the next");
  assert.equal(told(["back/event/", "back/notes/"], true), told("back/raw/", true));
  assert.match(told("", true), /^linked, and front is online, yet no frame of front\/jpeg\/ arrives; /);
  assert.equal(told(["back/event/", "sluice/stat/"], true), "");
});

test("whatever was sent, it stays short and does not throw", () => {
  const odd = [null, 7, {}, { topic: 7 }, ...Array(9).fill({ topic: `${"x".repeat(5000)}/jpeg/`, why: {}, state: 7 })];
  assert.ok(told(`${"z".repeat(5000)}/jpeg/`, true, { topics: odd }).length < 1000);
  assert.ok(told("", true, { topics: odd }).length < 1000);
});

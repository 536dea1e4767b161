// Why nothing comes over a link that stands, from what the publisher says of itself.

const nameOf = (topic) => topic.split("/", 1)[0];
const text = (value) => (typeof value === "string" ? value : "");
const ridesBeside = (topic) => topic.endsWith("/notes/") || topic.endsWith("/event/");

/** Text of a stranger, fit for a terminal and a log: one line, nothing that moves the cursor. */
function printable(value, longest = 200) {
  const out = text(value).slice(0, longest).replace(/[\p{C}\u2028\u2029]/gu, "?");
  return text(value).length > longest ? `${out}...` : out;
}

// So many letters to add, leave out or change make one of the other.
function distance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; ++i) {
    const next = [i + 1];
    for (let j = 0; j < to.length; ++j) next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + (from[i] === to[j] ? 0 : 1)));
    row = next;
  }
  return row[to.length];
}

function nearTopic(reports, asked) {
  const name = nameOf(asked).slice(0, 64);
  let near = null;
  let least = name.length < 4 ? 2 : Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const { topic } of reports) {
    const far = distance(name, nameOf(topic).slice(0, 64));
    if (far < least) [near, least] = [topic, far];
  }
  return near;
}

// Frames of it come, or notes and events ride beside them.
const findTopic = (reports, asked) => reports.find(({ topic }) => topic.startsWith(asked) || (ridesBeside(asked) && nameOf(topic) === nameOf(asked)));

function explainAbsence(reports, asked) {
  if (!reports.length) return "linked, and the publisher there has no topic; its sink needs a from";
  const start = `linked, but there is no topic ${printable(asked, 120)}`;
  const near = nearTopic(reports, asked);
  if (near) return `${start}; did you mean ${printable(near, 60)}?`;
  const known = reports.slice(0, 8).map(({ topic }) => printable(topic, 60));
  return `${start}; there are: ${known.join(", ")}${reports.length > 8 ? ", ..." : ""}`;
}

function explainState({ topic, src, state, why, fps }) {
  const who = `linked, and ${printable(text(src) || topic, 60)} is ${printable(state, 20)}`;
  if (text(why)) return `${who}: ${printable(why)}`;
  if (state !== "online") return `${who}; wait for its frames`;
  if (fps > 0 && fps < 0.5) return `${who} with a frame every ${Math.round(1 / fps)} s; wait for the next`;
  return `${who}, yet no frame of ${printable(topic, 60)} arrives; a filter before it may drop them, or the link is too slow`;
}

/**
 * `topics`: what was asked for; `stat`: the header of a sluice/stat/; `longSilent`: also what is there should have come by
 * now. Empty: nothing is wrong that is known.
 */
export function explainSilence(topics, stat, longSilent) {
  const reports = stat.topics.slice(0, 256).filter((report) => text(report?.topic));
  const asked = topics.filter((topic) => !topic.startsWith("sluice/"));
  const absent = asked.find((topic) => !findTopic(reports, topic));
  if (absent !== undefined) return explainAbsence(reports, absent);
  // An event comes when something happens, and no sooner.
  const awaited = longSilent ? asked.find((topic) => !topic.endsWith("/event/")) : undefined;
  return awaited === undefined ? "" : explainState(findTopic(reports, awaited));
}

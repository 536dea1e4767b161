// Messages as sinks/zmq/WIRE.md describes them. What does not fit is null: nothing here throws for what was sent.

const mostBytes = 64 * 1024;
const kinds = new Set(["jpeg", "raw", "notes", "event"]);
const utf8 = new TextDecoder("utf-8", { fatal: true });

const isWhole = (value) => Number.isSafeInteger(value) && value >= 0;
const isText = (value) => typeof value === "string" && value !== "";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// What the planes of a codec need at least, as [bytes of a row, rows]; no planes of jpeg.
function rowsOf(codec, w, h) {
  const halfW = Math.ceil(w / 2), halfH = Math.ceil(h / 2);
  switch (codec) {
    case "jpeg": return [];
    case "yuyv": case "uyvy": return [[4 * halfW, h]];
    case "nv12": case "nv21": return [[w, h], [2 * halfW, halfH]];
    case "i420": return [[w, h], [halfW, halfH], [halfW, halfH]];
    case "gray": return [[w, h]];
    case "bgr24": case "rgb24": return [[3 * w, h]];
    default: return null;
  }
}

function planesFit(planes, needed, size) {
  if (!Array.isArray(planes) || planes.length !== needed.length) return false;
  return planes.every((plane, i) => {
    if (!Array.isArray(plane) || plane.length < 3 || !plane.slice(0, 3).every(isWhole)) return false;
    const [offset, stride, rows] = plane;
    return stride >= needed[i][0] && rows >= needed[i][1] && offset + stride * rows <= size;
  });
}

function isFrame(kind, header, payloadSize) {
  if (!["seq", "epoch", "ts_us", "wall_us", "w", "h", "size"].every((key) => isWhole(header[key]))) return false;
  if (!isText(header.src) || header.w > 65535 || header.h > 65535 || header.size !== payloadSize) return false;
  const rows = rowsOf(header.codec, header.w, header.h);
  if (!rows) return false;
  if (kind === "notes") return payloadSize === 0;
  if (payloadSize === 0 || header.w === 0 || header.h === 0) return false;
  return kind === "jpeg" ? rows.length === 0 : rows.length > 0 && planesFit(header.planes, rows, payloadSize);
}

const isEvent = (header) => isText(header.src) && isText(header.event) && ["seq", "epoch", "ts_us", "wall_us"].every((key) => isWhole(header[key]));

/**
 * Reads the parts of a message: { topic, name, kind, header, payload }, or null where a reader passes over it. `header` has
 * every key that was sent; of a frame those that WIRE.md promises are checked, and its planes lie within the payload. Whole
 * numbers beyond 2^53, which notes may have, are read nearly.
 */
export function readMessage(parts) {
  if (parts.length < 3 || parts[0].length > 256 || parts[1].length > mostBytes) return null;
  let topic, header;
  try {
    topic = utf8.decode(parts[0]);
    header = JSON.parse(utf8.decode(parts[1]));
  } catch {
    return null;
  }
  const found = /^([A-Za-z][A-Za-z0-9_-]{0,31})\/([^/]+)\/$/.exec(topic);
  if (!found || !isObject(header) || header.v !== 1) return null;
  const [, name, kind] = found;
  const payload = parts[2];
  const message = { topic, name, kind, header, payload };
  if (name === "sluice") return kind === "stat" && payload.length === 0 && Array.isArray(header.topics) ? message : null;
  if (!kinds.has(kind)) return null;
  if (kind === "event") return payload.length === 0 && isEvent(header) ? message : null;
  return isFrame(kind, header, payload.length) ? message : null;
}

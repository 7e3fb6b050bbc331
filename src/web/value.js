// What JavaScript's values are: asked by every program, the console's and those of hosts.

/** A getter of the language's own, which runs no code of the page. @param {object} of @param {PropertyKey} name */
const getter = (of, name) => /** @type {() => unknown} */ (Object.getOwnPropertyDescriptor(of, name)?.get);

const tag = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const byteLength = getter(ArrayBuffer.prototype, "byteLength");

/** The name of a typed array's class. @param {unknown} value */
export const typed = (value) => String(tag.call(value));

/** What a value is called in a message. @param {unknown} value */
export function kindOf(value) {
  try {
    if (value === null) return "null";
    if (Array.isArray(value)) return "an array";
    const name = Object.prototype.toString.call(value).slice(8, -1);
    return typeof value === "object" && name !== "Object" && /^\w{1,40}$/.test(name) ? name : typeof value;
  } catch {
    // A proxy that does not want to be asked.
    return "object";
  }
}

/** The bytes of a `Uint8Array` or an `ArrayBuffer`. @param {unknown} value */
export function bytesOf(value) {
  if (isBytes(value)) return value;
  try {
    byteLength.call(value);
    return new Uint8Array(/** @type {ArrayBuffer} */ (value));
  } catch {
    return undefined;
  }
}

/** Whether a value is the bytes of a file, of this window or another. @param {unknown} value @returns {value is Uint8Array} */
export function isBytes(value) {
  return typed(value) === "Uint8Array";
}

/** Copies bytes from a place on, as many as the target holds. @param {Uint8Array} bytes @param {number} from @param {Uint8Array} target */
export function takeBytes(bytes, from, target) {
  target.set(bytes.subarray(from, from + target.length));
}

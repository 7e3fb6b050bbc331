// Where the page's files come from: its server, or the page itself where everything was packed into one file (`cargo xtask package
// --single-file`). Such a page opens from a disk, where nothing can be fetched and no module can start a worker; it says so by
// `data-single` on its root element.

/** Whether the page is one file. */
export const single = globalThis.document?.documentElement.dataset.single !== undefined;

/** The bytes of a file inside the page, gzipped and in base64; its text is dropped once it was read. */
async function unpack(block) {
    const packed = Uint8Array.from(atob(block.textContent), (character) => character.charCodeAt(0));
    block.remove();
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
}

/** The bytes of a file of this page; `undefined` where there is none and that is allowed. */
export async function load(path, { optional = false } = {}) {
    if (single) {
        const block = document.querySelector(`script[data-file="${CSS.escape(path)}"]`);
        if (block) return unpack(block);
        if (optional) return undefined;
        throw new Error(`${path} is not in this file`);
    }
    return (await answer(path, optional))?.arrayBuffer();
}

/** A file of WebAssembly, compiled while it arrives where there is a server that says what it is. */
export async function compile(path) {
    if (single) return WebAssembly.compile(await load(path));
    const response = await answer(path);
    const known = response.headers.get("Content-Type") === "application/wasm";
    return known ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** What the server says to the page's own file; `undefined` where there is none and that is allowed. */
async function answer(path, optional = false) {
    const response = await fetch(new URL(path, import.meta.url), { credentials: "same-origin" });
    if (response.ok) return response;
    if (optional && response.status === 404) return undefined;
    throw new Error(`${path}: the server answered ${response.status} ${response.statusText}`.trim());
}

// Where the page's files come from: its server, or the page itself where everything was packed into one file (`cargo xtask package
// --single-file`). Such a page opens from a disk, where nothing can be fetched and no module can start a worker; it says so by
// `data-single` on its root element.

/** Whether the page is one file. */
export const single = "single" in document.documentElement.dataset;

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
    const response = await fetch(new URL(path, import.meta.url), { credentials: "same-origin" });
    if (response.ok) return response.arrayBuffer();
    if (optional && response.status === 404) return undefined;
    throw new Error(`${path}: the server answered ${response.status} ${response.statusText}`.trim());
}

// What the page says before its program can, or about what its program did not get: in the person's language as the browser knows it.

const WORDS = {
    en: {
        title: "The advisor could not start",
        damaged: "The pack was found but it cannot be used. It may be damaged or made by another version; train it again.",
        missing: "A file that the page needs is missing or cannot be read.",
        nothing: "No customer data was loaded or sent. Reload the page to try again.",
        customers: (name) => `The demo customers of “${name}” are not here`,
        pack: (name) => `The pack “${name}” is not here`,
    },
    ko: {
        title: "상담 도우미를 시작할 수 없습니다",
        damaged: "팩을 찾았지만 사용할 수 없습니다. 손상되었거나 다른 버전에서 만들어졌을 수 있으니 다시 학습시켜 주세요.",
        missing: "페이지에 필요한 파일이 없거나 읽을 수 없습니다.",
        nothing: "고객 데이터는 불러오지도 보내지도 않았습니다. 페이지를 새로 고쳐 다시 시도하세요.",
        customers: (name) => `“${name}”의 데모 고객을 불러오지 못했습니다`,
        pack: (name) => `“${name}” 팩을 불러오지 못했습니다`,
    },
    ru: {
        title: "Не удалось запустить консультанта",
        damaged: "Пакет найден, но использовать его нельзя. Возможно, он повреждён или создан другой версией; обучите его заново.",
        missing: "Файл, нужный странице, отсутствует или не читается.",
        nothing: "Данные клиентов не загружались и не отправлялись. Обновите страницу, чтобы попробовать снова.",
        customers: (name) => `Демонстрационных клиентов пакета «${name}» здесь нет`,
        pack: (name) => `Пакета «${name}» здесь нет`,
    },
};

/** The language to speak, and its words. */
function spoken() {
    const lang = navigator.language.slice(0, 2).toLowerCase();
    return Object.hasOwn(WORDS, lang) ? [lang, WORDS[lang]] : ["en", WORDS.en];
}

/** Says in the page what is missing and what to do about it. */
export function fail(root, error) {
    const [lang, words] = spoken();
    const section = document.createElement("section");
    section.className = "failure";
    section.lang = lang;
    section.setAttribute("role", "alert");
    const line = (tag, text) => {
        const element = document.createElement(tag);
        element.textContent = text;
        section.append(element);
        return element;
    };
    line("h1", words.title);
    line("p", error?.kind === "pack" ? words.damaged : words.missing);
    line("pre", error?.message ?? String(error)).lang = "en";
    line("p", words.nothing);
    root.replaceChildren(section);
}

/** Says above the page that a pack is missing, or its demo customers, and why; the page works without. */
export function lack(root, what, name, error) {
    console.warn(error);
    const [lang, words] = spoken();
    const line = document.createElement("p");
    line.className = "lacking";
    line.lang = lang;
    line.setAttribute("role", "alert");
    line.textContent = `${words[what](name)}: ${error?.message ?? String(error)}`;
    root.before(line);
}

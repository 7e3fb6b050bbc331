//! What a pack must not give away, and what a page must not send.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod library;
    pub(crate) mod offered;
    pub(crate) mod tables;
}

use std::collections::BTreeMap;
use std::path::Path;

use confidant::artifact;
use confidant::engine::Advisor;
use confidant::learner::read_catalogue;
use confidant::model::offers::Profile;
use confidant::model::{Feature, category_hash, combination_hash};

use support::library::{project, try_pack};
use support::offered::{CATALOGUE, bank, project_text, try_train};
use support::tables::{cells, column, noise, table};

const LOWEST: f64 = -43_210.75;
const HIGHEST: f64 = 987_654.25;

/// People with unique names, e-mail addresses and account numbers, towns of every size, and one of the least and the most income.
fn people(rows: usize) -> String {
    table("name,email,account,town,income,born,bonus,y", rows, |i| {
        let town = if i < 10 { format!("Hamlet-{}", i / (1 + i % 4)) } else { format!("Town {}", i % 6) };
        let income = match i {
            17 => HIGHEST,
            18 => LOWEST,
            i => 20_000.0 + (60_000.0 * noise(i, 0)).round() + 0.25,
        };
        let born = if i == 19 { "1889-03-27".to_owned() } else { format!("19{:02}-0{}-1{}", 40 + i % 60, 1 + i % 9, i % 10) };
        // A third have no address on file, so that the column is not an obvious identifier.
        let email = if i % 3 == 0 { String::new() } else { format!("person.{i}@mail.example") };
        let bonus = if i % 40 == 1 { format!("{}", 7_000.5 + i as f64) } else { String::new() };
        let event = noise(i, 1) < if income > 50_000.0 { 0.7 } else { 0.2 } + if i % 6 == 2 { 0.2 } else { 0.0 };
        format!("Jane-{i} Doe-{},{email},AC{:08},{town},{income},{born},{bonus},{}", i * 7, i * 1009, u8::from(event))
    })
}

/// Names for a town of two people and for a town of many.
const NAMED: &str = "[columns.town.values]\nHamlet-4 = { en = \"a hamlet of two\" }\n\"Town 3\" = { en = \"the third town\" }\n";

/// The card slices by what singles people out as well as by what does not.
const SENSITIVE: &str = "[data]\nsensitive = [\"town\", \"income\", \"born\", \"bonus\", \"name\", \"email\"]\n";

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The number as text and as every float that a file could hold it in.
fn spellings(x: f64) -> Vec<Vec<u8>> {
    let (wide, narrow) = (x, x as f32);
    let binary =
        [wide.to_le_bytes().to_vec(), wide.to_be_bytes().to_vec(), narrow.to_le_bytes().to_vec(), narrow.to_be_bytes().to_vec()];
    binary.into_iter().chain([x.to_string().into_bytes()]).collect()
}

#[test]
fn nothing_of_a_single_customer_is_in_a_pack() {
    for rows in [60, 120, 1000] {
        let text = people(rows);
        let bytes =
            try_pack(&project("y", &format!("{SENSITIVE}{NAMED}[training]\niterations = 60\nfolds = 1\n")), &text).unwrap();
        assert!(contains(&bytes, b"the third town") && !contains(&bytes, b"a hamlet of two"), "{rows} rows");
        let people = cells(&text, b',');
        let towns = column(&people, "town");
        let count = |town: &str| towns.iter().filter(|t| **t == town).count();
        // The test can see what is there.
        assert!(contains(&bytes, b"Town 3") && contains(&bytes, b"income"), "{rows} rows");
        assert!(towns.iter().any(|town| (1..=4).contains(&count(town))));
        for row in &people[1..] {
            let secrets = [row[0].as_str(), &row[1], &row[2]].into_iter().filter(|s| !s.is_empty());
            for secret in secrets.chain((count(&row[3]) < 5).then_some(row[3].as_str())) {
                assert!(!contains(&bytes, secret.as_bytes()), "{rows} rows: {secret} is in the pack");
                assert!(
                    !contains(&bytes, &category_hash(secret).to_le_bytes()),
                    "{rows} rows: the hash of {secret} is in the pack"
                );
            }
        }
        for extreme in [LOWEST, HIGHEST] {
            for spelling in spellings(extreme) {
                assert!(!contains(&bytes, &spelling), "{rows} rows: {extreme} is in the pack as {spelling:?}");
            }
        }
        assert!(!contains(&bytes, b"1889-03-27"));

        let advisor = Advisor::from_bytes(&bytes).unwrap();
        let field = |name: &str| advisor.fields().iter().find(|field| field.name == name).unwrap();
        for (name, values) in [("income", column(&people, "income")), ("bonus", column(&people, "bonus"))] {
            let mut known: Vec<f32> = values.iter().filter_map(|text| text.parse().ok()).collect();
            known.sort_by(f32::total_cmp);
            // Twenty customers or more lie beyond each end of a range; where there are too few, there is no range.
            match field(name).range {
                Some(range) => {
                    let beyond = [
                        known.iter().filter(|&&x| f64::from(x) < range.low).count(),
                        known.iter().filter(|&&x| f64::from(x) > range.high).count(),
                    ];
                    assert!(beyond.iter().all(|&n| n >= 20), "{rows} rows: {beyond:?} beyond the range of {name}");
                }
                None => assert!(known.len() <= 40, "{rows} rows: {} values of {name} and no range", known.len()),
            }
        }
        assert!(field("income").range.is_some() && field("bonus").range.is_none());
    }
}

#[test]
fn the_card_tells_of_twenty_customers_or_more() {
    let (rows, rest) = (3000, format!("{SENSITIVE}[training]\niterations = 20\n"));
    let advisor = Advisor::from_bytes(&try_pack(&project("y", &rest), &people(rows)).unwrap()).unwrap();
    let measured = advisor.pack().indices[0].card.measured.as_ref().unwrap();
    assert_eq!(measured.rows, rows as u64);
    let few = |share: f64, rows: u64| {
        let yes = (share * rows as f64).round();
        (0.5..19.5).contains(&yes) || (0.5..19.5).contains(&(rows as f64 - yes)) || yes < 0.5
    };
    assert!(measured.reliability.len() > 5, "{:?}", measured.reliability);
    assert!(measured.reliability.iter().all(|bin| !few(bin.true_share, bin.count)), "{:?}", measured.reliability);
    assert_eq!(measured.reliability.iter().map(|bin| bin.count).sum::<u64>(), measured.rows);
    let sliced: Vec<&str> = measured.slices.iter().map(|slices| slices.column.as_str()).collect();
    assert!(["town", "income", "born"].iter().all(|name| sliced.contains(name)) && !sliced.contains(&"name"), "{sliced:?}");
    let events = measured.reliability.iter().map(|bin| (bin.true_share * bin.count as f64).round() as u64).sum::<u64>();
    for slices in &measured.slices {
        assert!(slices.left_out == 0 || slices.left_out >= 20, "{slices:?}");
        let (mut told, mut of) = (0, 0);
        for slice in &slices.groups {
            assert!(slice.rows >= 20 && !slice.rate.is_some_and(|rate| few(rate, slice.rows)), "{slice:?}");
            assert!(!slice.selection_rate.is_some_and(|rate| few(rate, slice.rows)), "{slice:?}");
            if let Some(rate) = slice.rate {
                told += (rate * slice.rows as f64).round() as u64;
                of += slice.rows;
            }
        }
        // What follows by subtracting is nothing, or of twenty and twenty.
        let (left, all) = (events - told, measured.rows - of);
        assert!(all == 0 || (left >= 20 && all - left >= 20), "{left} events of {all} rows follow from {slices:?}");
    }
}

#[test]
fn the_card_of_several_classes_tells_of_twenty_customers_or_more() {
    // Eight classes, the last of them rare; towns and incomes have them in different shares.
    let rows = 3000;
    let text = table("town,income,name,next", rows, |i| {
        let (town, income) = ((7.0 * noise(i, 0) * noise(i, 1)) as usize, (60_000.0 * noise(i, 2)).round());
        let class = ((8.0 * noise(i, 3) * noise(i, 4)) as usize + town) % 8;
        format!("Town {town},{income},Jane-{i} Doe,c{class}")
    });
    let rest = "[data]\nsensitive = [\"town\", \"income\", \"name\"]\n[training]\niterations = 20\n";
    let advisor = Advisor::from_bytes(&try_pack(&project("next", rest), &text).unwrap()).unwrap();
    let card = &advisor.pack().indices[0].card;
    let measured = card.measured.as_ref().unwrap();
    let totals: BTreeMap<&str, u64> =
        card.classes.as_ref().unwrap().classes.iter().map(|class| (class.name.as_str(), class.rows)).collect();
    assert_eq!((measured.rows, totals.values().sum::<u64>(), measured.classes.len()), (rows as u64, rows as u64, 8));
    assert!(measured.intervals.len() == 8 && measured.reliability.is_empty() && measured.slices.is_empty());
    let count = |share: f64, rows: u64| (share * rows as f64).round() as u64;
    let few = |part: u64, whole: u64| part < 20 || whole - part < 20;
    let mut told_of = Vec::new();
    for class in &measured.classes {
        assert!(
            [1, 4].contains(&class.intervals.len())
                && class.reliability.iter().all(|bin| !few(count(bin.true_share, bin.count), bin.count))
        );
        told_of.push((class.class.as_str(), !class.reliability.is_empty(), class.slices.len()));
    }
    // The most frequent six have a curve and slices, by town and by income; no name is a group.
    assert_eq!(told_of.iter().filter(|(_, curve, slices)| *curve && *slices == 2).count(), 6, "{told_of:?}");
    for column in ["town", "income"] {
        let slices: Vec<_> = measured
            .classes
            .iter()
            .filter_map(|class| Some((class.class.as_str(), class.slices.iter().find(|slices| slices.column == column)?)))
            .collect();
        let groups = slices[0].1.groups.len();
        let rated: Vec<usize> = (0..groups).filter(|&at| slices.iter().any(|(_, one)| one.groups[at].rate.is_some())).collect();
        let classes: Vec<_> = slices.iter().filter(|(_, one)| one.groups[rated[0]].rate.is_some()).collect();
        assert!(rated.len() > 1 && classes.len() > 1, "{column}: {} groups, {} classes", rated.len(), classes.len());
        // Each class that is told of, and all others together, are twenty or more of each group, and of what is left over.
        let mut left: Vec<u64> = classes.iter().map(|(class, _)| totals[class]).collect();
        let mut rows_left = rows as u64;
        for &at in &rated {
            let of = slices[0].1.groups[at].rows;
            let counts: Vec<u64> = classes.iter().map(|(_, one)| count(one.groups[at].rate.unwrap(), of)).collect();
            let others = of - counts.iter().sum::<u64>();
            assert!(counts.iter().all(|&count| count >= 20) && (others >= 20 || others == 0), "{column}: {counts:?} of {of}");
            left.iter_mut().zip(&counts).for_each(|(left, count)| *left -= count);
            rows_left -= of;
        }
        let others = rows_left - left.iter().sum::<u64>();
        assert!(
            rows_left == 0 || (left.iter().all(|&left| left >= 20) && (others >= 20 || others == 0)),
            "{column}: {left:?} of {rows_left}"
        );
        for (class, one) in &slices {
            for slice in &one.groups {
                assert!(slice.rows >= 20 && slice.auc.is_some() == slice.rate.is_some(), "{class}: {slice:?}");
                assert!(slice.selection_rate.is_none_or(|rate| !few(count(rate, slice.rows), slice.rows)), "{class}: {slice:?}");
            }
        }
    }
}

#[test]
fn borders_are_no_ones_value_even_beside_infinity() {
    // Every split on x is tried: what is below and above the border is told by the label.
    let text = table("x,y", 400, |i| {
        let x = if i % 5 == 0 {
            "inf".to_owned()
        } else if i % 5 == 1 {
            "-inf".to_owned()
        } else {
            format!("{}", 100.0 + 4.0 * (i % 83) as f64)
        };
        format!("{x},{}", u8::from(i % 5 == 0 || (i % 83 > 40 && i % 5 > 1)))
    });
    let bytes = try_pack(&project("y", "[training]\niterations = 40\n"), &text).unwrap();
    let values: Vec<f32> = column(&cells(&text, b','), "x").iter().map(|x| x.parse().unwrap()).collect();
    let advisor = Advisor::from_bytes(&bytes).unwrap();
    let Feature::Number { borders, .. } = &advisor.pack().indices[0].parts[0].model.features[0] else { panic!("x is a number") };
    assert!(!borders.is_empty());
    assert!(borders.iter().all(|border| !values.contains(border)), "{borders:?}");
}

#[test]
fn only_combinations_that_enough_customers_share_are_kept() {
    let text = table("a,b,y", 4000, |i| {
        let (a, b) = ((40.0 * noise(i, 0) * noise(i, 1)) as usize, (40.0 * noise(i, 2) * noise(i, 3)) as usize);
        format!("a{a},b{b},{}", u8::from(noise(i, 4) < if (a + b) % 2 == 0 { 0.8 } else { 0.1 }))
    });
    let bytes = try_pack(&project("y", "[training]\niterations = 30\nfolds = 1\n"), &text).unwrap();
    let advisor = Advisor::from_bytes(&bytes).unwrap();
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    let customers = cells(&text, b',');
    for row in &customers[1..] {
        *counts.entry(combination_hash(&[category_hash(&row[0]), category_hash(&row[1])])).or_default() += 1;
    }
    assert!(counts.values().any(|&n| n < 5), "no combination is rare");
    let tables = &advisor.pack().indices[0].parts[0].model.tables;
    let combined =
        tables.iter().find(|table| table.columns.len() == 2).unwrap_or_else(|| panic!("no combination was found useful"));
    assert!(combined.keys.len() > 50);
    for key in &combined.keys {
        assert!(counts[key] >= 5, "a combination of {} customers is in the pack", counts[key]);
    }
}

#[test]
fn golden_examples_are_no_ones_record() {
    let text = people(1000);
    let advisor = Advisor::from_bytes(&try_pack(&project("y", "[training]\niterations = 5\n"), &text).unwrap()).unwrap();
    let people = cells(&text, b',');
    assert_eq!(advisor.golden().len(), 8);
    for golden in advisor.golden() {
        let shown = |name: &str| match &golden.customer[name] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let fields: Vec<&str> = golden.customer.keys().map(String::as_str).collect();
        assert_eq!(fields.len(), advisor.fields().len());
        let same = |row: &&Vec<String>| {
            people[0]
                .iter()
                .zip(row.iter())
                .filter(|(name, _)| fields.contains(&name.as_str()))
                .all(|(name, cell)| shown(name) == *cell)
        };
        assert_eq!(people[1..].iter().find(same), None, "{:?}", golden.customer);
    }
}

/// A row of the bank's table, as segments see it.
struct Person<'a> {
    advisor: &'a Advisor,
    header: &'a [String],
    cells: &'a [String],
}

impl Person<'_> {
    fn cell(&self, column: usize) -> &str {
        let name = &self.advisor.fields()[column].name;
        &self.cells[self.header.iter().position(|known| known == name).unwrap()]
    }
}

impl Profile for Person<'_> {
    fn number(&self, column: usize) -> f32 {
        self.cell(column).parse().unwrap_or(f32::NAN)
    }

    fn category(&self, column: usize) -> u64 {
        category_hash(self.cell(column))
    }

    fn holds(&self, _: usize) -> bool {
        false
    }
}

#[test]
fn offers_rest_on_twenty_customers_or_more() {
    // A product of 19 holders, and with it pairs, bundles, cells and clusters of fewer.
    let rows = cells(&bank(3000), b',');
    let mut text = format!("{},has_rare,has_seldom\n", rows[0].join(","));
    for (at, row) in rows[1..].iter().enumerate() {
        text.push_str(&format!("{},{},{}\n", row.join(","), u8::from(at % 158 == 1), u8::from(at % 75 == 2)));
    }
    let extra = |id: &str| format!("[[product]]\nid = \"{id}\"\nname = {{ en = \"{id}\" }}\nheld = \"has_{id}\"\n");
    let catalogue = read_catalogue(&(CATALOGUE.to_owned() + &extra("rare") + &extra("seldom"))).unwrap();
    let project = project_text("").replace("[offers]", "[offers]\nbundle_support = 0.001");
    let pack = try_train(&project, catalogue, &text).unwrap();
    let bytes = artifact::write(&pack).unwrap();
    let advisor = Advisor::from_bytes(&bytes).unwrap();
    let offers = advisor.pack().offers.as_ref().unwrap();
    let (segments, clusters) = (offers.segments.as_ref().unwrap(), offers.clusters.as_ref().unwrap());
    let enough = |counts: &[u32]| counts.iter().all(|&count| count == 0 || count >= 20) && counts.iter().any(|&count| count > 0);
    assert!(enough(&offers.holders) && enough(&offers.similar.both));
    assert!(enough(&segments.customers) && enough(&segments.holders) && enough(&clusters.customers) && enough(&clusters.holders));
    assert!(!offers.bundles.is_empty() && offers.bundles.iter().all(|bundle| bundle.count >= 20));
    let number = |id: &str| advisor.pack().catalogue.iter().position(|product| product.id == id).unwrap();
    let (rare, seldom) = (number("rare"), number("seldom"));
    assert_eq!((offers.holders[rare], offers.holders[seldom]), (0, 40), "19 holders are not told, 40 are");
    assert!(offers.similar.of(rare).all(|near| near.both == 0 && near.by_holders == 0.0));

    // What is shared of neighbours rests on enough holders and on enough neighbours of the cell.
    let people = cells(&text, b',');
    let mut holders: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut members: BTreeMap<usize, usize> = BTreeMap::new();
    for row in &people[1..] {
        let person = Person { advisor: &advisor, header: &people[0], cells: row };
        let Some(cell) = segments.place(&person) else { continue };
        *members.entry(cell).or_default() += 1;
        for (product, held) in advisor.pack().catalogue.iter().map(|product| product.held.as_ref()).enumerate() {
            let held = held.and_then(|held| people[0].iter().position(|name| name == held));
            *holders.entry((cell, product)).or_default() += usize::from(held.is_some_and(|at| row[at] == "1"));
        }
    }
    let products = advisor.pack().catalogue.len();
    let (mut told, mut kept) = (0, 0);
    for (cell, &customers) in segments.customers.iter().enumerate() {
        assert_eq!(members[&cell], customers as usize, "the test places people as training did");
        for product in 0..products {
            let few = holders[&(cell, product)] < 20;
            for (other, &share) in segments.nearby_of(cell, product).iter().enumerate() {
                let few = few || holders[&(cell, other)] < 20;
                assert!(share == 0 || !few, "cell {cell} tells of {product} and {other}");
                (told, kept) = (told + usize::from(share > 0), kept + usize::from(few));
            }
        }
    }
    assert!(told > 100 && kept > 100, "{told} shares are told and {kept} are not");
}

/// Every way that a page can send or keep something.
const CHANNELS: [&str; 20] = [
    "fetch(",
    "Request(",
    "XMLHttpRequest",
    "WebSocket",
    "WebTransport",
    "EventSource",
    "sendBeacon",
    "RTCPeerConnection",
    "BroadcastChannel",
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "document.cookie",
    "importScripts",
    "new Image",
    "serviceWorker",
    "postMessage",
    "window.open",
    "location.href =",
    ".submit(",
];

/// The requests of the page: the pack and the demo customers, by file and line.
const LOADING: [(&str, &str); 6] = [
    ("www/files.js", "const response = await fetch(new URL(path, import.meta.url), { credentials: \"same-origin\" });"),
    ("www/confidant-advisor.js", "const fetched = fetch(src, integrity ? { integrity } : {}).catch((error) => {"),
    ("www/embed.js", "const response = await fetch(\"models/insurer.customers.json\");"),
    (
        "www/frame/frame.js",
        "const origins = fetch(\"origins.json\", { credentials: \"same-origin\" }).then((response) => (response.ok ? response.json() : []));",
    ),
    ("www/sw.js", "return (await cache.match(address(path))) ?? fetch(request);"),
    ("www/sw.js", "const response = await fetch(url, { cache: \"no-cache\", integrity: hash, credentials: \"same-origin\" });"),
];

/// Files whose purpose is a channel, and which: messages to workers of the page and to the host that a frame's owner names, the copy of the
/// page for offline use, and the consultation that one reload hands to the next.
const SPEAKING: [(&str, &[&str]); 6] = [
    ("www/batch.js", &["postMessage"]),
    ("www/worker.js", &["postMessage"]),
    ("www/sw.js", &["postMessage"]),
    ("www/offline.js", &["postMessage", "serviceWorker", "sessionStorage"]),
    ("www/confidant-frame.js", &["postMessage"]),
    ("www/frame/frame.js", &["postMessage"]),
];

/// Counts and clears what is stored, and tries to send something elsewhere before the person's eyes: naming channels is its purpose.
const PROOF: &str = "www/proof.js";

/// Whether a channel is what the file is for.
fn speaks(file: &str, channel: &str) -> bool {
    SPEAKING.iter().any(|(known, channels)| *known == file && channels.contains(&channel))
}

/// The lines of a file that name a channel and are not among [`LOADING`].
fn channels(file: &str, text: &str) -> Vec<String> {
    let named = |line: &&str| {
        // A private method called #fetch is not the function.
        let line = line.trim().replace("#fetch(", "");
        !line.starts_with("//")
            && CHANNELS.iter().any(|channel| line.contains(channel) && !speaks(file, channel))
            && !LOADING.contains(&(file, line.as_str()))
    };
    text.lines().filter(named).map(|line| format!("{file}: {}", line.trim())).collect()
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    let Ok(entries) = folder.read_dir() else { return };
    for entry in entries.map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { files(&entry, found) } else { found.push(entry) }
    }
}

#[test]
fn the_page_sends_and_keeps_nothing() {
    assert_eq!(channels("www/main.js", "  await fetch(\"/log\", { method: \"POST\", body });").len(), 1);
    assert_eq!(channels("src/ui/x.rs", "window.local_storage(); // localStorage\nlet s = localStorage;").len(), 2);
    assert!(channels(LOADING[0].0, LOADING[0].1).is_empty() && channels("www/x.js", LOADING[0].1).len() == 1);

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = vec![root.join("index.html")];
    ["www", "src/web", "src/ui", "src/app"].iter().for_each(|folder| files(&root.join(folder), &mut sources));
    let mut found = Vec::new();
    let mut looked_at = 0;
    for path in
        sources.iter().filter(|path| path.extension().is_some_and(|e| ["js", "rs", "html", "css"].iter().any(|x| e == *x)))
    {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        looked_at += 1;
        if path.ends_with(PROOF) {
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        found.extend(channels(&name, &text));
        // Nothing is loaded from elsewhere; the names of XML's languages are not loaded.
        let elsewhere = |line: &&str| (line.contains("://") || line.contains("\"//")) && !line.contains("://www.w3.org/");
        found.extend(text.lines().filter(elsewhere).map(|line| format!("{name}: {}", line.trim())));
    }
    assert!(looked_at > 10, "only {looked_at} files were found");
    assert!(found.is_empty(), "{found:#?}");

    // Nor can the compiled program: the browser's interfaces that it links are named in the manifest.
    let manifest: toml::Table = std::fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let page = &manifest["target"]["cfg(target_arch = \"wasm32\")"]["dependencies"]["web-sys"]["features"];
    let interfaces: Vec<&str> = page.as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    for interface in [
        "Request",
        "Response",
        "XmlHttpRequest",
        "WebSocket",
        "EventSource",
        "Storage",
        "Navigator",
        "BroadcastChannel",
        "IdbFactory",
    ] {
        assert!(!interfaces.contains(&interface), "web-sys brings {interface}");
    }
}

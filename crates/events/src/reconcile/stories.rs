//! Same text: exact copies, near copies, wire stories with another top.
//!
//! Shingles of five words; a MinHash signature finds candidates at a low threshold, containment of the
//! smaller in the larger decides. Passages that many documents share (boxes, newsletters) are left out
//! first: without that no threshold holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{Document, Story};

use super::union::Union;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Bands and rows of the signature: candidates from a similarity of about 0.3.
const BANDS: usize = 24;
const ROWS: usize = 3;
/// Share of the smaller text's shingles that the larger holds.
const COPY: f64 = 0.5;
/// Shorter texts are copies only when equal.
const SHORT: usize = 40;
/// A passage in so many documents is a box, not news.
const BOX: usize = 5;

pub(crate) fn find(documents: &[Document]) -> Vec<Story> {
    let mut order: Vec<&Document> = documents.iter().collect();
    order.sort_by(|one, other| one.id.cmp(&other.id));
    let boxes = shared_passages(&order);
    let words: Vec<Vec<u64>> = order.iter().map(|document| word_hashes(document, &boxes)).collect();
    let mut union = Union::new(order.len());

    let mut equal: HashMap<&[u64], usize> = HashMap::new();
    for (index, words) in words.iter().enumerate() {
        if words.is_empty() {
            continue;
        }
        match equal.get(words.as_slice()) {
            Some(first) => union.join(*first, index),
            None => {
                equal.insert(words, index);
            }
        }
    }
    let shingles: Vec<HashSet<u64>> = words
        .iter()
        .map(|words| if words.len() < SHORT { HashSet::new() } else { shingles(words) })
        .collect();
    let mut buckets: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
    for (index, shingles) in shingles.iter().enumerate() {
        if shingles.is_empty() {
            continue;
        }
        for (band, key) in signature(shingles).into_iter().enumerate() {
            buckets.entry((band, key)).or_default().push(index);
        }
    }
    for bucket in buckets.values() {
        for (position, one) in bucket.iter().enumerate() {
            for other in bucket[position + 1..].iter().take(64) {
                if union.root(*one) != union.root(*other)
                    && containment(&shingles[*one], &shingles[*other]) >= COPY
                {
                    union.join(*one, *other);
                }
            }
        }
    }

    let mut groups: BTreeMap<usize, Vec<&Document>> = BTreeMap::new();
    for (index, document) in order.iter().enumerate() {
        groups.entry(union.root(index)).or_default().push(document);
    }
    groups.into_values().map(|group| story(&group)).collect()
}

fn story(documents: &[&Document]) -> Story {
    let origin = documents.iter().find_map(|document| document.agency.clone()).or_else(|| {
        documents
            .iter()
            .filter(|document| document.published.is_some() && !document.syndicated)
            .min_by_key(|document| (document.published.map(|published| published.day), &document.id))
            .and_then(|document| document.outlet.clone())
    });
    Story {
        story_id: documents[0].id.clone(),
        documents: documents.iter().map(|document| document.id.clone()).collect(),
        origin,
    }
}

/// Hashes of paragraphs that stand in many documents.
fn shared_passages(documents: &[&Document]) -> HashSet<u64> {
    let mut seen: HashMap<u64, usize> = HashMap::new();
    for document in documents {
        let mut own: HashSet<u64> = HashSet::new();
        for block in &document.blocks {
            let hash = passage(block.span.of(&document.text).unwrap_or_default());
            if own.insert(hash) {
                *seen.entry(hash).or_default() += 1;
            }
        }
        // A document that is one passage is no box, however often it is copied.
        if document.blocks.len() < 3 {
            for hash in own {
                seen.remove(&hash);
            }
        }
    }
    seen.into_iter().filter(|(_, count)| *count >= BOX).map(|(hash, _)| hash).collect()
}

fn passage(text: &str) -> u64 {
    words_of(text).fold(0, |sum, word| mix(sum ^ word))
}

fn word_hashes(document: &Document, boxes: &HashSet<u64>) -> Vec<u64> {
    document
        .blocks
        .iter()
        .filter_map(|block| block.span.of(&document.text))
        .filter(|text| !boxes.contains(&passage(text)))
        .flat_map(words_of)
        .collect()
}

/// Letters and digits only, lower case, hashed.
fn words_of(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for letter in word.chars().flat_map(char::to_lowercase) {
            hash = (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3);
        }
        hash
    })
}

fn shingles(words: &[u64]) -> HashSet<u64> {
    words.windows(SHINGLE).map(|window| window.iter().fold(0, |sum, word| mix(sum ^ word))).collect()
}

/// One key a band of the MinHash signature.
fn signature(shingles: &HashSet<u64>) -> Vec<u64> {
    (0..BANDS)
        .map(|band| {
            (0..ROWS).fold(band as u64, |key, row| {
                let seed = mix((band * ROWS + row) as u64 + 1);
                let least = shingles.iter().map(|shingle| mix(shingle ^ seed)).min().unwrap_or(0);
                mix(key ^ least)
            })
        })
        .collect()
}

fn containment(one: &HashSet<u64>, other: &HashSet<u64>) -> f64 {
    let (small, large) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if small.is_empty() {
        return 0.0;
    }
    small.iter().filter(|shingle| large.contains(shingle)).count() as f64 / small.len() as f64
}

/// The finaliser of SplitMix64.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: &[&[&str]]) {
        let documents: Vec<Document> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| Document::plain(&format!("d{number}"), text))
            .collect();
        let mut reversed = documents.clone();
        reversed.reverse();
        let found = find(&documents);
        assert_eq!(found, find(&reversed), "the order of documents must not matter");
        let groups: Vec<Vec<&str>> =
            found.iter().map(|story| story.documents.iter().map(String::as_str).collect()).collect();
        assert_eq!(groups, expected);
    }

    #[test]
    fn copies_with_another_top_are_one_story() {
        let body = "The two ministers agreed to reopen the border crossing near the river before the end of the month, \
                    officials of both governments said after a second day of talks in the lakeside town, and they \
                    promised to send engineers to repair the bridge that floods had damaged in the spring of last year.";
        let top = format!("Our correspondent writes from the capital. {body}");
        check(&[body, &top, "Nothing of the kind happened here today."], &[&["d0", "d1"], &["d2"]]);
        check(&["Xi met Putin.", "Xi met Putin.", "Xi met Modi."], &[&["d0", "d1"], &["d2"]]);
    }
}

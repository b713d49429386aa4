use std::ops::Range;

use crate::error::ModelError;
use crate::float::{best, dot, leaky, softmax};
use crate::manifest::{Manifest, NONE};
use crate::matmul::{Matrix, Quantised};
use crate::processor::{Processor, Work};
use crate::reading::{Reading, TriggerReading};
use crate::tree::best_tree;
use crate::weights::Weights;

/// A word is a trigger from this probability on that it heads any event.
const TRIGGER: f32 = 0.05;
/// A word has a second reading as a trigger from this probability on.
const SECOND: f32 = 0.2;
/// A word plays a role from this probability on.
const PART: f32 = 0.2;

/// The heads: what is read off the vectors of words.
#[derive(Debug)]
pub(crate) struct Heads {
    /// All layers that read a word's vector, side by side.
    words: Matrix,
    upos: Range<usize>,
    feats: Range<usize>,
    rule: Range<usize>,
    ner: Range<usize>,
    event: Range<usize>,
    mode: Range<usize>,
    status: Range<usize>,
    arc_dependent: Range<usize>,
    arc_head: Range<usize>,
    relation_dependent: Range<usize>,
    relation_head: Range<usize>,
    role_trigger: Range<usize>,
    role_word: Range<usize>,
    arc_bilinear: Matrix,
    relation_bilinear: Matrix,
    role_bilinear: Matrix,
    relations: usize,
    roles: usize,
    /// The event label that means none, if the heads of events were trained.
    no_event: Option<usize>,
    no_role: usize,
}

/// Buffers kept from batch to batch.
#[derive(Default)]
pub(crate) struct Workspace {
    rows: Quantised,
    outputs: Vec<f32>,
    dependents: Vec<f32>,
    tables: Vec<f32>,
    arcs: Vec<f32>,
    scores: Vec<f32>,
}

impl Heads {
    pub fn load(manifest: &Manifest, file: &Weights) -> Result<Heads, ModelError> {
        let (labels, size) = (&manifest.labels, manifest.dimensions);
        let layers = [
            ("upos", labels.upos.len()),
            ("feats", labels.feats.len()),
            ("rule", labels.rule.len()),
            ("ner", labels.ner.len()),
            ("event", labels.event.len()),
            ("mode", labels.mode.len()),
            ("status", labels.status.len()),
            ("arc_dependent", size.arc),
            ("arc_head", size.arc),
            ("relation_dependent", size.relation),
            ("relation_head", size.relation),
            ("role_trigger", size.role),
            ("role_word", size.role),
        ];
        let mut end = 0;
        let [upos, feats, rule, ner, event, mode, status, arc_dependent, arc_head, rest @ ..] =
            layers.map(|(_, outputs)| {
                end += outputs;
                end - outputs..end
            });
        let [relation_dependent, relation_head, role_trigger, role_word] = rest;
        let none = |labels: &[&str]| labels.iter().position(|&label| label == NONE);
        let (relations, roles) = (labels.relation.len(), labels.role.len());
        Ok(Heads {
            words: file.joined(size.hidden, &layers)?,
            upos,
            feats,
            rule,
            ner,
            event,
            mode,
            status,
            arc_dependent,
            arc_head,
            relation_dependent,
            relation_head,
            role_trigger,
            role_word,
            arc_bilinear: file.matrix("arc_bilinear", size.arc, size.arc)?,
            relation_bilinear: file.matrix(
                "relation_bilinear",
                size.relation,
                relations * (size.relation + 1),
            )?,
            role_bilinear: file.matrix("role_bilinear", size.role, roles * (size.role + 1))?,
            relations,
            roles,
            no_event: none(&labels.event).filter(|_| manifest.events),
            no_role: none(&labels.role).expect("the manifest was checked for it"),
        })
    }

    /// Reads sentences whose vectors stand one after the other: `counts` of them each, the root's first.
    pub fn read(
        &self,
        processor: Processor,
        vectors: &[f32],
        counts: impl Iterator<Item = usize>,
        room: &mut Workspace,
        readings: &mut Vec<Reading>,
    ) {
        let width = self.words.width();
        room.rows.clear(self.words.depth());
        room.rows.extend(processor, vectors);
        room.outputs.resize(vectors.len() / self.words.depth() * width, 0.0);
        self.words.multiply(processor, &room.rows, &mut room.outputs);
        let range = self.arc_dependent.start..self.role_word.end;
        processor.run(Bend { outputs: &mut room.outputs, width, range });
        if self.no_event.is_some() {
            let heads = [self.event.clone(), self.mode.clone(), self.status.clone()];
            processor.run(Probabilities { outputs: &mut room.outputs, width, heads });
        }
        let Workspace { rows, outputs, dependents, tables, .. } = room;
        self.bilinear(processor, &self.arc_bilinear, &self.arc_dependent, outputs, rows, dependents);
        self.bilinear(processor, &self.relation_bilinear, &self.relation_dependent, outputs, rows, tables);
        let outputs = std::mem::take(&mut room.outputs);
        let mut first = 0;
        for count in counts {
            let sentence =
                Sentence { rows: &outputs[first * width..(first + count) * width], width, first, count };
            processor.run(Arcs { heads: self, sentence: &sentence, room });
            let head = best_tree(&room.arcs, count);
            let relation = processor.run(Relations { heads: self, sentence: &sentence, of: &head, room });
            let mut reading = Reading {
                upos: sentence.best(&self.upos),
                feats: sentence.best(&self.feats),
                rule: sentence.best(&self.rule),
                ner: sentence.best(&self.ner),
                head: head[1..].to_vec(),
                relation,
                triggers: Vec::new(),
            };
            if let Some(none) = self.no_event {
                self.triggers(processor, &sentence, none, room, &mut reading.triggers);
            }
            readings.push(reading);
            first += count;
        }
        room.outputs = outputs;
    }

    /// `layer` over the part `range` of every row.
    fn bilinear(
        &self,
        processor: Processor,
        layer: &Matrix,
        range: &Range<usize>,
        outputs: &[f32],
        rows: &mut Quantised,
        result: &mut Vec<f32>,
    ) {
        let width = self.words.width();
        rows.clear(layer.depth());
        processor.run(QuantisePart { outputs, width, range: range.clone(), rows });
        result.resize(outputs.len() / width * layer.width(), 0.0);
        layer.multiply(processor, rows, result);
    }

    fn triggers(
        &self,
        processor: Processor,
        sentence: &Sentence,
        none: usize,
        room: &mut Workspace,
        found: &mut Vec<TriggerReading>,
    ) {
        for word in 1..sentence.count {
            let events = sentence.part(word, &self.event);
            if 1.0 - events[none] < TRIGGER {
                continue;
            }
            let mut events = events.to_vec();
            events[none] = 0.0;
            let first = best(&events);
            let first_probability = std::mem::replace(&mut events[first], 0.0);
            let second = best(&events);
            let (modes, statuses) = (sentence.part(word, &self.mode), sentence.part(word, &self.status));
            let (mode, status) = (best(modes), best(statuses));
            let mut trigger = TriggerReading {
                word: word - 1,
                event: (first, first_probability),
                mode: (mode, modes[mode]),
                status: (status, statuses[status]),
                parts: self.parts(processor, sentence, word, room),
            };
            if events[second] >= SECOND {
                found.push(trigger.clone());
                trigger.event = (second, events[second]);
            }
            found.push(trigger);
        }
    }

    /// The words that play a part in the event of `trigger`.
    fn parts(
        &self,
        processor: Processor,
        sentence: &Sentence,
        trigger: usize,
        room: &mut Workspace,
    ) -> Vec<(usize, usize, f32)> {
        room.rows.clear(self.role_bilinear.depth());
        room.rows.extend(processor, sentence.part(trigger, &self.role_trigger));
        let mut table = vec![0.0; self.role_bilinear.width()];
        self.role_bilinear.multiply(processor, &room.rows, &mut table);
        processor.run(Parts { heads: self, sentence, table: &table, scores: &mut room.scores })
    }
}

/// For each label its row of `table` times `vector`, plus the row's last value.
#[inline(always)]
fn bilinear_scores(table: &[f32], vector: &[f32], labels: usize, scores: &mut Vec<f32>) {
    scores.clear();
    for row in table.chunks_exact(vector.len() + 1).take(labels) {
        scores.push(dot(&row[..vector.len()], vector) + row[vector.len()]);
    }
}

struct Bend<'a> {
    outputs: &'a mut [f32],
    width: usize,
    range: Range<usize>,
}

impl Work for Bend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in self.outputs.chunks_exact_mut(self.width) {
            leaky(&mut row[self.range.clone()]);
        }
    }
}

struct QuantisePart<'a> {
    outputs: &'a [f32],
    width: usize,
    range: Range<usize>,
    rows: &'a mut Quantised,
}

impl Work for QuantisePart<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in self.outputs.chunks_exact(self.width) {
            self.rows.push(&row[self.range.clone()]);
        }
    }
}

/// Scores of the event heads to probabilities, in place.
struct Probabilities<'a> {
    outputs: &'a mut [f32],
    width: usize,
    heads: [Range<usize>; 3],
}

impl Work for Probabilities<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in self.outputs.chunks_exact_mut(self.width) {
            for head in &self.heads {
                softmax(&mut row[head.clone()]);
            }
        }
    }
}

/// The words that play a part in the event whose trigger made `table`: word, role, probability.
struct Parts<'a> {
    heads: &'a Heads,
    sentence: &'a Sentence<'a>,
    table: &'a [f32],
    scores: &'a mut Vec<f32>,
}

impl Work for Parts<'_> {
    type Output = Vec<(usize, usize, f32)>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Parts { heads, sentence, table, scores } = self;
        let mut parts = Vec::new();
        for word in 1..sentence.count {
            bilinear_scores(table, sentence.part(word, &heads.role_word), heads.roles, scores);
            softmax(scores);
            for (role, &probability) in scores.iter().enumerate() {
                if role != heads.no_role && probability >= PART {
                    parts.push((word - 1, role, probability));
                }
            }
        }
        parts
    }
}

/// The score of every word as the head of every other.
struct Arcs<'a> {
    heads: &'a Heads,
    sentence: &'a Sentence<'a>,
    room: &'a mut Workspace,
}

impl Work for Arcs<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Arcs { heads, sentence, room } = self;
        let size = heads.arc_bilinear.width();
        room.arcs.clear();
        for dependent in 0..sentence.count {
            let dependent = &room.dependents[(sentence.first + dependent) * size..][..size];
            for head in 0..sentence.count {
                room.arcs.push(dot(dependent, sentence.part(head, &heads.arc_head)));
            }
        }
    }
}

/// The label of every word under its head, `of[word]`.
struct Relations<'a> {
    heads: &'a Heads,
    sentence: &'a Sentence<'a>,
    of: &'a [usize],
    room: &'a mut Workspace,
}

impl Work for Relations<'_> {
    type Output = Vec<usize>;

    #[inline(always)]
    fn run(self) -> Vec<usize> {
        let Relations { heads, sentence, of, room } = self;
        let width = heads.relation_bilinear.width();
        let mut labels = Vec::with_capacity(of.len());
        for (word, &of) in of.iter().enumerate().skip(1) {
            let table = &room.tables[(sentence.first + word) * width..][..width];
            let head = sentence.part(of, &heads.relation_head);
            bilinear_scores(table, head, heads.relations, &mut room.scores);
            labels.push(best(&room.scores));
        }
        labels
    }
}

/// The outputs for one sentence: a row for the root and each word.
struct Sentence<'a> {
    rows: &'a [f32],
    width: usize,
    /// The number of its first row in the batch.
    first: usize,
    count: usize,
}

impl<'a> Sentence<'a> {
    #[inline(always)]
    fn part(&self, row: usize, range: &Range<usize>) -> &'a [f32] {
        &self.rows[row * self.width..][range.clone()]
    }

    /// The best of `range` for every word.
    fn best(&self, range: &Range<usize>) -> Vec<usize> {
        (1..self.count).map(|row| best(self.part(row, range))).collect()
    }
}

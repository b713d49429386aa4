//! The model of the repository, where there is one.

use std::path::Path;

use model::Document;
use text::{Analysis, Filter, Model, ModelFiles};

fn shipped() -> Option<Model> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/en");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let weights = std::fs::read(folder.join("model.safetensors")).ok()?;
    let (manifest, vocabulary, lemmas) = (text("model.toml")?, text("vocab.txt")?, text("lemmas.tsv")?);
    let filter = text("filter.tsv")?;
    let files = ModelFiles {
        manifest: &manifest,
        vocabulary: &vocabulary,
        weights: &weights,
        lemmas: &lemmas,
        filter: &filter,
    };
    Some(Model::load(files).expect("the shipped model loads"))
}

fn documents() -> Vec<Document> {
    let texts = [
        "Chinese President Xi Jinping met Russian President Vladimir Putin in Beijing on Thursday.",
        "“We don't agree,” she said.\nThe two leaders will meet again, officials told Reuters (AFP).\n1,200 troops left.",
        "👍 習近平 wait... \u{202e}what?! e-mail: a@b.org",
        &"He said that, and ".repeat(300),
        &"x".repeat(100_000),
        "",
    ];
    texts.iter().enumerate().map(|(index, text)| Document::plain(&index.to_string(), text)).collect()
}

fn assert_well_formed(analysis: &Analysis) {
    for sentence in analysis.sentences.iter().filter(|sentence| sentence.read) {
        assert_eq!(sentence.tokens.iter().filter(|token| token.head.is_none()).count(), 1);
        for start in 0..sentence.tokens.len() {
            let (mut token, mut steps) = (start, 0);
            while let Some(head) = sentence.tokens[token].head {
                token = head;
                steps += 1;
                assert!(steps <= sentence.tokens.len(), "a circle");
            }
        }
        for trigger in &sentence.triggers {
            assert!((0.0..=1.0).contains(&trigger.probability) && trigger.token < sentence.tokens.len());
        }
    }
}

#[test]
fn an_analysis_depends_on_its_document_alone() {
    let Some(model) = shipped() else { return };
    let documents = documents();
    let together = text::analyze(&model, &documents, &Filter::all());
    for (document, analysis) in documents.iter().zip(&together) {
        let alone = text::analyze(&model, std::slice::from_ref(document), &Filter::all());
        assert_eq!(&alone[0], analysis, "{}", document.id);
        assert_well_formed(analysis);
    }
    let mut reversed = documents.clone();
    reversed.reverse();
    let mut backwards = text::analyze(&model, &reversed, &Filter::all());
    backwards.reverse();
    assert_eq!(backwards, together);
}

#[test]
fn plain_news_is_understood() {
    let Some(model) = shipped() else { return };
    let analysis = &text::analyze(&model, &documents()[..1], &Filter::all())[0];
    let sentence = &analysis.sentences[0];
    let met = sentence.tokens.iter().find(|token| token.form == "met").expect("a word of the sentence");
    assert_eq!((met.upos, met.lemma.as_str(), met.head), ("VERB", "meet", None));
    let names: Vec<&str> = sentence.names.iter().map(|name| name.label).collect();
    assert!(names.contains(&"PER") && names.contains(&"LOC"), "{names:?}");
}

"""Score a shipped model, in its int8 arithmetic, on the test sets.

    python score.py --treebanks DIR --model models/en [--gold FILE ...] [--record]

Prints a table; `--record` writes the figures into model.toml as well.
Words are the treebanks' own, trees are the best ones, labels count with their subtypes.
"""

import argparse
from pathlib import Path

from gold import Aligner, read_gold
from measure import EventTally, Tally, events, prediction
from reference import CLASSIFIERS, Reading, Reference
from treebanks import Sentence, load, news

COLUMNS = ("upos", "feats", "lemma", "uas", "las", "names_precision", "names_recall", "names_f1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="event gold to score on")
    parser.add_argument("--dev", action="store_true", help="the dev sets instead of the test sets")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    model = Reference(args.model)
    splits = load(args.treebanks)
    part = "dev" if args.dev else "test"
    sets = {f"EWT {part}": splits[f"ewt_{part}"], f"GUM {part}": splits[f"gum_{part}"]}
    sets[f"GUM news {part}"] = news(splits[f"gum_{part}"])
    reports = {}
    print(f"| set | sentences | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 2)}")
    for name, sentences in sets.items():
        report = score_sentences(model, sentences)
        if "GUM" in name:  # its names are our own rule's, no standard
            report = {key: value for key, value in report.items() if "names" not in key}
        reports[name] = report
        print(f"| {name} | {len(sentences)} | {' | '.join(str(report.get(c, '')) for c in COLUMNS)} |", flush=True)
    if args.gold:
        reports[f"event gold {part}"] = report = score_events(model, args.gold)
        for key, value in report.items():
            print(f"| {key} | {value} |")
    if args.record:
        record(args.model / "model.toml", reports)


def score_sentences(model: Reference, sentences: list[Sentence]) -> dict[str, float]:
    tally = Tally()
    for sentence in sentences:
        reading = model.read(sentence.forms)
        tally.add(sentence, prediction(sentence.forms, labels_of(reading), reading.heads[1:], model.lemmas))
    return tally.report()


def score_events(model: Reference, paths: list[Path]) -> dict[str, float]:
    """Events against gold, both on the words and heads of this model's trees."""
    aligner = Aligner(lambda words: model.read(words).heads[1:])
    tally, sentences = EventTally(), 0
    for path in paths:
        for gold in read_gold(path)[0]:
            example = aligner.example(gold)
            reading = model.read(example.sentence.forms)
            names = labels_of(reading)
            triggers = [word for word, label in enumerate(names["event"], start=1) if label != "none"]
            parts = {trigger: reading.roles(trigger)[1:].argmax(1).tolist() for trigger in triggers}
            tally.add(example.events, events(names, parts))
            sentences += 1
    return {"sentences": sentences} | tally.report()


def labels_of(reading: Reading) -> dict[str, list[str]]:
    return {name: reading.best(name) for name in CLASSIFIERS} | {"relation": reading.relation_labels()}


def record(manifest: Path, reports: dict[str, dict[str, float]]) -> None:
    """Put the scores at the end of the manifest, in place of older ones."""
    kept = manifest.read_text(encoding="utf8").split("\n[scores.", 1)[0].rstrip()
    tables = []
    for name, report in reports.items():
        rows = "\n".join(f"{key} = {value}" for key, value in report.items())
        tables.append(f'\n[scores."{name}"]\n{rows}\n')
    manifest.write_text(kept + "\n" + "".join(tables), encoding="utf8")


if __name__ == "__main__":
    main()

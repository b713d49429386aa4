"""Checks of what needs no data and no training: python -m unittest, in this folder."""

import itertools
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from examples import Example, _restyle
from export import quantised
from gold import Aligner, read_gold
from lemma import apply_rule, rule_of
from measure import name_spans
from splitting import Splitter
from tree import best_tree
from treebanks import Sentence, is_open, joint_features
from words import SHAPES, shape_of


class Lemmas(unittest.TestCase):
    def test_rules_rebuild_the_lemma(self):
        for form, lemma, rule in [
            ("leaders", "leader", "lower-1+"),
            ("LEADERS", "leader", "lower-1+"),
            ("TRUMP", "Trump", "title-0+"),
            ("Was", "be", "@be"),
            ("went", "go", "@go"),
            ("U.S.", "U.S.", "keep-0+"),
            ("States", "State", "keep-1+"),
        ]:
            self.assertEqual(rule_of(form, lemma), rule)
            self.assertEqual(apply_rule(form, rule), lemma)

    def test_a_cut_longer_than_the_form_cuts_all(self):
        self.assertEqual(apply_rule("is", "lower-5+be"), "be")


class Shapes(unittest.TestCase):
    def test_every_shape(self):
        for word, first, shape in [
            ("troops", False, "lower"), ("Beijing", False, "capital"), ("Beijing", True, "capital_first"),
            ("U.S.", True, "capitals"), ("I", False, "letter"), ("McDonald", True, "mixed"), ("2,500", False, "number"),
            ("21st", True, "number_letters"), ("$", False, "sign"), ("北京", False, "lower"), ("'s", False, "lower"),
        ]:  # fmt: skip
            self.assertEqual(SHAPES[shape_of(word, first)], shape, word)


class Trees(unittest.TestCase):
    def test_no_tree_scores_higher(self):
        random = np.random.default_rng(0)
        for _ in range(200):
            size = random.integers(2, 6)
            scores = random.normal(size=(size, size))
            trees = filter(_is_tree, ((0, *h) for h in itertools.product(range(size), repeat=size - 1)))
            highest = max(sum(scores[i, tree[i]] for i in range(1, size)) for tree in trees)
            found = best_tree(scores)
            self.assertTrue(_is_tree(found))
            self.assertAlmostEqual(sum(scores[i, found[i]] for i in range(1, size)), highest)


def _is_tree(heads) -> bool:
    def reaches_root(word):
        for _ in heads:
            word = heads[word]
        return word == 0

    return sum(h == 0 for h in heads[1:]) == 1 and all(reaches_root(word) for word in range(len(heads)))


class Treebanks(unittest.TestCase):
    def test_only_open_documents_train(self):
        for document, open_ in [
            ("GUM_news_korea", True), ("GUM_vlog_wine", False), ("GUM_speech_nixon", True),
            ("GUM_speech_destiny", False), ("GUM_court_carpet", False), ("GUM_reddit_ring", False),
        ]:  # fmt: skip
            self.assertEqual(is_open(document), open_, document)

    def test_features_are_kept_in_order(self):
        self.assertEqual(joint_features("Case=Nom|Person=1|Number=Sing"), "Number=Sing|Person=1")
        self.assertEqual(joint_features("_"), "_")


class Styles(unittest.TestCase):
    def test_a_bare_sentence_loses_its_stop_and_nothing_else(self):
        sentence = Sentence(
            "1", "d", "", ["They", "met", "today", "."], ["they", "meet", "today", "."],
            ["PRON", "VERB", "NOUN", "PUNCT"], ["_"] * 4, [2, 0, 2, 2], ["nsubj", "root", "obl", "punct"],
        )  # fmt: skip
        self.assertEqual(_restyle(Example(sentence), 0.15).sentence.forms, ["They", "met", "today"])
        self.assertEqual(_restyle(Example(sentence), 0.01).sentence.forms, ["THEY", "MET", "TODAY", "."])
        self.assertIs(_restyle(Example(sentence), 0.9).sentence, sentence)


class Names(unittest.TestCase):
    def test_a_stray_inside_tag_starts_a_name(self):
        self.assertEqual(name_spans(["I-PER", "I-LOC", "O", "B-ORG", "I-ORG"]), {(0, 1, "PER"), (1, 2, "LOC"), (3, 5, "ORG")})


class Quantisation(unittest.TestCase):
    def test_rows_keep_their_size(self):
        weight = torch.tensor([[1.0, -2.0, 0.5], [0.0, 0.0, 0.0]])
        state = {"upos.weight": weight, "upos.bias": torch.zeros(2)}
        state |= {"arc_bilinear.weight": weight.clone(), "arc_bilinear.bias": torch.ones(2)}
        tensors = quantised(state)
        rebuilt = tensors["upos.weight"] * tensors["upos.scale"][:, None]
        self.assertLess(np.abs(rebuilt - weight.numpy()).max(), 2 / 127)
        self.assertEqual(tensors["upos.weight"][0].tolist(), [64, -127, 32])


class Gold(unittest.TestCase):
    TEXT = """@ 2019-03-12 | outlet=A
S Iran said on Tuesday that Iran had freed the crew.
E RETREAT/release happened | t=freed | a=Iran#2:IRN:GOV | r=crew::CVL | when=2019-03-12 day "Tuesday" | by=Iran
S Nothing.
- plain statement
S Iran hit a ship.
E ASSAULT happened | t=struck
S Unjudged.
"""

    def read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gold"
            path.write_text(self.TEXT, encoding="utf8")
            return read_gold(path)

    def test_bad_lines_are_reported_and_left_out(self):
        sentences, problems = self.read()
        self.assertEqual([s.text[:7] for s in sentences], ["Iran sa", "Nothing"])
        self.assertEqual([p.place.rpartition(":")[2] for p in problems], ["7", "8"])

    def test_spans_become_head_words(self):
        heads = [2, 0, 4, 2, 8, 8, 8, 2, 10, 8, 2]
        example = Aligner(lambda words: heads).example(self.read()[0][0])
        self.assertEqual(example.sentence.forms[7], "freed")
        event = example.events[0]
        self.assertEqual((event.trigger, event.type, event.mode), (8, "RETREAT", "release"))
        self.assertEqual(event.roles, {6: "actor", 10: "recipient", 4: "time", 1: "source"})


class Splitting(unittest.TestCase):
    def test_words_as_in_the_treebank(self):
        text = "Gen. Ali didn't visit Putin's U.S.-backed allies."
        words = [text[a:b] for a, b in Splitter().split(text)]
        expected = "Gen. Ali did n't visit Putin 's U.S. - backed allies ."
        self.assertEqual(words, expected.split())


if __name__ == "__main__":
    unittest.main()

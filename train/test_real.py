"""Tests of real.py on made-up news: `python3 train/test_real.py`. Needs nothing else."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import real

ARTICLE = {"id": "a1", "outlet": "Harbour Wire", "title": "Talks begin", "text": "It rained. Iran freed the crew, and Iran said so on Tuesday."}
ITEM = {"id": "w1", "text": "Protesters protest in Lima."}
ART = """@ unknown | doc=a1 | outlet=Harbour Wire | author=art | topic=diplomacy
H Talks begin
- question or heading
S Iran freed the crew, and Iran said so on Tuesday.
E RETREAT/release happened | t=freed | a=Iran#2:IRN:GOV | r=crew::CVL | ctx=diplomatic,legal | when=unknown "Tuesday" | by=Iran
S This stands in no article.
- plain statement
"""
CE = """@ 2020-01-02 | doc=w1 | author=ce | topic=protest
S Protesters protest in Lima.
E PROTEST/demo happened | t=protest | a=Protesters:PER:CVL | when=2020-01-02 day "" | place=Lima
"""


class Real(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)
        for name, record in (("articles", ARTICLE), ("current_events", ITEM)):
            (self.folder / f"{name}.jsonl").write_text(json.dumps(record) + "\n", encoding="utf8")

    def labels(self, *files: Path) -> list[dict]:
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as self.said:
            real.convert(list(files), self.folder)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def gold(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf8")
        return path

    def test_labels_point_into_the_record(self):
        title, sentence = self.labels(self.gold("test_art.gold", ART))
        self.assertEqual((title["field"], title["start"], title["why_none"]), ("title", 0, "question or heading"))
        self.assertEqual((sentence["start"], sentence["end"], sentence["day"]), (11, 60, None))
        event = sentence["events"][0]
        self.assertEqual(event["actors"], [{"span": [25, 29], "country": "IRN", "sector": "GOV"}])
        self.assertEqual(event["by"], [0, 4])
        self.assertEqual(event["when"], {"start": None, "end": None, "precision": "unknown", "words": [41, 48]})
        self.assertNotIn("freed", json.dumps([title, sentence]))

    def test_what_is_not_in_the_record_is_listed_and_left_out(self):
        self.labels(self.gold("test_art.gold", ART))
        self.assertIn("test_art.gold:6: the sentence is not in the text of a1", self.said.getvalue())
        self.assertIn("2 of 3 sentences placed", self.said.getvalue())

    def test_whole_words_where_the_coder_counted_so(self):
        (item,) = self.labels(self.gold("train_ce_rare.gold", CE))
        self.assertEqual((item["split"], item["source"], item["draw"]), ("train", "current_events", "rare"))
        self.assertEqual(item["events"][0]["trigger"], [11, 18])
        self.assertEqual(real.span("protest", "Protesters protest", whole=False), [11, 18])
        self.assertEqual(real.span("test", "Protesters protest", whole=True), [3, 7])

    def test_there_and_back(self):
        labels = self.labels(self.gold("test_art.gold", ART), self.gold("train_ce_rare.gold", CE))
        path = self.gold("real.jsonl", "".join(json.dumps(label) + "\n" for label in labels))
        with contextlib.redirect_stderr(io.StringIO()):
            real.restore(path, self.folder, self.folder / "out")
        files = sorted((self.folder / "out").glob("*.gold"))
        self.assertEqual([file.name for file in files], ["test_articles.gold", "train_current_events_rare.gold"])
        self.assertEqual(self.labels(*files), labels)


if __name__ == "__main__":
    unittest.main()

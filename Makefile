# What is done by one word. `make check` passes in every commit.
#
#   check         formatting, lints, tests
#   test          tests alone
#   score         the coder and the reconciler on gold, into scores/scorecard.md; needs the news records
#   bench         how fast: files to ledger, and the ledger's answers
#   check-page    the page in a real browser; says what to install where something is missing
#   check-others  a ledger and what is exported from it, opened by other programs; says what to install

SHARED := $(or $(DYADS_SHARED),../shared)
NEWS := $(SHARED)/data/news
TARGET := $(or $(CARGO_TARGET_DIR),target)
DYADS := $(TARGET)/release/dyads
GOLD := target/gold

.PHONY: check test score bench check-page check-others program

check:
	cargo fmt --check
	cargo clippy --workspace --release -- -D warnings
	cargo test --workspace --release

test:
	cargo test --workspace --release

program:
	cargo build --release -p cli

# Written to a file of its own first, so that a failure leaves the last scorecard.
score: program
	@test -d $(NEWS) || { echo "score: found no $(NEWS), expected the news records; name their parent in DYADS_SHARED"; exit 2; }
	python3 train/real.py --news $(NEWS) --restore gold/real.jsonl --out $(GOLD)
	@mkdir -p scores
	@{ echo "# Scorecard"; \
	   echo; echo "Made by \`make score\`. Gold: \`gold/README.md\`. What the figures mean: \`EVALUATION.md\`."; \
	   for file in $(GOLD)/test_articles.gold $(GOLD)/test_current_events.gold gold/written/test $(GOLD)/dev_articles.gold $(GOLD)/dev_current_events.gold gold/written/dev; do \
	     echo; echo "## $$(basename $$file .gold | tr _ ' ')"; echo; \
	     $(DYADS) score $$file || exit 1; \
	   done; \
	   echo; echo "## One event, many reports"; echo; \
	   $(DYADS) score --same gold/same.jsonl --news $(NEWS) || exit 1; } > $(GOLD)/scorecard.md
	mv $(GOLD)/scorecard.md scores/scorecard.md

bench: program
	@mkdir -p target
	rm -f target/bench.dyads target/bench.dyads-wal target/bench.dyads-shm target/measure.dyads target/measure.dyads-wal target/measure.dyads-shm
	$(DYADS) build --ledger target/bench.dyads examples/news
	cargo run --release -p record --example measure -- 100000 target/measure.dyads

check-page: program
	DYADS=$(DYADS) node crates/web/tests/page/check.mjs

check-others: program
	python3 .ci/others.py $(DYADS)

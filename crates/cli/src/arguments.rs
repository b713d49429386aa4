//! What may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads news and keeps the system the news describes: who did what to whom, dated, sourced, counted once.
#[derive(Parser)]
#[command(name = "dyads", version, max_term_width = 100, disable_help_subcommand = true, help_template = TEMPLATE, after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub common: Common,
}

const TEMPLATE: &str = "{about}\n\nUsage: {usage}\n{after-help}";

const AFTER: &str = "Begin with
  dyads open examples/news     read, keep, and show a page
  dyads code article.txt       who did what to whom, no ledger
  dyads relation CHN RUS       one pair of states in words and numbers

Make   open  code  build  recode  import  read  parse
Ask    relation  check  sql  explain  why
Show   serve  export  panel  codebook  cite
Keep   verify  repair  correct  forget
Check  doctor  almanac  score
Exit codes: 0 done, 1 nothing found or a claim refuted, 2 wrong use or input,
3 some records rejected, 4 our fault.   Help: dyads COMMAND --help";

/// Flags of every command.
#[derive(Args, Clone)]
pub struct Common {
    /// Threads that read; the answers do not depend on it
    #[arg(long, global = true, env = "DYADS_JOBS", hide_env_values = true)]
    pub jobs: Option<usize>,
    /// A folder of almanac tables laid over ours
    #[arg(long, global = true, env = "DYADS_ALMANAC", hide_env_values = true)]
    pub almanac: Option<PathBuf>,
    /// A folder with another model
    #[arg(long, global = true, env = "DYADS_MODEL", hide_env_values = true)]
    pub model: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Read articles into a ledger and show its page
    Open {
        /// Files, folders, globs, or - for standard input
        #[arg(required = true)]
        paths: Vec<String>,
        #[command(flatten)]
        ledger: LedgerAt,
        #[command(flatten)]
        reading: Reading,
        /// Port of the page; the next free one if it is taken
        #[arg(long, default_value_t = 7878)]
        port: u16,
        /// Build only: for scripts
        #[arg(long)]
        no_serve: bool,
    },
    /// Who did what to whom, to standard output; no ledger
    Code {
        #[arg(required = true)]
        paths: Vec<String>,
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        format: FormatAt,
        /// Claims about counts and trends instead of reports
        #[arg(long)]
        claims: bool,
        /// Read every sentence with the network, also those that name nobody
        #[arg(long)]
        read_all: bool,
    },
    /// Add articles to a ledger
    Build {
        #[arg(required = true)]
        paths: Vec<String>,
        #[command(flatten)]
        ledger: LedgerAt,
        #[command(flatten)]
        reading: Reading,
    },
    /// Code the documents of a ledger anew, with this program's coder
    #[command(after_help = "\
Example: dyads recode --dry-run
All changes are one commit. What stood before stays readable: dyads sql --as-of COMMIT \"SELECT ...\", where
dyads sql \"SELECT * FROM commits\" lists the commits. Corrections stay. Imported event data have no text and stay as they are.")]
    Recode {
        #[command(flatten)]
        ledger: LedgerAt,
        /// Leave out reports below this confidence, 0 to 1
        #[arg(long)]
        min_confidence: Option<f64>,
        /// Say which versions made the rows and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// The page and the API of a ledger
    Serve {
        #[command(flatten)]
        ledger: LedgerAt,
        #[arg(long, default_value_t = 7878)]
        port: u16,
    },
    /// One pair of states: how it stands and how it changed
    Relation {
        /// A state, by code or name
        one: String,
        /// Another
        other: String,
        #[command(flatten)]
        ledger: LedgerThen,
        /// From this day (YYYY-MM-DD, YYYY-MM or YYYY)
        #[arg(long)]
        since: Option<String>,
        /// Up to this day
        #[arg(long)]
        until: Option<String>,
        /// Only what this outlet reports
        #[arg(long)]
        outlet: Option<String>,
        /// table (in words), json, or csv and tsv for the months
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
    /// Claims of a file or a sentence, held against the ledger
    Check {
        /// A file or a sentence
        text: Vec<String>,
        #[command(flatten)]
        ledger: LedgerAt,
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
    /// SQL that only reads
    Sql {
        query: String,
        #[command(flatten)]
        ledger: LedgerThen,
        #[command(flatten)]
        format: FormatAt,
    },
    /// What is coded in a text and why, and what is not and why
    Explain {
        /// Text, or - for standard input
        text: Vec<String>,
        /// Day published, for "today" and "on Thursday"
        #[arg(long)]
        day: Option<String>,
    },
    /// Why a stored report or event was coded
    Why {
        /// A report_id or event_id
        id: String,
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// The analysis as CoNLL-U
    Parse {
        #[arg(required = true)]
        paths: Vec<String>,
        /// CoNLL-U in, its tokens kept
        #[arg(long)]
        gold_tokens: bool,
    },
    /// What was read of each document: body, title, day, outlet, cuts
    Read {
        #[arg(required = true)]
        paths: Vec<String>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Add event data of other systems to a ledger: GDELT 2.0 events, ICEWS, POLECAT
    #[command(after_help = "\
Example: dyads import --ledger icews.dyads events.2018.tab
What those files lack (sentences, status, confidence) stays empty. Rows that tell of one event are joined, as reports of
articles are. CAMEO codes become types by events/cameo.csv of the almanac.")]
    Import {
        /// Files, plain or in gzip, or - for standard input
        #[arg(required = true)]
        paths: Vec<String>,
        #[command(flatten)]
        ledger: LedgerAt,
        /// Of all files; else told by the first line of each
        #[arg(long, value_enum)]
        format: Option<ImportFormat>,
        /// Stop at the first bad line
        #[arg(long)]
        strict: bool,
        /// Write bad lines here, one JSON object a line
        #[arg(long)]
        rejects: Option<PathBuf>,
    },
    /// The events of a ledger, in the formats of the field and of everyday tools
    #[command(after_help = "\
Example: dyads export --between CHN RUS --since 2020 -o chn-rus.csv
Beside a file goes datapackage.json: columns, hash, what was asked, licence, citation. The older formats (gdelt2,
gdelt2-mentions, icews, polecat) have a row a pair of parties and both directions of a meeting, write a plan as the type
that planning is, and leave out what was denied or only called for.")]
    Export {
        #[command(flatten)]
        ledger: LedgerThen,
        #[command(flatten)]
        format: FormatAt,
        #[command(flatten)]
        which: Which,
        /// Licence of the file, for its data package: an SPDX name or an address
        #[arg(long)]
        licence: Option<String>,
    },
    /// A row a pair of states and month or year, to join with other data
    #[command(after_help = "\
Example: dyads panel --unit dyad-year --codes cow --directed -o panel.csv
Only what took place is counted, once a pair. Pairs and periods without an event have no row.")]
    Panel {
        #[command(flatten)]
        ledger: LedgerThen,
        #[arg(long, value_enum, default_value = "dyad-year")]
        unit: PanelUnit,
        /// iso3 (organisations too), or state numbers of that time: cow (Correlates of War), gw (Gleditsch-Ward)
        #[arg(long, value_enum, default_value = "iso3")]
        codes: PanelCodes,
        /// A row each way: what one does to the other
        #[arg(long)]
        directed: bool,
        /// From the period that holds this day (YYYY-MM-DD, YYYY-MM or YYYY)
        #[arg(long)]
        since: Option<String>,
        /// Up to the period that holds this day
        #[arg(long)]
        until: Option<String>,
        #[command(flatten)]
        format: FormatAt,
        /// Licence of the file, for its data package: an SPDX name or an address
        #[arg(long)]
        licence: Option<String>,
    },
    /// Take documents out for good, with all that was read from them
    #[command(after_help = "\
Example: dyads forget --source \"The Example Times\" --why \"its owner asked for it\"
Their bytes are overwritten, their ids remembered, so that they do not come back. See what would go with --dry-run.")]
    Forget {
        /// All documents of this outlet
        #[arg(long, value_name = "OUTLET")]
        source: Option<String>,
        /// A document, by its doc_id; may be given more than once
        #[arg(long, value_name = "DOC_ID")]
        doc: Vec<String>,
        /// Why, kept in the ledger
        #[arg(long, default_value = "")]
        why: String,
        /// List them only
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// Say that a row is wrong; without arguments, list what was said
    #[command(after_help = "\
Example: dyads correct wrong-report 5aacf4b0761867f5 --why \"the sentence tells of a film\"
The word is kept beside the row and shown by `dyads why`; the row and all counts stay what the articles said. It survives
reading and coding anew.")]
    Correct {
        #[arg(value_enum)]
        kind: Option<CorrectKind>,
        /// A report_id (wrong-report), event_id (merge, split) or doc_id (retraction)
        id: Option<String>,
        /// The event to merge with, or the report to split off
        other: Option<String>,
        #[arg(long)]
        why: Option<String>,
        /// Who says so
        #[arg(long, env = "USER", hide_env_values = true)]
        who: Option<String>,
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// Mend what can be made again from the rest: sums and word indexes
    #[command(after_help = "\
Example: dyads repair --dry-run
Says first what is wrong and what it will do. A quote or text that is not what it was can only be read again from its source.")]
    Repair {
        /// Say it only
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// Read the ledger again: every quote, id and count
    Verify {
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// How right the coder is on gold written by hand
    Score {
        /// Gold files or folders
        #[arg(required_unless_present = "same")]
        paths: Vec<PathBuf>,
        /// Instead: gold of which texts are one text and which mentions one event
        #[arg(long, value_name = "FILE", requires = "news", conflicts_with = "paths")]
        same: Option<PathBuf>,
        /// The news records that --same names: a folder or file
        #[arg(long, value_name = "DIR", requires = "same")]
        news: Option<String>,
        /// Print so many that were wrong; with --same, of the dev part alone
        #[arg(long, default_value_t = 0)]
        mistakes: usize,
        #[arg(long)]
        min_confidence: Option<f64>,
    },
    /// What this program is made of and whether it works here
    Doctor,
    /// Types, modes, contexts and columns, with their definitions
    Codebook,
    /// How to cite a ledger
    Cite {
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// The facts and word lists that reading uses
    Almanac {
        #[command(subcommand)]
        what: AlmanacCommand,
    },
    /// Shell completions
    #[command(hide = true)]
    Completions { shell: clap_complete::Shell },
    /// The manual page
    #[command(hide = true)]
    Man,
}

#[derive(Subcommand)]
pub enum AlmanacCommand {
    /// Check the tables: names the file and line of a fault and says what to do
    Check,
    /// The codes of states and organisations
    Codes {
        /// Only those whose code or name holds this
        contains: Option<String>,
    },
}

#[derive(Args, Clone)]
pub struct LedgerAt {
    /// The ledger, one SQLite file
    #[arg(long, default_value = "ledger.dyads", env = "DYADS_LEDGER", hide_env_values = true)]
    pub ledger: PathBuf,
}

/// A ledger, now or as it stood.
#[derive(Args, Clone)]
pub struct LedgerThen {
    #[command(flatten)]
    pub at: LedgerAt,
    /// As it stood after this commit (a commit_id) or at the end of this day (YYYY-MM-DD, UTC)
    #[arg(long, value_name = "COMMIT|DAY")]
    pub as_of: Option<String>,
}

#[derive(Args, Clone)]
pub struct Reading {
    /// Stop at the first bad record
    #[arg(long)]
    pub strict: bool,
    /// Write bad records here, one JSON object a line
    #[arg(long)]
    pub rejects: Option<PathBuf>,
    /// Leave out reports below this confidence, 0 to 1
    #[arg(long)]
    pub min_confidence: Option<f64>,
}

#[derive(Args, Clone)]
pub struct FormatAt {
    /// How to write: a table on a terminal, jsonl in a pipe, unless said
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Write to this file; without --format its ending says how
    #[arg(short, long)]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Csv,
    Tsv,
    Json,
    Jsonl,
    /// GDELT 2.0 events
    Gdelt2,
    /// GDELT 2.0 mentions
    Gdelt2Mentions,
    Icews,
    Polecat,
    #[value(name = "geojson")]
    GeoJson,
    /// The network of states, for Gephi
    Gexf,
    Parquet,
    Arrow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    Gdelt2,
    Icews,
    Polecat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PanelUnit {
    DyadMonth,
    DyadYear,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PanelCodes {
    Iso3,
    Cow,
    Gw,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CorrectKind {
    /// The report is wrong
    WrongReport,
    /// Two events are one
    Merge,
    /// A report does not belong to its event
    Split,
    /// The outlet took the article back
    Retraction,
}

/// Which events of a ledger.
#[derive(Args, Clone)]
pub struct Which {
    /// Only those of two states, by code or name
    #[arg(long, num_args = 2, value_names = ["ONE", "OTHER"])]
    pub between: Vec<String>,
    /// From this day (YYYY-MM-DD, YYYY-MM or YYYY)
    #[arg(long)]
    pub since: Option<String>,
    /// Up to this day
    #[arg(long)]
    pub until: Option<String>,
    /// Only what this outlet reports
    #[arg(long)]
    pub outlet: Option<String>,
}

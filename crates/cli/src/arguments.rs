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

const AFTER: &str = "\
  dyads open examples/news     read, keep, and show a page
  dyads code article.txt       who did what to whom, no ledger
  dyads relation CHN RUS       one pair of states in words and numbers

Make   open  code  build  read  parse
Ask    relation  check  sql  explain  why
Show   serve  codebook  cite
Check  verify  doctor  almanac  score
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
        ledger: LedgerAt,
        /// From this day (YYYY-MM-DD, YYYY-MM or YYYY)
        #[arg(long)]
        since: Option<String>,
        /// Up to this day
        #[arg(long)]
        until: Option<String>,
        /// Only what this outlet reports
        #[arg(long)]
        outlet: Option<String>,
        /// table or json
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
        ledger: LedgerAt,
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
    /// Read the ledger again: every quote, id and count
    Verify {
        #[command(flatten)]
        ledger: LedgerAt,
    },
    /// How right the coder is on gold written by hand
    Score {
        /// Gold files or folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Print so many sentences that were coded wrong
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
    /// Write to this file
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
    Gdelt2,
    Icews,
    Polecat,
    Parquet,
    Arrow,
}

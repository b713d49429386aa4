//! Serves a ledger with no other part of the program: `cargo run -p web --example serve -- LEDGER [PORT]`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let ledger = PathBuf::from(arguments.next().ok_or("name a ledger")?);
    let port = arguments.next().map_or(Ok(7878), |port| port.parse())?;
    web::serve(&ledger, port, dyads::Pipeline::new(dyads::Config::default())?)?;
    Ok(())
}

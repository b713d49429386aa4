//! The page and the API of a ledger.
//!
//! Server-rendered, so that it works without JavaScript; one small script adds keys and a brush. Nothing comes from
//! elsewhere, and the headers of `guard.rs` keep it so. The server listens on this machine only.
//!
//! | to | read |
//! |---|---|
//! | see which address shows what | [`router`], `views/` |
//! | know why a hostile article can do nothing | `guard.rs`, `html.rs` |
//! | change how a page looks | `web/style.css`, `web/page.js` at the top of the repository |
//! | find the numbers behind a page | crate `relations`; there is no arithmetic here |

mod address;
mod app;
mod failure;
mod guard;
mod html;
mod page;
mod server;
mod timeline;
mod views;

pub use app::{Reader, router};
pub use server::serve;

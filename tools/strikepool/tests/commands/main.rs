//! Every command against the deployed protocol on a node, as somebody at a terminal runs them.

mod keystore;
mod liquidate;
mod provide;
mod refuse;
mod settle;
mod status;
mod surfaces;
mod terminal;
mod trade;
mod watch;

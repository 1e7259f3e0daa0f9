//! Every command against the deployed protocol on a node, as somebody at a terminal runs them.

mod trade;

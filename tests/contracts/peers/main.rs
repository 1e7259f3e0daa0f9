//! The mathematics of peers, in the same devnode as ours.

mod lyra;

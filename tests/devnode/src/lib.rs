//! An embedded development node that runs Stylus and EVM contracts with Nitro's gas.

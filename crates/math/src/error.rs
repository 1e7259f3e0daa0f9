//! Errors about an argument outside the domain of a function.

/// The reason why a function of this crate refuses its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MathError {
    /// The result does not fit its type.
    Overflow,
    /// Division by zero.
    DivisionByZero,
    /// `exp` of a number above its domain.
    ExponentTooLarge,
    /// `ln` of zero.
    LogarithmOfZero,
    /// A probability that is not strictly between 0 and 1.
    ProbabilityOutOfRange,
}

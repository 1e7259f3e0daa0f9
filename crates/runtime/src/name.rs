//! Names of ABI types, built and compared while compiling.

/// The maximum length of a list of types.
const LONGEST: usize = 512;

/// The name of an ABI type, or of a list of types in parentheses, as in the signature of a function. It exists only
/// while compiling: [`same`] turns a difference into a compile error.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    text: [u8; LONGEST],
    len: usize,
}

impl Name {
    /// Returns a name with this text.
    #[must_use]
    pub const fn new(text: &str) -> Self {
        Self {
            text: [0; LONGEST],
            len: 0,
        }
        .then(text)
    }

    /// Returns this name followed by `text`.
    ///
    /// # Panics
    /// While compiling, if the whole is longer than 512 bytes.
    #[must_use]
    pub const fn then(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        assert!(
            self.len + bytes.len() <= LONGEST,
            "the list of types is too long"
        );
        let mut i = 0;
        while i < bytes.len() {
            self.text[self.len] = bytes[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// Returns this name followed by `other`, with a comma between them unless this name ends in an opening
    /// parenthesis.
    ///
    /// # Panics
    /// While compiling, if the whole is longer than 512 bytes.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let mut joined = match self.text[self.len - 1] {
            b'(' => self,
            _ => self.then(","),
        };
        let mut i = 0;
        while i < other.len {
            assert!(joined.len < LONGEST, "the list of types is too long");
            joined.text[joined.len] = other.text[i];
            joined.len += 1;
            i += 1;
        }
        joined
    }
}

/// Returns whether a name is this text.
#[must_use]
pub const fn same(name: Name, text: &str) -> bool {
    let text = text.as_bytes();
    if name.len != text.len() {
        return false;
    }
    let mut i = 0;
    while i < text.len() {
        if name.text[i] != text[i] {
            return false;
        }
        i += 1;
    }
    true
}

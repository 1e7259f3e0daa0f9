//! The storage layout of a contract, as the SDK lays it out.

use std::fmt;
use stylus_sdk::storage::StorageType;

/// A storage struct that knows the places of its fields. Derived, never written by hand.
pub trait Layout: StorageType {
    /// Returns the fields in order of declaration. Slots count from the start of the struct.
    fn fields() -> Fields;
}

/// One field: its slot, and its bytes in that slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The path of names from the contract's root struct, joined by dots.
    pub name: String,
    /// The Rust storage type.
    pub ty: String,
    /// Slot counted from the start of the struct.
    pub slot: usize,
    /// Offset in bytes from the least significant byte of the slot, as solc counts it.
    pub offset: usize,
    /// The bytes taken in the slot; 32 for anything that starts a slot of its own.
    pub bytes: usize,
}

/// Places fields one after another by the SDK's rule: from the low end of a slot; in a new slot if the field does not
/// fit; and always in a slot of its own if the field spans whole slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    placed: Vec<Field>,
    slot: usize,
    used: usize,
}

impl Fields {
    /// Returns an empty list, at slot 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Places a field of a type of the SDK.
    pub fn place<T: StorageType>(&mut self, name: &str, ty: &str) {
        let (slot, offset) = self.claim::<T>();
        self.placed.push(Field {
            name: name.into(),
            ty: ty.into(),
            slot,
            offset,
            bytes: T::SLOT_BYTES,
        });
    }

    /// Places a storage struct of this project, field by field.
    pub fn nest<T: Layout>(&mut self, name: &str) {
        let (start, _) = self.claim::<T>();
        self.placed
            .extend(T::fields().placed.into_iter().map(|field| Field {
                name: format!("{name}.{}", field.name),
                slot: start + field.slot,
                ..field
            }));
    }

    /// Returns the fields placed so far.
    #[must_use]
    pub fn as_slice(&self) -> &[Field] {
        &self.placed
    }

    /// Returns the number of slots taken so far. It equals the SDK's own count, which is one even for a struct without
    /// fields.
    #[must_use]
    pub fn slots(&self) -> usize {
        (self.slot + usize::from(self.used > 0)).max(1)
    }

    fn claim<T: StorageType>(&mut self) -> (usize, usize) {
        if self.used + T::SLOT_BYTES > 32 {
            self.slot += 1;
            self.used = 0;
        }
        let place = (self.slot, self.used);
        if T::REQUIRED_SLOTS > 0 {
            self.slot += T::REQUIRED_SLOTS;
            self.used = 0;
        } else {
            self.used += T::SLOT_BYTES;
        }
        place
    }
}

impl fmt::Display for Fields {
    /// Writes one JSON array, with one field per line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[")?;
        for (i, field) in self.placed.iter().enumerate() {
            let comma = if i + 1 < self.placed.len() { "," } else { "" };
            writeln!(
                f,
                r#"  {{ "slot": {}, "offset": {}, "bytes": {}, "type": "{}", "name": "{}" }}{comma}"#,
                field.slot, field.offset, field.bytes, field.ty, field.name
            )?;
        }
        writeln!(f, "]")
    }
}

/// Prints the layout of a contract's root struct, after checking it against the SDK's own slot count.
///
/// # Panics
/// If the two counts differ: the rule above would no longer be the SDK's.
pub fn print<T: Layout>() {
    let fields = T::fields();
    assert_eq!(
        fields.slots(),
        T::REQUIRED_SLOTS,
        "the layout rule differs from the SDK's"
    );
    print!("{fields}");
}

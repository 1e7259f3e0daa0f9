//! Series and what they pay, in whole units.

use ruint::aliases::U256;

/// Kinds of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Pays what the price is above the strike.
    Call,
    /// Pays what the price is below the strike.
    Put,
    /// Pays a fixed amount at or above the strike.
    DigitalCall,
    /// Pays a fixed amount below the strike.
    DigitalPut,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Call, Self::Put, Self::DigitalCall, Self::DigitalPut];
}

/// An option, regardless of who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// Unix seconds.
    pub expiry: u64,
    /// Its kind.
    pub kind: Kind,
    /// Strike, as a price.
    pub strike: i128,
}

/// How quantities and prices become units of the asset.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// A quantity times a price is worth one unit of the asset for each of these.
    pub per_unit: i128,
    /// What one contract of a digital pays, as a price.
    pub digital: i128,
}

impl Series {
    /// What one contract pays its holder at a price.
    #[must_use]
    pub fn payoff(&self, price: i128, scale: Scale) -> i128 {
        let fixed = |pays: bool| if pays { scale.digital } else { 0 };
        match self.kind {
            Kind::Call => (price - self.strike).max(0),
            Kind::Put => (self.strike - price).max(0),
            Kind::DigitalCall => fixed(price >= self.strike),
            Kind::DigitalPut => fixed(price < self.strike),
        }
    }
}

impl Scale {
    /// Units for a quantity that is held, rounded down.
    #[must_use]
    pub fn down(self, quantity: i128, price: i128) -> i128 {
        self.product(quantity, price, false)
    }

    /// Units for a quantity that is owed, rounded up.
    #[must_use]
    pub fn up(self, quantity: i128, price: i128) -> i128 {
        self.product(quantity, price, true)
    }

    /// Units that a signed quantity is worth to its holder: claims rounded down, debts up.
    #[must_use]
    pub fn worth(self, quantity: i128, price: i128) -> i128 {
        if quantity < 0 {
            -self.up(-quantity, price)
        } else {
            self.down(quantity, price)
        }
    }

    fn product(self, quantity: i128, price: i128, up: bool) -> i128 {
        // Quantities and prices of a chain have 18 decimals each: their product needs more than 128 bits.
        let wide = |x: i128| U256::from(x.unsigned_abs());
        let (whole, rest) = (wide(quantity) * wide(price)).div_rem(wide(self.per_unit));
        let whole = i128::try_from(whole).expect("what an option pays fits 127 bits");
        whole + i128::from(up && !rest.is_zero())
    }
}

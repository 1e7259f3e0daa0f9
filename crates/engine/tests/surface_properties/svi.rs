//! The reference in double precision, and random surfaces.

use crate::support::{float, float_signed, log_uniform, normal, signed, uniform, wad};
use engine::surface::{Candidate, CheckError, Post, Smile, SviParameters};
use math::Wad;

pub(crate) const NOW: u64 = 1_800_000_000;

pub(crate) const YEAR: f64 = 365.0 * 86_400.0;

/// The parameters as floats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Svi {
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) rho: f64,
    pub(crate) m: f64,
    pub(crate) sigma: f64,
}

impl Svi {
    pub(crate) fn of(p: &SviParameters) -> Self {
        Self {
            a: float_signed(p.level),
            b: float(p.slope),
            rho: float_signed(p.tilt),
            m: float_signed(p.shift),
            sigma: float(p.smoothness),
        }
    }

    pub(crate) fn parameters(self) -> SviParameters {
        SviParameters {
            level: signed(self.a),
            slope: wad(self.b),
            tilt: signed(self.rho),
            shift: signed(self.m),
            smoothness: wad(self.sigma),
        }
    }

    pub(crate) fn w(&self, k: f64) -> f64 {
        let y = k - self.m;
        self.a + self.b * (self.rho * y + y.hypot(self.sigma))
    }

    pub(crate) fn g(&self, k: f64) -> f64 {
        let y = k - self.m;
        let r = y.hypot(self.sigma);
        let w = self.w(k);
        let slope = self.b * (self.rho + y / r);
        let curvature = self.b * self.sigma * self.sigma / (r * r * r);
        let lean = 1.0 - k * slope / (2.0 * w);
        lean * lean - slope * slope / 4.0 * (1.0 / w + 0.25) + curvature / 2.0
    }

    pub(crate) fn least(&self) -> f64 {
        self.a + self.b * self.sigma * (1.0 - self.rho * self.rho).sqrt()
    }

    /// Ten times as fine as what the check looks at: the even grid, and both clusters.
    pub(crate) fn fine_nodes(&self) -> Vec<f64> {
        let mut nodes: Vec<f64> = (0..=400).map(|i| -1.5 + 0.0075 * f64::from(i)).collect();
        let straight = (1.0 - self.rho * self.rho).sqrt();
        let bottom = self.m - self.rho * self.sigma / straight;
        let width = (2.0 * self.least() * self.sigma / (self.b * straight.powi(3))).sqrt();
        for (middle, width) in [(self.m, self.sigma), (bottom, width)] {
            for i in -400..=400 {
                nodes.push(middle + width * (0.03 * f64::from(i)).sinh());
            }
        }
        nodes.retain(|k| k.abs() <= 1.5);
        nodes
    }
}

/// A random slice: any expiry from half an hour to three years, any shape, many of them wild.
pub(crate) fn random_slice(r: &mut fastrand::Rng) -> (Svi, u64) {
    loop {
        let years = log_uniform(r, 1.0 / 17_520.0, 3.0);
        let vol = log_uniform(r, 0.06, 4.0);
        let deviation = vol * years.sqrt();
        let sigma = deviation * log_uniform(r, 0.02, 8.0);
        let m = deviation * normal(r);
        let rho = uniform(r, -0.999, 0.999);
        let b = (2.0 / (1.0 + rho.abs())).min(deviation * log_uniform(r, 0.05, 8.0));
        let a = deviation * deviation - b * (m.hypot(sigma) - rho * m);
        let slice = Svi {
            a,
            b,
            rho,
            m,
            sigma,
        };
        let in_range = sigma > 1e-5 && sigma < 4.0 && m.abs() < 2.0 && b < 1.999;
        if in_range && slice.least() > 2e-9 {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between half an hour and three years"
            )]
            return (slice, (years * YEAR) as u64);
        }
    }
}

pub(crate) fn post(slice: Svi, lifetime: u64) -> Post {
    Post {
        parameters: slice.parameters(),
        expiry: NOW + lifetime,
        timestamp: NOW,
    }
}

pub(crate) fn candidate(smile: &Smile) -> Candidate<'_> {
    Candidate {
        smile,
        timestamp: NOW,
        earlier: None,
        later: None,
        predecessor: None,
    }
}

/// A sound slice: 60% for thirty days, as markets have it.
pub(crate) fn sound() -> Post {
    let svi = Svi {
        a: 0.01,
        b: 0.08,
        rho: -0.25,
        m: 0.02,
        sigma: 0.22,
    };
    post(svi, 30 * 86_400)
}

pub(crate) fn check(post: &Post) -> Result<Wad, CheckError> {
    candidate(&post.smile(NOW)?).check()
}

pub(crate) fn refusal(change: impl FnOnce(&mut Post)) -> CheckError {
    let mut mutilated = sound();
    change(&mut mutilated);
    check(&mutilated).expect_err("the mutilation is refused")
}

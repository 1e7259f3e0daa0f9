//! The nodes at which a slice is checked.
//!
//! The even grid of 41 nodes is 0.075 wide, and the smile of a few days fits between two of them: some slices have a
//! g(k) above 0 at all 41 nodes, and of −10 between two. So two clusters of nodes are added, in the slice's own scale:
//! one around the vertex m, where the smile turns over a width of σ, and one around its lowest point, where w doubles
//! over √(2w/w″) and g moves fastest. Each cluster steps out by a hyperbolic sine from a third of its width, until its
//! steps are as wide as those of the even grid.

use math::{Float, Q120, Wad};

use super::CheckError;
use super::slice::{Slice, fixed};
use crate::real::{Small, distance, float_of};

/// The number of nodes of the even grid.
pub const GRID_NODES: i32 = 41;

/// Half the width of the even grid: k ∈ [−1.5, 1.5].
pub const GRID_EDGE: Q120 = Q120::from_raw(3 << 119);

/// The distance of two nodes of the even grid, 0.075.
const GRID_STEP: i128 = (3 << 120) / 40;

/// The distance from the middle of a cluster at which its steps become wider than those of the even grid.
const CLUSTER_EDGE: i128 = 3 << 117;

/// The maximum number of nodes on either side of the middle: enough to reach the edge from a width of 10⁻⁵.
const CLUSTER_REACH: u32 = 40;

/// sinh 0.3.
const FIRST_STEP: Float = float_of(Wad::from_wei(304_520_293_447_142_618));

/// 2·cosh 0.3: sinh(x + h) = 2 cosh h·sinh x − sinh(x − h).
const GROWTH: Float = float_of(Wad::from_wei(2_090_677_028_187_711_318));

/// Calls `look` with every node of the even grid, lowest first.
pub(super) fn grid(look: &mut dyn FnMut(Q120) -> Result<(), CheckError>) -> Result<(), CheckError> {
    let mut k = GRID_EDGE.raw().wrapping_neg();
    for _ in 0..GRID_NODES {
        look(Q120::from_raw(k))?;
        k = k.wrapping_add(GRID_STEP);
    }
    Ok(())
}

/// Calls `look` with the nodes of the slice's two clusters that lie within the even grid.
pub(super) fn clusters(
    slice: &Slice,
    look: &mut dyn FnMut(Q120) -> Result<(), CheckError>,
) -> Result<(), CheckError> {
    let (middle, width) = slice.vertex();
    cluster(middle, width, look)?;
    let (middle, width) = slice.bottom()?;
    cluster(middle, width, look)
}

fn cluster(
    middle: Q120,
    width: Float,
    look: &mut dyn FnMut(Q120) -> Result<(), CheckError>,
) -> Result<(), CheckError> {
    look_within_grid(middle.raw(), look)?;
    let (mut previous, mut sinh) = (Float::ZERO, FIRST_STEP);
    for _ in 0..CLUSTER_REACH {
        let step = fixed(width.by(sinh)).raw();
        look_within_grid(middle.raw().saturating_sub(step), look)?;
        look_within_grid(middle.raw().saturating_add(step), look)?;
        if step > CLUSTER_EDGE {
            break;
        }
        (previous, sinh) = (sinh, distance(GROWTH.by(sinh), previous));
    }
    Ok(())
}

fn look_within_grid(
    k: i128,
    look: &mut dyn FnMut(Q120) -> Result<(), CheckError>,
) -> Result<(), CheckError> {
    if k.unsigned_abs() > GRID_EDGE.raw().unsigned_abs() {
        return Ok(());
    }
    look(Q120::from_raw(k))
}

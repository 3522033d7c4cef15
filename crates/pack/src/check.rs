//! What must hold in a pack beyond the shape of its files. Each check only reports; nothing is mended.

use crate::read::Places;
use crate::{Pack, PackRefusal};

/// Runs every check.
pub(crate) fn all(_pack: &Pack, _places: &Places, _refused: &mut Vec<PackRefusal>) {}

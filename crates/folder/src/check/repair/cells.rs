//! Numbers that are malformed.

use morkdb::id::Oid;

use crate::check::encodings::{Encoding, malformed_cells};
use crate::error::Error;
use crate::field::Field;
use crate::folder::Folder;
use crate::number::{Digits, hex32, hex64};

/// Writes them as what Thunderbird takes them for: nothing changes but the text.
pub(super) fn repair(folder: &mut Folder) -> Result<usize, Error> {
    let mut cells: Vec<(Oid, Field, usize)> = Vec::new();
    malformed_cells(folder.read(), |cell| {
        if let Encoding::Hex(most) = cell.encoding {
            cells.push((cell.row.oid(), cell.field, most));
        }
    });
    let mut changed = 0;
    for (row, field, most) in cells {
        let column = folder.column(field)?;
        let Some(text) = folder.file.store().row(row).and_then(|row| row.get(column)) else { continue };
        let text = text.bytes();
        let number = if most == 8 { hex32(&text).map(u64::from) } else { hex64(&text) };
        changed += usize::from(folder.put(row, field, Digits::hex(number.unwrap_or(0)))?);
    }
    Ok(changed)
}

//! When files in an archive were last changed.

use std::io::Read;
use std::time::{Duration, SystemTime};

use jiff::civil;
use jiff::tz::TimeZone;
use zip::ExtraField;
use zip::read::ZipFile;

/// From 1601, where Windows begins to count, to 1970.
const WINDOWS_TO_UNIX: Duration = Duration::from_secs(11_644_473_600);

/// When a file was last changed. Archives that say it only to two seconds, and in an unknown time zone, are taken to mean UTC.
pub(super) fn modified<R: Read>(file: &ZipFile<'_, R>) -> Option<SystemTime> {
    file.extra_data_fields().find_map(exact).or_else(|| plain(file))
}

fn exact(field: &ExtraField) -> Option<SystemTime> {
    match field {
        ExtraField::ExtendedTimestamp(times) => {
            SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(times.mod_time()?.into()))
        }
        ExtraField::Ntfs(times) => {
            let time = times.mtime();
            let seconds = Duration::from_secs(time / 10_000_000);
            let rest = Duration::from_nanos(time % 10_000_000 * 100);
            SystemTime::UNIX_EPOCH.checked_add((seconds + rest).checked_sub(WINDOWS_TO_UNIX)?)
        }
        _ => None,
    }
}

fn plain<R: Read>(file: &ZipFile<'_, R>) -> Option<SystemTime> {
    let time = file.last_modified()?;
    let part = |value: u8| i8::try_from(value).ok();
    let year = i16::try_from(time.year()).ok()?;
    let date = civil::Date::new(year, part(time.month())?, part(time.day())?).ok()?;
    let time = civil::Time::new(part(time.hour())?, part(time.minute())?, part(time.second())?, 0).ok()?;
    Some(date.to_datetime(time).to_zoned(TimeZone::UTC).ok()?.timestamp().into())
}

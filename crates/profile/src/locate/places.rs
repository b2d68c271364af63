//! Where each program has its profiles on each system.

use std::path::Path;

/// A folder that a program has its profiles in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) base: Base,
    /// The way from there; `*` is any name.
    pub(super) path: &'static str,
    pub(super) program: &'static str,
    pub(super) layout: Layout,
}

/// What a way begins at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Base {
    Home,
    /// `~/.config`
    Config,
    /// `%APPDATA%`
    Roaming,
    /// `%LOCALAPPDATA%`
    Local,
}

/// How profiles lie in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    /// With `profiles.ini`.
    Listed,
    /// `NAME/SALT.slt`, as Netscape 6 and 7 and the Mozilla Suite have it. Which there are is in a file that is not read.
    Salted,
    /// The folder is a profile.
    Itself,
}

const fn listed(base: Base, path: &'static str, program: &'static str) -> Place {
    Place { base, path, program, layout: Layout::Listed }
}

const fn salted(base: Base, path: &'static str) -> Place {
    Place { base, path, program: "Mozilla Suite", layout: Layout::Salted }
}

const fn itself(path: &'static str) -> Place {
    Place { base: Base::Home, path, program: "Thunderbird (Portable)", layout: Layout::Itself }
}

/// All of them. Betterbird has Thunderbird's folder, but for the Flatpak.
pub(super) const PLACES: [Place; 32] = [
    // Linux and other Unix systems.
    listed(Base::Home, ".thunderbird", "Thunderbird"),
    listed(Base::Config, "thunderbird", "Thunderbird"),
    listed(Base::Home, ".mozilla-thunderbird", "Thunderbird"),
    listed(Base::Home, ".icedove", "Icedove"),
    listed(Base::Home, "snap/thunderbird/common/.thunderbird", "Thunderbird (Snap)"),
    listed(Base::Home, "snap/thunderbird/*/.thunderbird", "Thunderbird (Snap)"),
    listed(Base::Home, ".var/app/org.mozilla.Thunderbird/.thunderbird", "Thunderbird (Flatpak)"),
    listed(Base::Home, ".var/app/org.mozilla.thunderbird/.thunderbird", "Thunderbird (Flatpak)"),
    listed(Base::Home, ".var/app/net.thunderbird.Thunderbird/.thunderbird", "Thunderbird (Flatpak)"),
    listed(Base::Home, ".var/app/eu.betterbird.Betterbird/.thunderbird", "Betterbird (Flatpak)"),
    listed(Base::Home, ".betterbird", "Betterbird"),
    listed(Base::Home, ".mozilla/seamonkey", "SeaMonkey"),
    listed(Base::Home, ".mozilla/iceape", "Iceape"),
    listed(Base::Home, ".postbox", "Postbox"),
    salted(Base::Home, ".mozilla"),
    // Windows.
    listed(Base::Roaming, "Thunderbird", "Thunderbird"),
    listed(Base::Local, "Packages/*/LocalCache/Roaming/Thunderbird", "Thunderbird (Store)"),
    listed(Base::Roaming, "Betterbird", "Betterbird"),
    listed(Base::Roaming, "Mozilla/SeaMonkey", "SeaMonkey"),
    listed(Base::Roaming, "PostboxApp", "Postbox"),
    listed(Base::Roaming, "Postbox", "Postbox"),
    salted(Base::Roaming, "Mozilla/Profiles"),
    itself("ThunderbirdPortable/Data/profile"),
    itself("PortableApps/ThunderbirdPortable/Data/profile"),
    // macOS.
    listed(Base::Home, "Library/Thunderbird", "Thunderbird"),
    listed(Base::Home, "Library/Application Support/Thunderbird", "Thunderbird"),
    listed(Base::Home, "Library/Application Support/Betterbird", "Betterbird"),
    listed(Base::Home, "Library/Application Support/SeaMonkey", "SeaMonkey"),
    listed(Base::Home, "Library/Application Support/PostboxApp", "Postbox"),
    listed(Base::Home, "Library/Application Support/Postbox", "Postbox"),
    salted(Base::Home, "Library/Mozilla/Profiles"),
    salted(Base::Home, "Library/Application Support/Mozilla/Profiles"),
];

/// The program that has its profiles in this folder, by its name.
pub(super) fn program_of(folder: &Path) -> Option<&'static str> {
    let places = PLACES.iter().filter(|place| place.layout == Layout::Listed && !place.path.contains('*'));
    let places = places.filter(|place| folder.ends_with(place.path));
    places.max_by_key(|place| place.path.len()).map(|place| place.program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_says_whose_it_is() {
        let of = |path| program_of(Path::new(path));
        assert_eq!(of("/home/a/.thunderbird"), Some("Thunderbird"));
        assert_eq!(of("/home/a/snap/thunderbird/common/.thunderbird"), Some("Thunderbird (Snap)"));
        assert_eq!(of("/home/a/.mozilla/seamonkey"), Some("SeaMonkey"));
        assert_eq!(of("/home/a"), None);
    }
}

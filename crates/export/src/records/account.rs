//! What the preferences say of an account.

use morkdb_profile::{Account, Identity};

use super::json;
use super::schema::columns;

columns! {
    /// What is known of each account.
    ACCOUNT, write, account: &Account, out {
        "account" Text => out.text(Some(&account.server.name));
        "account_key" Text => out.text(Some(&account.key));
        "account_type" Word => out.text(Some(account.server.kind.name()));
        "host" Text => out.text(Some(&account.server.host));
        "user" Text => out.text(Some(&account.server.user));
        "port" Number => out.number(account.server.port.map(u32::from));
        "maildir" Bool => out.yes(Some(account.server.is_maildir));
        "default" Bool => out.yes(Some(account.is_default));
        "orphan" Bool => out.yes(Some(account.is_orphan));
        "deferred_to" Text => out.text(account.server.deferred_to.as_deref());
        "emails" List => out.list(account.identities.iter().map(|identity| identity.email.as_str().into()));
        "properties" Json => out.json(identities(&account.identities).as_bytes());
    }
}

/// The identities as JSON.
fn identities(identities: &[Identity]) -> String {
    let mut out = b"{\"identities\":[".to_vec();
    for (at, identity) in identities.iter().enumerate() {
        out.extend_from_slice(if at > 0 { b",{" } else { b"{" });
        write_identity(identity, &mut out);
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
    String::from_utf8(out).unwrap_or_default()
}

fn write_identity(identity: &Identity, out: &mut Vec<u8>) {
    let fields = [
        ("key", Some(&identity.key)),
        ("name", Some(&identity.name)),
        ("email", Some(&identity.email)),
        ("organization", Some(&identity.organization)),
        ("sent_folder", identity.sent_folder.as_ref()),
        ("drafts_folder", identity.drafts_folder.as_ref()),
        ("templates_folder", identity.templates_folder.as_ref()),
        ("archive_folder", identity.archive_folder.as_ref()),
    ];
    let fields = fields.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    for (at, (name, value)) in fields.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json::write_text(name, out);
        out.push(b':');
        json::write_text(value, out);
    }
}

//! The certificates that Android trusts, read from where it keeps them.
//!
//! Elsewhere the platform's own verifier is asked. On Android that one wants a Java part of its
//! own in the app and panics without it; the files below are what it would go by. A certificate
//! that the person distrusts by hand in the system's settings is still trusted here.

use std::path::Path;

use reqwest::Certificate;

/// Where Android keeps them: the updatable module since Android 14, the system image before.
pub(super) const ANDROID: [&str; 2] = [
    "/apex/com.android.conscrypt/cacerts",
    "/system/etc/security/cacerts",
];
/// Far larger than any certificate.
const FILE_BYTES: u64 = 64 * 1024;

/// The certificates in the first of these folders that has any. A file that holds none is
/// passed over: one odd file must not cost the network.
pub(super) fn certificates<P: AsRef<Path>>(folders: &[P]) -> Vec<Certificate> {
    let found = folders.iter().map(|folder| in_folder(folder.as_ref()));
    found
        .into_iter()
        .find(|list| !list.is_empty())
        .unwrap_or_default()
}

fn in_folder(folder: &Path) -> Vec<Certificate> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let files = entries.flatten().map(|entry| entry.path());
    let small = files.filter(|file| file.metadata().is_ok_and(|file| file.len() <= FILE_BYTES));
    let read = small.filter_map(|file| std::fs::read(file).ok());
    let lists = read.filter_map(|pem| Certificate::from_pem_bundle(&pem).ok());
    lists.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A self-signed certificate made for this test; its key is gone.
    const PEM: &str = include_str!("../../../tests/support/root.pem");

    #[test]
    fn the_first_folder_that_has_some_is_taken_and_odd_files_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let (gone, empty, full) = (
            dir.path().join("gone"),
            dir.path().join("empty"),
            dir.path().join("full"),
        );
        std::fs::create_dir(&empty).unwrap();
        std::fs::create_dir(&full).unwrap();
        // Android writes the certificate in words behind it.
        std::fs::write(full.join("0a1b.0"), format!("{PEM}Certificate:\n Data:\n")).unwrap();
        std::fs::write(full.join("1.0"), "not a certificate").unwrap();
        let odd = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
        std::fs::write(full.join("2.0"), odd).unwrap();
        std::fs::write(full.join("3.0"), vec![b'x'; 100_000]).unwrap();
        assert_eq!(certificates(&[&gone, &empty, &full]).len(), 1);
        assert!(certificates(&[&gone, &empty]).is_empty());
    }
}

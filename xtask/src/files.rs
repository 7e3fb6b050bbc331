//! The few file operations that several verbs share.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xxhash_rust::xxh64::Xxh64;

/// Copies what `from` contains into `to`, folders included; `to` is made when it does not exist.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { copy_folder(&entry.path(), &target)? } else { copy(&entry.path(), &target)? }
    }
    Ok(())
}

/// The same with the times at which files were changed, by which cargo tells what is fresh.
pub(crate) fn copy_with_times(from: &Path, to: &Path) -> Result<()> {
    copy_folder(from, to)?;
    for path in below(from)? {
        let changed = fs::metadata(&path)?.modified()?;
        let copied = fs::File::options().write(true).open(to.join(path.strip_prefix(from)?))?;
        copied.set_modified(changed).with_context(|| format!("cannot date the copy of {}", path.display()))?;
    }
    Ok(())
}

/// Every file below `folder`, in order; none where there is no such folder.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for path in inside(folder)? {
            if path.is_dir() { files.extend(below(&path)?) } else { files.push(path) }
        }
    }
    Ok(files)
}

/// What stands in `folder`, files and folders, in order.
pub(crate) fn inside(folder: &Path) -> Result<Vec<PathBuf>> {
    let listing = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = listing.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Whether a file's name ends in one of these, without the dot.
pub(crate) fn is_of_kind(path: &Path, kinds: &[&str]) -> bool {
    path.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known))
}

/// Copies one file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// An empty folder at `path`; what was there is gone.
pub(crate) fn fresh_folder(path: &Path) -> Result<()> {
    remove_folder(path)?;
    fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

/// Puts `new` where `place` is. Whoever looks at `place` sees the old folder or the new one, but for a blink.
pub(crate) fn replace_folder(new: &Path, place: &Path) -> Result<()> {
    let old = place.with_extension("old");
    remove_folder(&old)?;
    if place.exists() {
        fs::rename(place, &old).with_context(|| format!("cannot move {} away", place.display()))?;
    }
    fs::rename(new, place).with_context(|| format!("cannot move {} into place", new.display()))?;
    remove_folder(&old)
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// A short name for these pieces of content in this order.
pub(crate) fn fingerprint(pieces: &[&[u8]]) -> String {
    let mut hash = Xxh64::new(0);
    for piece in pieces {
        hash.update(&(piece.len() as u64).to_le_bytes());
        hash.update(piece);
    }
    format!("{:016x}", hash.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_whole_and_replaced_whole() {
        let base = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        let (source, new, place) = (base.join("source"), base.join("new"), base.join("place"));
        fresh_folder(&source.join("inner")).unwrap();
        fs::write(source.join("inner/a"), "a").unwrap();
        fresh_folder(&place).unwrap();
        fs::write(place.join("stale"), "").unwrap();

        let changed = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        fs::File::options().write(true).open(source.join("inner/a")).unwrap().set_modified(changed).unwrap();
        copy_with_times(&source, &new).unwrap();
        assert_eq!(fs::metadata(new.join("inner/a")).unwrap().modified().unwrap(), changed);
        replace_folder(&new, &place).unwrap();

        assert_eq!(fs::read_to_string(place.join("inner/a")).unwrap(), "a");
        assert!(!place.join("stale").exists() && !new.exists() && !base.join("place.old").exists());
        remove_folder(&base).unwrap();
    }

    #[test]
    fn a_fingerprint_tells_where_one_piece_ends() {
        assert_eq!(fingerprint(&[b"ab", b"c"]), fingerprint(&[b"ab", b"c"]));
        assert_ne!(fingerprint(&[b"ab", b"c"]), fingerprint(&[b"a", b"bc"]));
    }
}

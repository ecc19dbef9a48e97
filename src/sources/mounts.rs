//! Which file systems are changed from elsewhere, so that the system cannot tell of it.

use std::path::Path;

/// Kinds of file systems that are on another machine, or outside of this one.
const REMOTE: [&str; 16] = [
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "drvfs", "fuse", "gpfs", "lustre", "nfs",
    "nfs4", "prl_fs", "smb3", "vboxsf", "virtiofs",
];

/// The kind of the file system that holds `path`, if it is one whose changes are not told, by the table of mounts of
/// this process (`/proc/self/mountinfo`).
pub(super) fn remote_kind(mounts: &str, path: &Path) -> Option<String> {
    let holding = mounts.lines().filter_map(mount).filter(|(point, _)| path.starts_with(point));
    // Of two at one place the later lies on top.
    let (_, kind) = holding.max_by_key(|(point, _)| point.len())?;
    (REMOTE.contains(&kind) || kind.starts_with("fuse.")).then(|| kind.to_owned())
}

/// Where a line of the table mounts what kind of file system.
fn mount(line: &str) -> Option<(String, &str)> {
    let (mount, device) = line.split_once(" - ")?;
    Some((unescaped(mount.split(' ').nth(4)?), device.split(' ').next()?))
}

/// Blanks and the like are written in octal: `\040`.
fn unescaped(point: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |point, (escape, plain)| point.replace(escape, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:50 / /home/me/My\\040News rw - fuse.sshfs me@host:/news rw
31 22 0:51 / /mnt/nas rw - nfs4 nas:/export rw
32 31 8:2 / /mnt/nas/local rw - ext4 /dev/sdb1 rw
33 22 8:3 / /mnt/disk rw - fuseblk /dev/sdc1 rw
34 22 0:52 / /mnt/old rw - ext4 /dev/sdd1 rw
35 22 0:53 / /mnt/old rw - cifs //host/old rw
a line that is none";

    #[test]
    fn the_nearest_mount_counts_and_the_last_of_one_place() {
        for (path, want) in [
            ("/home/me/news", None),
            ("/home/me/My News/2015", Some("fuse.sshfs")),
            ("/mnt/nas", Some("nfs4")),
            ("/mnt/nasty", None),
            ("/mnt/nas/local/x", None),
            ("/mnt/disk/x", None),
            ("/mnt/old/x", Some("cifs")),
        ] {
            assert_eq!(remote_kind(MOUNTS, Path::new(path)).as_deref(), want, "{path}");
        }
        assert_eq!(remote_kind("", Path::new("/home")), None);
    }
}

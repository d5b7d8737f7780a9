//! Digests of files.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The same of a file of any size, and how many bytes it has.
pub fn sha256_of_file(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut digest) = (File::open(path)?, Sha256::new());
    let (mut room, mut bytes) = (vec![0; 1 << 16], 0);
    loop {
        match file.read(&mut room)? {
            0 => return Ok((hexadecimal(&digest.finalize()), bytes)),
            read => {
                digest.update(&room[..read]);
                bytes += read as u64;
            }
        }
    }
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

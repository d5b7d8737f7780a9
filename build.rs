//! Finds the charting library that the page embeds: the crate `charming` carries Apache ECharts in
//! its package. The file is copied to `OUT_DIR`, from where the page includes it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Where `charming` keeps the library.
const ECHARTS: &str = "src/asset/echarts-5.5.1.min.js";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let out = env::var("OUT_DIR")?;
    // Without the network where everything is there; else Cargo fetches what only tests need.
    let package = package_root(&["--offline"]).or_else(|_| package_root(&[]))?;
    let source = package.join(ECHARTS);
    fs::copy(&source, Path::new(&out).join("echarts.js"))
        .map_err(|error| format!("cannot copy {}: {error}", source.display()))?;
    Ok(())
}

/// The folder of the package `charming`, as Cargo resolved it.
fn package_root(how: &[&str]) -> Result<PathBuf, Box<dyn Error>> {
    let output = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version=1", "--locked"])
        .args(["--filter-platform", &env::var("HOST")?])
        .args(how)
        .current_dir(env::var("CARGO_MANIFEST_DIR")?)
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("cargo metadata failed: {said}").into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().map_or(&[][..], |list| list);
    let charming = packages
        .iter()
        .find(|package| package["name"] == "charming");
    let manifest = charming.and_then(|package| package["manifest_path"].as_str());
    let root = manifest.and_then(|path| Path::new(path).parent());
    Ok(root.ok_or("charming is not among the packages")?.to_owned())
}

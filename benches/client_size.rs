//! What a browser downloads: the WASM module and its script, as they are and compressed with Brotli.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::table::Table;

/// Most a visitor may have to load, in bytes.
const LIMIT: u64 = 900 * 1024;

/// Loads the parts.
const LOADER: &str = "__wasm_split.______________________.js";

const NODE: &str = "const z=require('zlib'),f=require('fs');let n=0;for(const p of process.argv.slice(1)){n+=z.brotliCompressSync(f.readFileSync(p),{params:{[z.constants.BROTLI_PARAM_QUALITY]:11}}).length}console.log(n)";

/// What one page loads: the start, and the part it belongs to. Without a manifest the client is in one piece.
pub fn measure(table: &mut Table) {
    let folder = std::env::var_os("COLLOQUY_SITE_DIR").map_or_else(|| PathBuf::from("target/site"), PathBuf::from).join("pkg");
    let start: Vec<PathBuf> = ["colloquy.wasm", "colloquy.js"].iter().map(|name| folder.join(name)).collect();
    if !start.iter().all(|path| path.exists()) {
        table.row("Client (WASM and script)", format!("not built: {} is empty", folder.display()));
        return;
    }
    let parts = parts(&folder);
    if parts.is_empty() {
        table.row("Client (WASM and script)", weighed(&start));
        return;
    }
    let loader = folder.join(LOADER);
    for (name, files) in &parts {
        let page: Vec<PathBuf> = start.iter().chain([&loader]).chain(files).cloned().collect();
        table.row(&format!("Client, a first page of the part `{name}`"), weighed(&page));
    }
    let every: BTreeSet<PathBuf> = start.iter().chain([&loader]).chain(parts.values().flatten()).cloned().collect();
    let every: Vec<PathBuf> = every.into_iter().collect();
    table.row("Client, all parts", weighed(&every));
}

/// The files of each part, from the manifest that the build leaves.
fn parts(folder: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let text = std::fs::read_to_string(folder.join("__wasm_split_manifest.json")).unwrap_or_default();
    let manifest: BTreeMap<String, Vec<String>> = serde_json::from_str(&text).unwrap_or_default();
    let file = |name: String| folder.join(format!("{name}.wasm"));
    let short = |key: &str| key.rsplit_once('_').map_or(key, |(name, _)| name).to_owned();
    manifest.into_iter().map(|(key, files)| (short(&key), files.into_iter().map(file).collect())).collect()
}

fn weighed(files: &[PathBuf]) -> String {
    let raw: u64 = files.iter().map(|path| size(path)).sum();
    let compressed = brotli(files).map_or_else(
        || "no node to compress with".to_owned(),
        |bytes| {
            let verdict = if bytes <= LIMIT { "within" } else { "over" };
            format!("{} KB with Brotli ({verdict} {} KB)", bytes / 1024, LIMIT / 1024)
        },
    );
    format!("{} KB, {compressed}", raw / 1024)
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

fn brotli(files: &[PathBuf]) -> Option<u64> {
    let output = Command::new("node").arg("-e").arg(NODE).args(files).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

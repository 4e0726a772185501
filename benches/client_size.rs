//! What a browser downloads: the WASM module and its script, as they are and compressed with Brotli.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::table::Table;

/// Most a visitor may have to load, in bytes.
const LIMIT: u64 = 900 * 1024;

const NODE: &str = "const z=require('zlib'),f=require('fs');let n=0;for(const p of process.argv.slice(1)){n+=z.brotliCompressSync(f.readFileSync(p),{params:{[z.constants.BROTLI_PARAM_QUALITY]:11}}).length}console.log(n)";

pub fn measure(table: &mut Table) {
    let folder = std::env::var_os("COLLOQUY_SITE_DIR").map_or_else(|| PathBuf::from("target/site"), PathBuf::from).join("pkg");
    let files: Vec<PathBuf> = ["colloquy.wasm", "colloquy.js"].iter().map(|name| folder.join(name)).filter(|path| path.exists()).collect();
    if files.len() < 2 {
        table.row("Client (WASM and script)", format!("not built: {} is empty", folder.display()));
        return;
    }
    let raw: u64 = files.iter().map(|path| size(path)).sum();
    let compressed = brotli(&files).map_or_else(
        || "no node to compress with".to_owned(),
        |bytes| {
            let verdict = if bytes <= LIMIT { "within" } else { "over" };
            format!("{} KB with Brotli ({verdict} {} KB)", bytes / 1024, LIMIT / 1024)
        },
    );
    table.row("Client (WASM and script)", format!("{} KB, {compressed}", raw / 1024));
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

fn brotli(files: &[PathBuf]) -> Option<u64> {
    let output = Command::new("node").arg("-e").arg(NODE).args(files).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

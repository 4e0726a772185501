//! The bare database under the product, on the folder that the server has just left: the same 20 rows
//! of the same 10 000, and one durable record, without HTTP, rights or events. What the product adds
//! is the ratio.

use std::time::{Duration, Instant};

use colloquy::server::db::Db;
use serde_json::Value;

use crate::load::{self, Figures};
use crate::process::Folder;
use crate::table::Table;
use crate::{CONNECTIONS, Result};

const SPAN: Duration = Duration::from_secs(4);
const READ: &str = "SELECT *, record::id(id) AS id FROM agent WHERE ws = $ws AND newest > '' ORDER BY newest LIMIT 21";
const WRITE: &str = "CREATE bench_raw SET text = $text, at = time::now() RETURN NONE";

pub async fn measure(folder: &Folder, workspace: &str, table: &mut Table) -> Result<()> {
    let db = Db::connect(&format!("surrealkv://{}?sync=every", folder.path().join("db").display())).await?;
    db.sql("DEFINE TABLE IF NOT EXISTS bench_raw SCHEMALESS").exec().await?;
    let first: Vec<Value> = db.sql(READ).bind("ws", workspace.to_owned()).list().await?;
    if first.len() != 21 {
        return Err(format!("the raw read finds {} agents instead of 21", first.len()).into());
    }
    let read = many(&db, workspace, READ).await?;
    let write = many(&db, workspace, WRITE).await?;
    table.load("Raw read of the same rows through the database handle", read);
    table.load("Raw durable CREATE of one record", write);
    table.ratio("**List of agents, of the raw read's rate**", "List of agents", "Raw read");
    table.ratio("**Message append (16 simulations), of the raw CREATE's rate**", "Message append, durable, 16", "Raw durable");
    Ok(())
}

async fn many(db: &Db, workspace: &str, text: &'static str) -> Result<Figures> {
    let warm = Instant::now() + Duration::from_millis(500);
    let end = warm + SPAN;
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (db, workspace) = (db.clone(), workspace.to_owned());
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            loop {
                let begin = Instant::now();
                if begin >= end {
                    return Ok::<_, colloquy::server::db::DbError>(times);
                }
                let rows = db.sql(text).bind("ws", workspace.clone()).bind("text", "x".repeat(90)).list::<Value>().await?;
                std::hint::black_box(rows);
                if begin >= warm {
                    times.push(begin.elapsed());
                }
            }
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    load::figures(all, SPAN)
}

//! Brings the database to the present shape: numbered migrations first, then every schema file.
//! Both run under a lease record, so that two starting servers don't race. A schema file states
//! the present and may be applied again at any time; a migration changes rows and runs once.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Db, DbError};

/// The platform's own tables.
const PLATFORM: &[(&str, &str)] = &[("platform", include_str!("schema.surql")), ("mail", include_str!("../mail/schema.surql"))];

/// A change of rows.
struct Migration {
    number: u32,
    name: &'static str,
    text: &'static str,
    /// Whether the text is one step of many: it is run with `$after`, which is what the step before
    /// gave (`NONE` at first), until it gives `NONE`. Every step is a transaction of its own, so that
    /// large tables don't meet the time-out of queries; after a crash the steps begin anew.
    in_steps: bool,
}

/// Migrations in order. Never edit one that was released: its hash is checked at every start.
const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "first_release", text: include_str!("migrations/0001_first_release.surql"), in_steps: false },
    Migration { number: 2, name: "found_by_search", text: include_str!("migrations/0002_found_by_search.surql"), in_steps: true },
    Migration { number: 3, name: "newest_first", text: include_str!("migrations/0003_newest_first.surql"), in_steps: true },
];

/// Longest time a starting server may hold the lease.
const LEASE_SECONDS: i64 = 120;

/// Applies what is missing. `features` are the schema files of the features.
pub async fn apply(db: &Db, features: &[(&'static str, &'static str)], owner: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    db.script("DEFINE TABLE IF NOT EXISTS schema_lease SCHEMALESS; DEFINE TABLE IF NOT EXISTS schema_file SCHEMALESS; DEFINE TABLE IF NOT EXISTS migration SCHEMALESS;")
        .await?;
    take_lease(db, owner, now).await?;
    let outcome = apply_all(db, features, owner, now).await;
    db.sql("DELETE schema_lease:main WHERE owner = $owner").bind("owner", owner.to_owned()).exec().await?;
    outcome
}

async fn take_lease(db: &Db, owner: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    for _ in 0..LEASE_SECONDS {
        let taken = db
            .sql(
                "{ LET $held = (SELECT * FROM ONLY schema_lease:main);
                   IF $held != NONE AND $held.until > $now AND $held.owner != $owner { RETURN false };
                   UPSERT ONLY schema_lease:main SET owner = $owner, until = $until;
                   RETURN true; }",
            )
            .bind("owner", owner.to_owned())
            .bind("now", now)
            .bind("until", now + chrono::Duration::seconds(LEASE_SECONDS))
            .one::<bool>()
            .await?;
        if taken {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    Err(DbError::Other("another server is changing the schema for too long".into()))
}

async fn apply_all(db: &Db, features: &[(&'static str, &'static str)], owner: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    // Tables first: migrations may write to any of them.
    for (name, text) in PLATFORM.iter().chain(features) {
        let hash = hash(text);
        let known = db
            .sql("SELECT VALUE hash FROM ONLY type::record('schema_file', $name)")
            .bind("name", (*name).to_owned())
            .optional::<String>()
            .await?;
        if known.as_deref() != Some(hash.as_str()) {
            db.script(text).await?;
            db.sql("UPSERT ONLY type::record('schema_file', $name) SET hash = $hash, applied_at = $now")
                .bind("name", (*name).to_owned())
                .bind("hash", hash)
                .bind("now", now)
                .exec()
                .await?;
        }
    }
    migrate(db, owner, now).await
}

#[derive(Deserialize)]
struct Applied {
    number: u32,
    hash: String,
}

async fn migrate(db: &Db, owner: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let applied = db.sql("SELECT record::id(id) AS number, hash FROM migration").list::<Applied>().await?;
    let newest = MIGRATIONS.iter().map(|migration| migration.number).max().unwrap_or(0);
    if let Some(ahead) = applied.iter().find(|row| row.number > newest) {
        return Err(DbError::Other(format!(
            "the database was written by a newer version of colloquy (migration {}); start that version, or restore a backup",
            ahead.number
        )));
    }
    for migration in MIGRATIONS {
        let Migration { number, name, text, .. } = migration;
        let hash = hash(text);
        match applied.iter().find(|row| row.number == *number) {
            Some(row) if row.hash == hash => {}
            Some(_) => return Err(DbError::Other(format!("migration {number} ({name}) was changed after it was applied"))),
            None => {
                run(db, migration, owner, now).await?;
                db.sql("CREATE ONLY type::record('migration', $number) SET hash = $hash, name = $name, applied_at = $now")
                    .bind("number", i64::from(*number))
                    .bind("hash", hash)
                    .bind("name", (*name).to_owned())
                    .bind("now", now)
                    .exec()
                    .await?;
            }
        }
    }
    Ok(())
}

/// Runs one to its end. The lease is prolonged from step to step by the time that has really passed.
async fn run(db: &Db, migration: &Migration, owner: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    if !migration.in_steps {
        return db.script(migration.text).await;
    }
    let begun = std::time::Instant::now();
    let mut after: Option<serde_json::Value> = None;
    loop {
        let step = db.sql(migration.text);
        let step = if let Some(after) = &after { step.bind_json("after", after) } else { step };
        after = step.write::<serde_json::Value>().await?;
        if after.is_none() {
            return Ok(());
        }
        let passed = chrono::Duration::from_std(begun.elapsed()).unwrap_or_default();
        take_lease(db, owner, now + passed).await?;
    }
}

fn hash(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
